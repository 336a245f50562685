import type { Tier } from '#intent/asker.ts';
import { defineChange } from '#intent/command.ts';
import type { ReadContext } from '#intent/context.ts';
import { Problem } from '#lib/problem.ts';
import { nextOpening } from '#lib/rollout-window.ts';
import { begunBy } from './begun-by.ts';
import { liveReply } from './live.ts';
import { RolloutNumber, readNumber, rolloutNamed, sayNumber } from './named.ts';
import { startPlan } from './start-plan.ts';
import { cutOffIf, isBegunBy } from './turn.ts';
import { mustBePlanned, mustNotRun } from './where-it-is.ts';

/** Starts what was planned, once it is still what the plan said. */
export const rolloutStart = defineChange({
  name: 'rollout start',
  aliases: ['rollouts start'],
  topic: 'rollouts',
  summary: 'Start a rollout that was planned',
  usage: 'rollout start <number>',
  example: () => 'rollout start 7',
  needs: 'administer',
  privately: 'here',
  args: RolloutNumber,
  read: readNumber,
  say: sayNumber('start'),

  async plan({ number }, context) {
    return startPlan(await rolloutNamed(number, context, 'start'), context);
  },

  cutOff: (args, context, words) =>
    cutOffIf((rollout) => isBegunBy(rollout, context.asker), 'start', args, context, words),

  // Without a number, another plan could be meant by now.
  declined: async ({ number }, context) => (number === undefined ? undefined : callOff(number, context)),

  async apply({ id, tier }: { id: string; tier: Tier }, context) {
    const { store, now } = context;
    const { as } = await context.admin('configurations:write');
    for (;;) {
      const rollout = await store.rollouts.get(id);
      if (!rollout) throw new Problem('That rollout is gone', { code: 'no-rollout' });
      // Somebody started or cancelled it meanwhile.
      mustBePlanned(rollout, context);
      const { startAt = 0, window } = rollout.spec.pacing;
      const from = Math.max(now, startAt);
      const dueAt = window ? (nextOpening(window, from) ?? from) : from;
      const isLater = dueAt > now;
      const started = await store.rollouts.turn(rollout, {
        ...begunBy(rollout, context, { as, tier }),
        status: isLater ? 'waiting' : 'running',
        startedAt: now,
        dueAt,
        // Without a canary the first stage has nobody in it.
        stage: 0,
        ...(!isLater && { runningSince: now }),
        card: undefined,
      });
      if (!started) continue;
      return liveReply(started, context, { undo: { words: `rollout undo ${started.number}` } });
    }
  },
});

/** A plan that somebody cancelled on its card is none any more. Throws a Problem for one that was started from another card. */
async function callOff(number: number, context: ReadContext): Promise<void> {
  const { store, asker, now } = context;
  const by = asker.displayName;
  for (;;) {
    const rollout = await store.rollouts.numbered(number);
    if (rollout?.orgId !== asker.orgId) return;
    mustNotRun(rollout, context);
    if (rollout.status !== 'planned') return;
    const off = { status: 'cancelled', why: `Cancelled by ${by}.`, by, endedAt: now, isTold: true } as const;
    if (await store.rollouts.turn(rollout, off)) return;
  }
}
