import type { Device } from '#webex/devices.ts';

/** The full stop of a sentence is no part of a name. */
const plain = (text: string) =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/\s+/g, ' ')
    .replace(/[.!?\s]+$/, '')
    .trim();

/** A list serves many messages, and putting ten thousand names into this form takes milliseconds. */
const names = new WeakMap<Device, string>();

function nameOf(device: Device): string {
  const known = names.get(device);
  if (known !== undefined) return known;
  const name = plain(device.displayName);
  names.set(device, name);
  return name;
}

/**
 * Devices whose name is `phrase`; else those whose name begins with it; else those that hold all its words.
 * Case and doubled blanks do not count. Never just the first hit: two matches are two.
 */
export function matchDevices(phrase: string, devices: readonly Device[]): Device[] {
  const wanted = plain(phrase);
  if (wanted === '') return [];
  const exact = devices.filter((device) => nameOf(device) === wanted);
  if (exact.length > 0) return exact;
  const partial = devices.filter((device) => nameOf(device).includes(wanted));
  if (partial.length > 0) return partial;
  const words = wanted.split(' ');
  return devices.filter((device) => words.every((word) => nameOf(device).includes(word)));
}
