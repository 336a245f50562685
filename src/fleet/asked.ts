import type { ReadContext } from '#intent/command.ts';
import type { Device } from '#webex/devices.ts';

/** The device that words name; without a name, the space's own. The store is asked only when no name was said. */
export async function askedDevice(
  phrase: string | undefined,
  { fleet, store, space }: Pick<ReadContext, 'fleet' | 'store' | 'space'>,
): Promise<Device> {
  return fleet.one(phrase, phrase === undefined ? await store.spaces.device(space.id) : undefined);
}
