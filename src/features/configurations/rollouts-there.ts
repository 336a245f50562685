import type { Fact } from '#intent/command.ts';
import type { ReadContext } from '#intent/context.ts';
import { nameList } from '#lib/name-list.ts';

const MOST_KEYS = 4;

/** Rollouts that have yet to set the same on this device: whoever changes it by hand comes between. */
export async function rolloutsThere(
  keys: readonly string[],
  deviceId: string,
  { store }: Pick<ReadContext, 'store'>,
): Promise<Fact[]> {
  const others = await store.rollouts.items.elsewhere('', [deviceId]);
  return others.flatMap(({ number, keys: theirs }) => {
    const both = keys.filter((key) => theirs.includes(key.toLowerCase()));
    if (both.length === 0) return [];
    return [
      {
        key: `rollout ${number}`,
        text: `Rollout ${number} is to set ${nameList(both, MOST_KEYS)} here too.`,
      },
    ];
  });
}
