import type { ReadContext } from '#intent/context.ts';
import type { RolloutItem } from '#intent/rollouts.ts';
import type { ItemState } from '#lib/rollout.ts';
import { createSharing } from '#lib/sharing.ts';

/** Small: what is in memory when V8 collects is held until it collects everything. */
const PAGE = 100;

/** The devices of a rollout in their order, a page of them in memory at a time. */
export async function* everyItem(
  { rollouts }: Pick<ReadContext['store'], 'rollouts'>,
  rolloutId: string,
  query: { states?: readonly ItemState[] } = {},
): AsyncGenerator<RolloutItem> {
  for (let after = 0; ; ) {
    const page = await rollouts.items.page(rolloutId, { after, limit: PAGE, ...query });
    yield* page;
    const last = page.at(-1);
    if (!last) return;
    after = last.place;
  }
}

/** All of them at once: mostly they are to get the same, and that is held once. */
export async function allItems(...asked: Parameters<typeof everyItem>): Promise<RolloutItem[]> {
  const all: RolloutItem[] = [];
  const share = createSharing();
  for await (const item of everyItem(...asked)) all.push(share(item));
  return all;
}
