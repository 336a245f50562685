import type { ReadContext } from '#intent/context.ts';
import type { Rollout } from '#intent/rollouts.ts';
import { isFromFile } from './change-form.ts';

/** So many plans are looked through. */
const MOST = 200;

/**
 * Ends the plans that the same person made here with the same words, or with files about the same configurations of the same devices,
 * and never started: this one comes in their place.
 */
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
      one.spec.words === spec.words &&
      one.spec.columns?.join() === spec.columns?.join(),
  );
  if (older.length === 0) return;
  // The words beside a file are the same for any file.
  const own = isFromFile(spec) ? await devicesIn(id, store) : undefined;
  for (const one of older) {
    if (own !== undefined && own !== (await devicesIn(one.id, store))) continue;
    // One that is changed meanwhile is somebody's plan still.
    await endPlan(one, anewAs(number), { store, now, asker });
  }
}

/** The ids of its devices, as a text that is the same in any order of them. */
const devicesIn = async (id: string, { rollouts }: ReadContext['store']): Promise<string> =>
  (await rollouts.items.brief(id))
    .map(({ deviceId }) => deviceId)
    .sort()
    .join(' ');

/** Why a plan ended that another one came in the place of. */
export const anewAs = (number: number): string => `Planned anew as rollout ${number}.`;

/** Whether another one came in its place. */
export const isReplaced = ({ why = '' }: Pick<Rollout, 'why'>): boolean => /^Planned anew\b/.test(why);

/** Ends one; undefined when somebody changed it meanwhile. */
export const endPlan = (
  plan: Rollout,
  why: string,
  { store, now, asker }: Pick<ReadContext, 'store' | 'now' | 'asker'>,
): Promise<Rollout | undefined> =>
  store.rollouts.turn(plan, { status: 'cancelled', endedAt: now, by: asker.displayName, why, isTold: true });

/** The same whatever was noted of it meanwhile; false where it is no plan that was not started any more. */
export async function endIfPlanned(
  id: string,
  why: string,
  context: Pick<ReadContext, 'store' | 'now' | 'asker'>,
): Promise<boolean> {
  for (;;) {
    const latest = await context.store.rollouts.get(id);
    if (latest?.status !== 'planned') return false;
    if (await endPlan(latest, why, context)) return true;
  }
}
