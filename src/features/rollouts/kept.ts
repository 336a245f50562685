import type { ReadContext } from '#intent/context.ts';
import type { NewItem, Rollout } from '#intent/rollouts.ts';
import type { Spec } from '#lib/rollout.ts';
import { endOlderPlans } from './planned-anew.ts';

export interface NewRollout {
  spec: Spec;
  items: readonly NewItem[];
  actsAs: 'you' | 'service-app';
}

/** Keeps a rollout of whoever asks with its devices, which are looked at from now on. `awaitedUntil`: somebody waits for its plan. */
export async function keep(
  { spec, items, actsAs }: NewRollout,
  context: ReadContext,
  { awaitedUntil }: { awaitedUntil?: number } = {},
): Promise<Rollout> {
  const { store, asker, space, parentId, origin } = context;
  const kept = await store.rollouts.add(
    {
      spec,
      spaceId: space.id,
      parentId,
      isDirect: space.type === 'direct',
      personId: asker.id,
      personName: asker.displayName,
      personEmail: asker.email,
      orgId: asker.orgId,
      actsAs,
      ...(awaitedUntil !== undefined && { awaitedUntil }),
      origin,
    },
    items,
  );
  await endOlderPlans(kept, context);
  return kept;
}
