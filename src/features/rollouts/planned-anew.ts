import type { ReadContext } from '#intent/context.ts';
import type { Rollout } from '#intent/rollouts.ts';

/** So many plans are looked through. */
const MOST = 200;

/** Ends the plans that the same person made here with the same words and never started: this one comes in their place. */
export async function endOlderPlans(
  { id, number, personId, spaceId, spec }: Rollout,
  { store, now, asker }: Pick<ReadContext, 'store' | 'now' | 'asker'>,
): Promise<void> {
  const open = await store.rollouts.recent({ limit: MOST, isOpen: true });
  const older = open.filter(
    (one) =>
      one.status === 'planned' &&
      one.id !== id &&
      one.number < number &&
      one.personId === personId &&
      one.spaceId === spaceId &&
      one.spec.words === spec.words,
  );
  // One that is changed meanwhile is somebody's plan still.
  await Promise.all(older.map((one) => endPlan(one, `Planned anew as rollout ${number}.`, { store, now, asker })));
}

/** Ends one; undefined when somebody changed it meanwhile. */
export const endPlan = (
  plan: Rollout,
  why: string,
  { store, now, asker }: Pick<ReadContext, 'store' | 'now' | 'asker'>,
): Promise<Rollout | undefined> =>
  store.rollouts.turn(plan, { status: 'cancelled', endedAt: now, by: asker.displayName, why, isTold: true });
