import type { ReadContext } from '#intent/context.ts';
import { takerOf } from '#lib/rollout.ts';
import type { TakerWords } from '#render/rollout-words.ts';

/** A plan names no more of them. */
const MOST = 5;

/** Whose the rollouts are that devices were left to, by their numbers. `reasons` are why devices were left out. */
export async function takersOf(
  reasons: Iterable<{ reason: string }>,
  { store, asker }: Pick<ReadContext, 'store' | 'asker'>,
): Promise<TakerWords> {
  const numbers = new Set([...reasons].flatMap(({ reason }) => takerOf(reason) ?? []));
  const found = await Promise.all([...numbers].slice(0, MOST).map((number) => store.rollouts.numbered(number)));
  return new Map(
    found.flatMap((rollout) => (rollout?.orgId === asker.orgId ? [[rollout.number, rollout.personName] as const] : [])),
  );
}
