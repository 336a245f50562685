import type { Fleet } from '#fleet/fleet.ts';
import { matchDevices } from '#fleet/match.ts';
import { AmbiguousDevice } from '#fleet/problems.ts';
import { EntryNeeded } from '#intent/entry-form.ts';
import type { Device } from '#webex/devices.ts';

/** "Fjord and Kew", "Fjord, Kew", "Fjord with Kew" */
const BETWEEN = /\s*,\s*(?:and\s+)?|\s+(?:and|with|to|against|vs\.?|from)\s+/i;

/** What was said of two devices: their names, as far as it can be told where one ends. */
export interface Pair {
  phrase: string;
  other?: string | undefined;
}

/** Finds the two devices. Names need no quotes and no word between them where only one way to part them names two. */
export async function twoDevices(
  { phrase, other }: Pair,
  keys: readonly string[],
  fleet: Fleet,
): Promise<[Device, Device]> {
  const [left, right] = other === undefined ? parted(phrase, await fleet.list()) : [phrase, other];
  if (right === undefined) throw whichOther(await fleet.one(left), keys);
  const first = await found(left, fleet, ({ id }) => `id:${id} ${right}`);
  const second = await found(right, fleet, ({ id }) => `id:${first.id} id:${id}`);
  if (first.id === second.id) throw whichOther(first, keys, `That is ${first.displayName} twice. Name another device`);
  return [first, second];
}

async function found(name: string, fleet: Fleet, phraseFor: (device: Device) => string): Promise<Device> {
  try {
    return await fleet.one(name);
  } catch (error) {
    if (!(error instanceof AmbiguousDevice)) throw error;
    throw new AmbiguousDevice(name, error.devices, { phraseFor });
  }
}

function parted(phrase: string, devices: readonly Device[]): [string, string?] {
  const only = matchDevices(phrase, devices);
  const parts = phrase.split(BETWEEN).filter(Boolean);
  if (parts.length === 2 && only.length !== 1) return [parts[0] ?? '', parts[1]];
  const words = phrase.split(/\s+/);
  const ways = words
    .slice(1)
    .map((_, index): [string, string] => [words.slice(0, index + 1).join(' '), words.slice(index + 1).join(' ')]);
  const sure = ways.filter((way) => way.every((name) => matchDevices(name, devices).length === 1));
  // "Fjord Fjord": said twice, whatever else has that in its name.
  const twice = sure.find(([left, right]) => left.toLowerCase() === right.toLowerCase());
  if (twice && only.length !== 1) return twice;
  // "Harold Nordlund" is one device, and "Fjord Kew" are two.
  const apart = sure.filter(([left, right]) => matchDevices(left, devices)[0] !== matchDevices(right, devices)[0]);
  const [way, another] = apart;
  if (way && !another) return way;
  if (only.length > 0 || words.length === 1) return [phrase];
  return words.length === 2
    ? [words[0] ?? '', words[1]]
    : (ways.find(([left]) => matchDevices(left, devices).length === 1) ?? [phrase]);
}

const whichOther = (device: Device, keys: readonly string[], fault?: string): EntryNeeded =>
  new EntryNeeded({
    command: 'config diff',
    args: { device: `id:${device.id}` },
    title: `Compare ${device.displayName} with another device`,
    about: 'What differs in their configurations, and where it comes from.',
    fields: [
      {
        id: 'other',
        label: 'Other device',
        kind: 'text',
        isRequired: true,
        hint: 'Its name, or a part of it',
        maxLength: 200,
        fault,
      },
      {
        id: 'keys',
        label: 'Only these keys',
        kind: 'text',
        value: keys.join(' '),
        hint: 'All, or for example Audio.* Standby.*',
        maxLength: 1_000,
      },
    ],
    action: 'Compare',
    tier: 1,
    next: [{ title: device.displayName, say: `config id:${device.id}` }],
  });
