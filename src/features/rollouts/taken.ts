import type { ReadContext } from '#intent/context.ts';
import type { BriefItem, Rollout } from '#intent/rollouts.ts';
import { setsSame } from '#lib/rollout.ts';

/** Devices that another rollout, which is under way, sets the same on. */
export interface Taken {
  items: BriefItem[];
  /** One that does so, and its keys in lower case. */
  by: { number: number; keys: readonly string[] };
}

/** Two rollouts never set the same on one device: undefined where none would. */
export async function takenElsewhere(
  { id }: Pick<Rollout, 'id'>,
  items: readonly BriefItem[],
  { store }: Pick<ReadContext, 'store'>,
): Promise<Taken | undefined> {
  const others = await store.rollouts.items.elsewhere(
    id,
    items.map(({ deviceId }) => deviceId),
  );
  const byDevice = new Map(items.map((item) => [item.deviceId, item]));
  const inTheWay = others.flatMap((by) => {
    const item = byDevice.get(by.deviceId);
    return item && setsSame(item.wishes, by.keys) ? [{ item, by }] : [];
  });
  const [first] = inTheWay;
  return first && { items: [...new Set(inTheWay.map(({ item }) => item))], by: first.by };
}
