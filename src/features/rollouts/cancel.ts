import { z } from 'zod';
import { defineChange, type Plan } from '#intent/command.ts';
import type { ReadContext } from '#intent/context.ts';
import type { Rollout } from '#intent/rollouts.ts';
import { applyToPlans, cancelPlans, cutOffPlans } from './cancel-plans.ts';
import { ENDING_MS } from './live.ts';
import { RolloutNumber, readNumber, rolloutNamed, sayNumber } from './named.ts';
import { heldCalmly } from './seen.ts';
import { cutOffIf, turnRollout } from './turn.ts';
import { mustBeOpen } from './where-it-is.ts';

type Step = { id: string } | { plans: string[] };

const PLANS = /^(?:all )?(?:the |my )?plans$/i;

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
  usage: 'rollout cancel [number], or rollout cancel plans',
  example: () => 'rollout cancel 7',
  needs: 'administer',
  gentler: 'rollout pause',
  args: z.object({ ...RolloutNumber.shape, plans: z.literal(true).optional() }),
  read: ({ raw }) => (PLANS.test(raw) ? { plans: true } : readNumber({ raw })),
  say: (args) => (args.plans ? 'rollout cancel plans' : sayNumber('cancel')(args)),

  async plan({ number, plans }, context): Promise<Plan<Step>> {
    if (plans) return cancelPlans(context);
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
    args.plans
      ? cutOffPlans(context)
      : cutOffIf(
          ({ status, endsAs = status, by }) => endsAs === 'cancelled' && by === context.asker.displayName,
          'cancel',
          args,
          context,
          words,
        ),

  apply(step: Step, context) {
    if ('plans' in step) return applyToPlans(step.plans, context);
    return turnRollout(step.id, context, (rollout) => {
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
    });
  },
});
