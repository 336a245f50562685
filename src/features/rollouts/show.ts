import { defineRead } from '#intent/command.ts';
import { progressReply } from '#render/rollout-reply.ts';
import { RolloutNumber, readNumber, rolloutNamed, sayNumber } from './named.ts';
import { asSeen, countsOrRefused } from './seen.ts';
import { shownTo } from './shown-to.ts';

/** How far a rollout is, or how it ended: whoever may pause it may see that. */
export const rolloutShow = defineRead({
  name: 'rollout show',
  aliases: ['rollouts show', 'rollout status', 'rollout progress'],
  topic: 'rollouts',
  summary: 'See how far a rollout is',
  usage: 'rollout show [number]',
  example: () => 'rollout show 7',
  needs: 'operate',
  args: RolloutNumber,
  read: readNumber,
  say: sayNumber('show'),

  async run({ number }, context) {
    const rollout = await rolloutNamed(number, context, 'show');
    const counts = await countsOrRefused(rollout, context);
    return progressReply(await asSeen(rollout, context), counts, await shownTo(rollout, counts, context));
  },
});
