import { defineRead } from '#intent/command.ts';
import { mayGive } from '#intent/may.ts';
import { said } from '#render/replies.ts';
import { statusWords } from '#render/rollout-words.ts';
import { RolloutNumber, readNumber, rolloutNamed, sayNumber } from './named.ts';
import { countsOrRefused } from './seen.ts';
import { mustBeOpen } from './where-it-is.ts';

/**
 * "Stop" may mean for a while or for good: whoever says it presses which. Also for those who may only pause it: in a hurry nobody
 * thinks of that word.
 */
export const rolloutStop = defineRead({
  name: 'rollout stop',
  aliases: ['rollouts stop'],
  topic: 'rollouts',
  summary: 'Pause a rollout or cancel it',
  usage: 'rollout stop [number]',
  example: () => 'rollout stop 7',
  needs: 'operate',
  args: RolloutNumber,
  read: readNumber,
  say: sayNumber('stop'),

  async run({ number: asked }, context) {
    const rollout = await rolloutNamed(asked, context, 'stop');
    mustBeOpen(rollout, context);
    await countsOrRefused(rollout, context);
    const { number, status, spec } = rollout;
    const canPause = status !== 'planned' && status !== 'paused';
    const canCancel = mayGive('rollout cancel', context);
    const cancelled = canCancel
      ? 'Cancelled, it is over. What was changed stays until it is taken back.'
      : 'To cancel it is for those who may administer its devices.';
    return said(`Stop rollout ${number}?`, {
      detail: [
        `${spec.title} · ${statusWords({ status }).word}`,
        status === 'planned'
          ? 'It was not started. Nothing happens before somebody starts it.'
          : `${canPause ? 'Paused, it can go on later. ' : ''}${cancelled}`,
      ].join('\n'),
      next: [
        ...(canPause ? [{ title: 'Pause', say: `rollout pause ${number}` }] : []),
        ...(canCancel ? [{ title: 'Cancel', say: `rollout cancel ${number}` }] : []),
      ],
    });
  },
});
