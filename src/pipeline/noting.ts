import type { Fleet } from '#fleet/fleet.ts';
import type { Device } from '#webex/devices.ts';

/** Devices of one selection that the audit names: an entry of it is no list of all there is. */
const MOST_NOTED = 100;

/** The same fleet; what is looked up in it is noted, for the audit. */
export function noting(fleet: Fleet, targets: Map<string, string>): Fleet {
  const seen = (device: Device): Device => {
    targets.set(device.id, device.displayName);
    return device;
  };
  return {
    ...fleet,
    one: async (phrase, fallbackId) => seen(await fleet.one(phrase, fallbackId)),
    many: async (phrase) => {
      const devices = await fleet.many(phrase);
      devices.slice(0, MOST_NOTED).forEach(seen);
      return devices;
    },
  };
}
