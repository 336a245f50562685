import { defineChange } from '#intent/command.ts';
import type { ReadContext } from '#intent/context.ts';
import type { Rollout } from '#intent/rollouts.ts';
import { ENDING_MS } from './live.ts';
import { RolloutNumber, readNumber, rolloutNamed, sayNumber } from './named.ts';
import { heldCalmly } from './seen.ts';
import { cutOffIf, turnRollout } from './turn.ts';
import { mustBeOpen } from './where-it-is.ts';

/** Whether there are others that whoever asks could cancel. */
async function othersOpen({ id, orgId }: Rollout, { store }: ReadContext): Promise<boolean> {
  const open = await store.rollouts.recent({ isOpen: true, limit: MOST });
  return open.some((one) => one.id !== id && one.orgId === orgId);
}
const MOST = 20;

/** Ends a rollout. What was changed stays changed until it is taken back. */
export const rolloutCancel = defineChange({
  name: 'rollout cancel',
  aliases: ['rollouts cancel', 'rollout abort', 'rollout end'],
  topic: 'rollouts',
  summary: 'End a rollout',
  usage: 'rollout cancel [number]',
  example: () => 'rollout cancel 7',
  needs: 'administer',
  gentler: 'rollout pause',
  args: RolloutNumber,
  read: readNumber,
  say: sayNumber('cancel'),

  async plan({ number }, context) {
    const rollout = await rolloutNamed(number, context, 'cancel');
    mustBeOpen(rollout, context);
    const title = `Cancel rollout ${rollout.number}`;
    const isMeant = number !== undefined || rollout.status === 'planned' || !(await othersOpen(rollout, context));
    return {
      ...(await heldCalmly(rollout, context)),
      // What runs is ended for good, and something else may have been meant.
      ...(!isMeant && { asks: true as const, facts: [{ key: rollout.id, text: rollout.spec.title }] }),
      title: `${title}?`,
      action: title,
      record: `rollout cancel ${rollout.number}`,
      step: { id: rollout.id },
    };
  },

  cutOff: (args, context, words) =>
    cutOffIf(
      ({ status, endsAs = status, by }) => endsAs === 'cancelled' && by === context.asker.displayName,
      'cancel',
      args,
      context,
      words,
    ),

  apply: ({ id }: { id: string }, context) =>
    turnRollout(id, context, (rollout) => {
      mustBeOpen(rollout, context);
      const by = context.asker.displayName;
      // Nothing of it is under way.
      if (rollout.status === 'planned')
        return { status: 'cancelled', why: `Cancelled by ${by}.`, by, endedAt: context.now, isTold: true };
      return {
        status: 'ending',
        endsAs: 'cancelled',
        why: `Cancelled by ${by}.`,
        by,
        dueAt: context.now,
        awaitedUntil: context.now + ENDING_MS,
      };
    }),
});
