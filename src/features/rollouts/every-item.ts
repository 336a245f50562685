import type { ReadContext } from '#intent/context.ts';
import type { RolloutItem } from '#intent/rollouts.ts';
import type { ItemState } from '#lib/rollout.ts';

/** The devices of a rollout in their order, one at a time. */
export const everyItem = (
  { rollouts }: Pick<ReadContext['store'], 'rollouts'>,
  rolloutId: string,
  query: { states?: readonly ItemState[] } = {},
): AsyncGenerator<RolloutItem> => rollouts.items.every(rolloutId, query);
