import { defineChange } from '#intent/command.ts';
import { Problem } from '#lib/problem.ts';
import { RolloutNumber, readNumber, rolloutNamed, sayNumber } from './named.ts';
import { heldByAny } from './seen.ts';
import { cutOffIf, turnRollout } from './turn.ts';
import { mustBeOpen } from './where-it-is.ts';

/**
 * Stops a rollout for a while. What is under way comes to its end; nothing else is begun. It does no harm, so whoever may operate one
 * of its devices may: a rollout that goes wrong there is not to wait for an administrator.
 */
export const rolloutPause = defineChange({
  name: 'rollout pause',
  aliases: ['rollouts pause', 'rollout hold', 'rollout halt'],
  topic: 'rollouts',
  summary: 'Stop a rollout for a while',
  usage: 'rollout pause [number]',
  example: () => 'rollout pause 7',
  needs: 'operate',
  args: RolloutNumber,
  read: readNumber,
  say: sayNumber('pause'),

  async plan({ number }, context) {
    const rollout = await rolloutNamed(number, context, 'pause');
    mustBeOpen(rollout, context);
    if (rollout.status === 'planned') throw notStarted(rollout.number);
    const { id } = rollout;
    const title = `Pause rollout ${rollout.number}`;
    return {
      ...(await heldByAny(rollout, context)),
      title: `${title}?`,
      action: title,
      record: `rollout pause ${rollout.number}`,
      step: { id },
    };
  },

  cutOff: (args, context, words) => cutOffIf(({ status }) => status === 'paused', 'pause', args, context, words),

  apply: ({ id }: { id: string }, context) =>
    turnRollout(id, context, (rollout) => {
      const { status, dueAt } = rollout;
      mustBeOpen(rollout, context);
      if (status === 'paused') return {};
      if (status === 'planned') throw notStarted(rollout.number);
      const resumesAs = status === 'surveying' || status === 'confirming' ? status : 'running';
      return {
        status: 'paused',
        resumesAs,
        needsLogin: false,
        dueAt,
        why: `Paused by ${context.asker.displayName}.`,
        by: context.asker.displayName,
      };
    }),
});

const notStarted = (number: number) =>
  new Problem(`Rollout ${number} was not started`, {
    code: 'rollout-not-started',
    hint: 'Nothing happens before somebody starts it.',
    next: [{ title: 'The plan', say: `rollout start ${number}` }],
  });
