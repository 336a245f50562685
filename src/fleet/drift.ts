import { createHash } from 'node:crypto';
import type { Configuration, ConfigurationValue, DeviceConfigurationReads } from '#webex/device-configurations.ts';
import type { Device } from '#webex/devices.ts';
import { readKeys } from './configuration-keys.ts';
import { holdsSecret, isSecretKey } from './configuration-secrets.ts';
import { lockWords, valueWords } from './configuration-state.ts';
import { sameValue } from './configuration-values.ts';
import { readDevices } from './read-devices.ts';

type SetValue = Exclude<ConfigurationValue, null>;

/** A configuration by its key, and what it should be. */
export interface Wanted {
  key: string;
  value: SetValue;
}

/** What a device has in place of what it should have; null where nothing holds. */
export interface Difference extends Wanted {
  now: ConfigurationValue;
  /** Why it can't be put right here, such as a rule of the organisation. */
  locked?: string;
}

/** A device compared with what its configurations should be. */
export type Compared = { device: Pick<Device, 'id' | 'displayName' | 'product'> } & (
  | { kind: 'read'; right: number; differs: Difference[]; lacks: string[] }
  | { kind: 'unread'; why: string }
);

/** Compares every device with what its configurations should be. Throws when Webex is away, and what a login is needed for. */
export async function compareAll(
  devices: readonly Device[],
  wanted: readonly Wanted[],
  reads: DeviceConfigurationReads,
  onDone?: (count: number) => void,
): Promise<Compared[]> {
  const keys = wanted.map(({ key }) => key);
  const compareOne = async ({ id }: Device) => compared(wanted, await readKeys(reads, id, keys));
  const all = await readDevices(devices, compareOne, onDone);
  return all.map((one) => (one.kind === 'read' ? { device: one.device, kind: one.kind, ...one.found } : one));
}

/** Values count as they hold, wherever they come from. */
function compared(wanted: readonly Wanted[], told: ReadonlyMap<string, Configuration>) {
  const has = new Map([...told].map(([key, one]) => [key.toLowerCase(), one]));
  const differs: Difference[] = [];
  const lacks: string[] = [];
  for (const { key, value } of wanted) {
    const one = has.get(key.toLowerCase());
    if (!one) lacks.push(key);
    else if (!sameValue(one.value, value)) {
      const locked = lockWords(one);
      differs.push({ key, value, now: one.value, ...(locked !== undefined && { locked }) });
    }
  }
  return { right: wanted.length - differs.length - lacks.length, differs, lacks };
}

/** Settings taken from a device; `secrets` are keys whose values nobody should read, which are left out. */
export interface Taken {
  settings: Wanted[];
  secrets: string[];
}

/** What is configured on a device itself: what differs from its default. */
export const configuredOn = (has: ReadonlyMap<string, Configuration>): Taken =>
  taken(
    [...has].flatMap(([key, { configured, defaultValue }]) =>
      configured.value === null || sameValue(configured.value, defaultValue) ? [] : [[key, configured.value] as const],
    ),
  );

/** What these configurations are just now, configured or not. */
export const presentOf = (has: ReadonlyMap<string, Configuration>): Taken =>
  taken([...has].flatMap(([key, { value }]) => (value === null ? [] : [[key, value] as const])));

function taken(values: readonly (readonly [key: string, value: SetValue])[]): Taken {
  const isOpen = ([key, value]: readonly [string, SetValue]) => !isSecretKey(key) && !holdsSecret(key, value);
  return {
    settings: values.filter(isOpen).map(([key, value]) => ({ key, value })),
    secrets: values.filter((one) => !isOpen(one)).map(([key]) => key),
  };
}

/** Which are right, which differ and in something that can be put right (`mendable`), lack something or could not be read. One that lacks something is right in the rest of it. */
export function driftOf(all: readonly Compared[]) {
  const read = all.filter((one) => one.kind === 'read');
  return {
    right: read.filter(({ differs, lacks, right }) => differs.length === 0 && (lacks.length === 0 || right > 0)),
    drifted: read.filter(({ differs }) => differs.length > 0),
    mendable: read.filter(({ differs }) => differs.some(({ locked }) => locked === undefined)),
    lacking: read.filter(({ lacks }) => lacks.length > 0),
    unread: all.filter((one) => one.kind === 'unread'),
  };
}

/** In what a device differs, short: the same for the same differences. */
export const driftMark = (differs: readonly Difference[]): string =>
  createHash('sha256')
    .update(JSON.stringify(differs.map(({ key, now, value }) => [key, now, value])))
    .digest('base64url')
    .slice(0, 12);

/** "Audio.DefaultVolume: 40, should be 60 (set by a rule of your organisation)". */
export const differenceLine = ({ key, value, now, locked }: Difference): string =>
  `${key}: ${valueWords(now)}, should be ${valueWords(value)}${locked === undefined ? '' : ` (${locked})`}`;
