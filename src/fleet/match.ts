import type { Device } from '#webex/devices.ts';

const plain = (text: string) => text.normalize('NFKC').toLocaleLowerCase('en').replace(/\s+/g, ' ').trim();

/**
 * Devices whose name is `phrase`; else those whose name begins with it; else those that hold all its words.
 * Case and doubled blanks do not count. Never just the first hit: two matches are two.
 */
export function matchDevices(phrase: string, devices: readonly Device[]): Device[] {
  const wanted = plain(phrase);
  if (wanted === '') return [];
  const named = devices.map((device) => ({ device, name: plain(device.displayName) }));
  const exact = named.filter(({ name }) => name === wanted);
  if (exact.length > 0) return exact.map(({ device }) => device);
  const partial = named.filter(({ name }) => name.includes(wanted));
  if (partial.length > 0) return partial.map(({ device }) => device);
  const words = wanted.split(' ');
  return named.filter(({ name }) => words.every((word) => name.includes(word))).map(({ device }) => device);
}
