import type { Asker } from '#intent/asker.ts';
import type { Outcome } from '#intent/command.ts';
import type { ReadContext } from '#intent/context.ts';
import type { Rollout, Turn } from '#intent/rollouts.ts';
import { Problem } from '#lib/problem.ts';
import { liveReply } from './live.ts';

/**
 * What came of a step on a rollout where a process was stopped in the middle of it, by what the rollout is now. One that was named by no
 * number may be another one by now: that is asked for anew.
 */
export async function cutOffIf(
  isDone: (rollout: Rollout) => boolean,
  { number }: { number?: number | undefined },
  context: ReadContext,
): Promise<Outcome | 'again'> {
  const rollout = number === undefined ? undefined : await context.store.rollouts.numbered(number);
  if (rollout?.orgId !== context.asker.orgId || !isDone(rollout)) return 'again';
  const { startedAt, card: before } = rollout;
  return liveReply(rollout, context, {
    ...(before && { before }),
    ...(startedAt !== undefined && { undo: { words: `rollout undo ${number}` } }),
  });
}

/** Whether it was started, and they have it. */
export const isBegunBy = ({ startedAt, personId }: Rollout, { id }: Pick<Asker, 'id'>): boolean =>
  startedAt !== undefined && personId === id;

/**
 * Changes a rollout by what it is at that moment, whatever the engine does meanwhile, and shows how far it is. Time in which it
 * does not run does not count as running.
 */
export async function turnRollout(
  id: string,
  context: ReadContext,
  turnOf: (rollout: Rollout) => Turn,
): Promise<Outcome> {
  const { store, now } = context;
  for (;;) {
    const rollout = await store.rollouts.get(id);
    if (!rollout) throw new Problem('That rollout is gone', { code: 'no-rollout' });
    const turn = turnOf(rollout);
    const { ranMs, runningSince } = rollout;
    const stops = turn.status !== undefined && turn.status !== 'running' && runningSince !== undefined;
    const turned = await store.rollouts.turn(rollout, {
      ...(stops && { ranMs: ranMs + (now - runningSince), runningSince: undefined }),
      ...turn,
    });
    if (!turned) continue;
    return liveReply(turned, context, { before: rollout.card });
  }
}
