import type { Device } from '#webex/devices.ts';

/** One form for names and words. The full stop of a sentence is no part of a name, unless there is nothing else. */
function plain(text: string): string {
  const whole = text.normalize('NFKC').toLowerCase().replace(/\s+/g, ' ').trim();
  return whole.replace(/[.!?\s]+$/, '') || whole;
}

/** A list serves many messages, and putting ten thousand names into this form takes milliseconds. */
const names = new WeakMap<Device, string>();

function nameOf(device: Device): string {
  const known = names.get(device);
  if (known !== undefined) return known;
  const name = plain(device.displayName);
  names.set(device, name);
  return name;
}

const bare = (mac: string): string => mac.toLowerCase().replace(/[:.-]/g, '');

/** Devices with exactly this IP address, serial number or MAC address: what their cards and labels show. */
function identified(wanted: string, devices: readonly Device[]): Device[] {
  const mac = bare(wanted);
  const isMac = /^[0-9a-f]{12}$/.test(mac);
  return devices.filter(
    (device) =>
      device.ip?.toLowerCase() === wanted ||
      device.serial?.toLowerCase() === wanted ||
      (isMac && device.mac !== undefined && bare(device.mac) === mac),
  );
}

const ADDRESSES: [RegExp, string][] = [
  [/^\d{1,3}(\.\d{1,3}){3}$/, 'IP address'],
  [/^([0-9a-f]{2}[:-]?){5}[0-9a-f]{2}$|^([0-9a-f]{4}\.){2}[0-9a-f]{4}$/i, 'MAC address'],
  [/^[0-9a-f:]*:[0-9a-f:]*:[0-9a-f:.]*$/i, 'IP address'],
  // Three letters of the factory, four digits of the week, four of the unit.
  [/^[a-z]{3}\d{4}[0-9a-z]{4}$/i, 'serial number'],
];

/** What the words look like, when they look like an address or a serial number. */
export const addressKind = (phrase: string): string | undefined =>
  ADDRESSES.find(([pattern]) => pattern.test(phrase.trim()))?.[1];

/** Whether the words are the device's whole name, case and doubled blanks aside. */
export const isNamed = (device: Device, phrase: string): boolean => nameOf(device) === plain(phrase);

/**
 * Devices whose name is `phrase`; else those with that IP address, serial number or MAC address; else those whose name
 * holds it; else those that hold all its words.
 * Case and doubled blanks do not count. Never just the first hit: two matches are two.
 */
export function matchDevices(phrase: string, devices: readonly Device[]): Device[] {
  const wanted = plain(phrase);
  if (wanted === '') return [];
  const exact = devices.filter((device) => nameOf(device) === wanted);
  if (exact.length > 0) return exact;
  const known = identified(wanted, devices);
  if (known.length > 0) return known;
  const partial = devices.filter((device) => nameOf(device).includes(wanted));
  if (partial.length > 0) return partial;
  const words = wanted.split(' ');
  return devices.filter((device) => words.every((word) => nameOf(device).includes(word)));
}
