import { changedBy, SOMEBODY_CHANGED, type Was, type Wish } from '#lib/rollout.ts';
import type { Rollout, Store } from '#store/index.ts';

/** Devices that are looked for together. */
const PAGE = 200;

/**
 * Tells of devices that are not as a rollout left them, and so are not taken back, which later rollout made them so, as far as rows
 * know it. What people changed by hand stays "somebody".
 */
export function namesChangers({ rollouts }: { rollouts: Store['rollouts'] }) {
  const { items } = rollouts;

  return async ({ id, spec }: Rollout): Promise<void> => {
    const undone = spec.undoes === undefined ? undefined : await rollouts.get(spec.undoes);
    if (!undone) return;
    for (let after = 0; ; ) {
      const page = await items.page(id, { after, limit: PAGE, states: ['blocked'] });
      const last = page.at(-1);
      if (!last) return;
      after = last.place;
      const changed = page.flatMap((item) =>
        item.reason === 'changed' && item.found ? [{ item, is: item.found }] : [],
      );
      if (changed.length === 0) continue;
      const done = Map.groupBy(
        await items.changedSince(
          // A retry is a new start, and others changed devices before it.
          undone.createdAt,
          changed.map(({ item }) => item.deviceId),
        ),
        ({ deviceId }) => deviceId,
      );
      for (const { item, is } of changed) {
        const by = done.get(item.deviceId)?.find(({ wishes }) => wishes.some(({ key }) => key === is.key));
        // Whoever changed it after that rollout did so by hand.
        if (!by || by.rolloutId === undone.id || !by.wishes.some((wish) => made(wish, is))) continue;
        const why = item.why?.replace(SOMEBODY_CHANGED, `Rollout ${by.number} changed`);
        await items.settle(item, { state: 'blocked', reason: changedBy(by.number), why });
      }
    }
  };
}

/** Whether a wish made it what it is. */
const made = (wish: Wish, is: Was): boolean => {
  if (wish.key !== is.key) return false;
  return 'reset' in wish ? is.configured === null : String(wish.value) === String(is.value);
};
