import type { ReadContext } from '#intent/context.ts';
import { momentOf } from '#intent/rollout-moment.ts';
import type { Count, Rollout } from '#intent/rollouts.ts';
import { maySay } from './may-say.ts';
import { seesItem } from './seen.ts';
import { takersOf } from './takers.ts';

/**
 * What a card about a rollout needs to know of whoever reads it: what time it is there, which devices it may name, and what they
 * may press. `isToAll`: it stands where the rollout runs, and names any.
 */
export const shownTo = async (
  rollout: Rollout,
  counts: readonly Count[],
  context: ReadContext,
  { isToAll = false } = {},
) => ({
  now: context.now,
  timeZone: context.timeZone,
  takers: await takersOf(counts, context),
  moment: await momentOf(rollout, counts, context.store.rollouts.items, isToAll ? undefined : await seesItem(context)),
  may: maySay(context),
});
