import { splitPath } from '#lib/xpath.ts';
import type { Configuration, DeviceConfigurationReads } from '#webex/device-configurations.ts';
import type { Device } from '#webex/devices.ts';
import { type KeyExpression, lookUp, readKeys } from './configuration-keys.ts';
import { type DeviceRead, isOfOneDevice, readDevices } from './read-devices.ts';

/** As many calls a device as one read of everything (1 MB) is worth. */
export const MOST_KEYS_ON_MANY = 4;
/** Devices of a product that are tried. */
const MOST_SAMPLES = 3;
/** Devices that may not be read before it is no matter of one of them. */
const MOST_REFUSED = 6;

/** A key as somebody typed it. */
interface Typed {
  text: string;
  expression: KeyExpression;
}

/** A key that some of the devices have. */
export interface KnownKey extends Typed {
  /** What to ask Webex for, in its own spelling. */
  key: string;
  /** What it names on one device that has it. */
  sample: ReadonlyMap<string, Configuration>;
}

/** What a device does not have, with what may have been meant. */
interface Missing {
  key: string;
  near: string[];
}

/**
 * Which of the keys any of these devices have, before all of them are asked: one device of each product is, the products with
 * most devices first, until all keys are found. Throws WebexError, also when none of those may be read.
 */
export async function keysOnMany(
  reads: DeviceConfigurationReads,
  devices: readonly Device[],
  keys: readonly Typed[],
): Promise<{ known: KnownKey[]; missing: Missing[] }> {
  const known = new Map<Typed, KnownKey>();
  const near = new Map<Typed, string[]>();
  const looked = new Set<string>();
  const refused: unknown[] = [];

  async function lookAt({ id, product }: Device): Promise<void> {
    const remembered = remembering(reads);
    for (const typed of keys) {
      if (known.has(typed)) continue;
      const { found, near: others } = await lookUp(remembered, id, typed.expression);
      const [first] = found.keys();
      if (first !== undefined) known.set(typed, { ...typed, key: spelledLike(typed.expression, first), sample: found });
      else if ((near.get(typed) ?? []).length === 0) near.set(typed, others);
    }
    looked.add(product);
  }

  for (const device of samplesOf(devices)) {
    if (known.size === keys.length || refused.length >= MOST_REFUSED) break;
    if (looked.has(device.product)) continue;
    try {
      await lookAt(device);
    } catch (error) {
      if (!isOfOneDevice(error)) throw error;
      refused.push(error);
    }
  }
  if (looked.size === 0) throw refused[0];
  return {
    known: keys.flatMap((typed) => known.get(typed) ?? []),
    missing: keys
      .filter((typed) => !known.has(typed))
      .map((typed) => ({ key: typed.text, near: near.get(typed) ?? [] })),
  };
}

/** Some of each product: one of them may keep its configurations to itself. */
const samplesOf = (devices: readonly Device[]): Device[] =>
  [...Map.groupBy(devices, ({ product }) => product).values()]
    .sort((left, right) => right.length - left.length)
    .flatMap((alike) => alike.slice(0, MOST_SAMPLES));

/** All of a device's configurations are read once, however many keys it does not have. */
function remembering(reads: DeviceConfigurationReads): DeviceConfigurationReads {
  let all: ReturnType<DeviceConfigurationReads['read']> | undefined;
  return {
    read(deviceId, key) {
      if (key !== undefined) return reads.read(deviceId, key);
      all ??= reads.read(deviceId);
      return all;
    },
  };
}

/** "audio.*.mode", where "Audio.Input.HDMI[1].Mode" is one of them, is "Audio.*.Mode": Webex minds the case. */
function spelledLike({ key = '', isMany }: KeyExpression, found: string): string {
  if (!isMany) return found;
  const parts = splitPath(key);
  const theirs = splitPath(found);
  const star = parts.indexOf('*');
  const lastStar = parts.lastIndexOf('*');
  const spelled = parts.map((part, index) => {
    const isHead = star === -1 || index < star;
    if (!isHead && index <= lastStar) return part;
    const name = theirs[isHead ? index : theirs.length - parts.length + index]?.replace(/\[.*$/, '');
    return name?.toLowerCase() === part.replace(/\[.*$/, '').toLowerCase()
      ? name + (/\[.*$/.exec(part)?.[0] ?? '')
      : part;
  });
  return spelled.join('.');
}

/**
 * Reads keys on each of the devices; of a configuration only what `take` makes of it is kept, since hundreds of devices have too
 * much to say. Throws like `readDevices`.
 */
export async function readOnMany<Taken>(
  reads: DeviceConfigurationReads,
  devices: readonly Device[],
  keys: readonly KnownKey[],
  take: (entry: [key: string, configuration: Configuration], device: Device) => Taken,
  onDone?: (count: number) => void,
): Promise<DeviceRead<Taken[]>[]> {
  const single = keys.filter(({ expression }) => !expression.isMany).map(({ key }) => key);
  const wide = keys.filter(({ expression }) => expression.isMany).map(({ key }) => key);
  const readOne = async (device: Device): Promise<Taken[]> => {
    const answers = await Promise.all([
      ...(single.length > 0 ? [readKeys(reads, device.id, single)] : []),
      ...wide.map((key) => reads.read(device.id, key)),
    ]);
    const told = new Map(answers.flatMap((answer) => [...answer]));
    return [...told]
      .filter(([key]) => keys.some(({ expression }) => expression.matches(key)))
      .map((entry) => take(entry, device));
  };
  return readDevices(devices, readOne, onDone);
}
