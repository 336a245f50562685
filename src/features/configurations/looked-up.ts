import { type KeyExpression, keyExpression, lookUp } from '#fleet/configuration-keys.ts';
import type { AdminReads } from '#intent/admin.ts';
import { Problem } from '#lib/problem.ts';
import type { Entry } from './shown.ts';

type Reads = Pick<AdminReads['webex'], 'deviceConfigurations'>;

export interface LookedUp {
  entries: Entry[];
  /** What the device has nothing for, with what may have been meant. */
  missing: { key: string; near: string[] }[];
}

/** As many calls as one read of everything is worth. */
const MOST_CALLS = 4;
const { compare } = new Intl.Collator('en', { numeric: true });

/** What the keys mean on a device, each configuration once and in the order of keys; without keys everything. */
export async function lookedUp(
  { deviceConfigurations: reads }: Reads,
  deviceId: string,
  keys: readonly string[],
): Promise<LookedUp> {
  const wanted = keys.map((text) => ({ text, expression: expressionOf(text) }));
  if (wanted.length === 0) return { entries: sorted(await reads.read(deviceId)), missing: [] };
  // Of many keys everything is read once, and each of them is looked for in that.
  const all = wanted.length > MOST_CALLS ? await reads.read(deviceId) : undefined;
  const from = all ? { read: async (_: string, key?: string) => (key === undefined ? all : new Map()) } : reads;
  const found = await Promise.all(wanted.map(({ expression }) => lookUp(from, deviceId, expression)));
  return {
    entries: sorted(new Map(found.flatMap((one) => [...one.found]))),
    missing: found.flatMap((one, index) =>
      one.found.size > 0 ? [] : [{ key: wanted[index]?.text ?? '', near: one.near }],
    ),
  };
}

const sorted = (found: ReadonlyMap<string, Entry[1]>): Entry[] => [...found].sort(([a], [b]) => compare(a, b));

/** Throws a Problem for what can't be a key. */
export function expressionOf(text: string): KeyExpression {
  const read = keyExpression(text);
  if (!('fault' in read)) return read;
  throw new Problem(read.fault, {
    code: 'bad-key',
    hint: 'Keys are written like Audio.DefaultVolume, Audio.*, SerialPort[1].Mode or Video.Input.Connector[2..n].Name.',
  });
}
