import { nearest } from '#lib/nearest.ts';
import { shortened } from '#lib/shorten.ts';
import { joinPath, splitPath } from '#lib/xpath.ts';
import type { Configuration, DeviceConfigurationReads } from '#webex/device-configurations.ts';

/** No key and no expression comes near. */
const LONGEST = 400;

/** Which configurations somebody means. */
export interface KeyExpression {
  /** To ask Webex for: absolute, or with `*`, `[*]`, `[1..3]`, `[2..n]`. Undefined for everything. */
  key: string | undefined;
  /** Whether it may name more than one. */
  isMany: boolean;
  /** Whether a key is one of them, in any case. */
  matches(key: string): boolean;
}

/** One part: any one or more where it has no name, else this name with an index in the range; -1 is none. */
interface Step {
  name: string | undefined;
  from: number;
  to: number;
}

/**
 * Reads `Audio.*`, `audio.defaultvolume`, `Audio/DefaultVolume`, `Audio Input Microphone 1 Gain` and
 * `Audio.Input.Microphone[1..3].Gain`. One part alone means all below it. `fault` is a sentence without a full stop.
 * https://developer.webex.com/docs/devices, "Identifying a configuration"
 */
export function keyExpression(text: string): KeyExpression | { fault: string } {
  if (text.length > LONGEST) return { fault: 'That is too long for the key of a configuration' };
  const joined = joinPath(withoutEnd(text.trim()).split(/\s+/), { withIndices: true });
  if ('wrong' in joined) {
    const part = joined.wrong === '' ? 'An empty part' : `"${shortened(joined.wrong, 40)}"`;
    return { fault: `${part} can't be in the key of a configuration` };
  }
  // Webex knows `[2..n]`, and `[*]` for `[1..n]`.
  const path = joined.path.replace(/\[n\]/gi, '[*]').replace(/\.\.n\]/gi, '..n]');
  const parts = splitPath(path);
  const isFamily = parts.length === 1 && path !== '*';
  const steps = [...parts, ...(isFamily ? ['*'] : [])].map(stepOf);
  const reversed = steps.find(({ from, to }) => from > to);
  if (reversed) return { fault: `From ${reversed.from} to ${reversed.to} there is nothing` };
  return {
    key: path === '*' ? undefined : isFamily ? `${path}.*` : path,
    isMany: steps.some(({ name, from, to }) => name === undefined || from !== to),
    matches: (key) => key.length <= LONGEST && fits(steps, key.toLowerCase().split('.').map(partOf)),
  };
}

const withoutEnd = (text: string): string => {
  let end = text.length;
  while (end > 0 && './'.includes(text.charAt(end - 1))) end -= 1;
  return text.slice(0, end);
};

function stepOf(part: string): Step {
  const [name = '', index] = part.toLowerCase().split('[');
  if (name === '*') return { name: undefined, from: -1, to: Number.POSITIVE_INFINITY };
  if (index === undefined) return { name, from: -1, to: -1 };
  const [from = '', to = from] = index.slice(0, -1).split('..');
  if (from === '*') return { name, from: 0, to: Number.POSITIVE_INFINITY };
  return { name, from: Number(from), to: to === 'n' ? Number.POSITIVE_INFINITY : Number(to) };
}

function partOf(part: string): { name: string; index: number } {
  const [name = '', index] = part.split('[');
  return { name, index: index === undefined ? -1 : Number.parseInt(index, 10) };
}

/** A `*` first takes one part, and one more whenever the rest does not fit: only the last one has to be tried again. */
function fits(steps: readonly Step[], parts: readonly { name: string; index: number }[]): boolean {
  let step = 0;
  let part = 0;
  let star = -1;
  let taken = 0;
  while (part < parts.length) {
    const wanted = steps[step];
    const { name, index } = parts[part] ?? { name: '', index: -1 };
    if (wanted && wanted.name === undefined) {
      star = step;
      step += 1;
      part += 1;
      taken = part;
    } else if (wanted && wanted.name === name && index >= wanted.from && index <= wanted.to) {
      step += 1;
      part += 1;
    } else if (star === -1) return false;
    else {
      taken += 1;
      part = taken;
      step = star + 1;
    }
  }
  return step === steps.length;
}

/** A key as the device spells it, however it was typed. */
export function properKey(keys: Iterable<string>, wanted: string): string | undefined {
  const lower = wanted.toLowerCase();
  let found: string | undefined;
  for (const key of keys) {
    if (key === wanted) return key;
    if (found === undefined && key.toLowerCase() === lower) found = key;
  }
  return found;
}

const withoutIndices = (key: string): string => key.toLowerCase().replace(/\[[^\]]{0,12}\]/g, '');
const lastOf = (key: string): string => withoutIndices(key.slice(key.lastIndexOf('.') + 1));

/**
 * What a key that is not there may have meant, best first: the same without regard to case and indices, then those that end
 * in the same word ("defaultvolume"), then those that are spelled like it.
 */
export function nearestKeys(keys: Iterable<string>, wanted: string, { max = 3 } = {}): string[] {
  const all = [...keys].filter((key) => key.length <= LONGEST);
  const said = joinPath(withoutEnd(wanted.slice(0, LONGEST).trim()).split(/\s+/), { withIndices: true });
  const path = 'path' in said ? said.path : wanted.slice(0, LONGEST);
  const plain = withoutIndices(path);
  const last = lastOf(path);
  const found = new Set(all.filter((key) => withoutIndices(key) === plain).slice(0, max));
  if (!plain.includes('.')) for (const key of all) if (found.size < max && lastOf(key) === last) found.add(key);
  for (const key of nearest(path, all, { max })) if (found.size < max) found.add(key);
  if (found.size > 0) return [...found];
  const [end] = nearest(last, [...new Set(all.map(lastOf))], { max: 1 });
  return all.filter((key) => lastOf(key) === end).slice(0, max);
}

type Reads = Pick<DeviceConfigurationReads, 'read'>;

/** As many calls as one read of everything (1 MB) is worth: calls are what Webex counts. */
const MOST_CALLS = 4;

/**
 * Several absolute keys of one device in as few calls as is sensible, by the spelling of Webex; those that the device does
 * not have are absent. What came along with them is there too. Throws WebexError.
 */
export async function readKeys(
  configurations: Reads,
  deviceId: string,
  keys: readonly string[],
): Promise<Map<string, Configuration>> {
  const asked = askFor(keys);
  const [first, ...others] = await Promise.all(
    (asked.length > MOST_CALLS ? [undefined] : asked).map((key) => configurations.read(deviceId, key)),
  );
  const all = first ?? new Map<string, Configuration>();
  for (const other of others) for (const [key, configuration] of other) all.set(key, configuration);
  return all;
}

/**
 * What to ask for. A prefix of two parts names some tens of entries at most, so two keys are worth it; one part, such as
 * `Video.*`, names up to a hundred, which takes longer than a second call but not than a third.
 */
function askFor(keys: readonly string[]): string[] {
  const each = [...new Map(keys.map((key) => [key.toLowerCase(), key])).values()];
  return [...Map.groupBy(each, (key) => (key.split('.', 1)[0] ?? '').toLowerCase()).values()].flatMap((family) => {
    const [first = ''] = family;
    if (family.length === 1) return [first];
    const paths = family.map((key) => key.toLowerCase().split('.').slice(0, -1));
    const [path = []] = paths;
    const end = path.findIndex((part, at) => paths.some((other) => other[at] !== part));
    const common = first.split('.').slice(0, end === -1 ? path.length : end);
    return common.length >= 2 || (common.length === 1 && family.length >= 3) ? [`${common.join('.')}.*`] : family;
  });
}

/**
 * The configurations that somebody means. When Webex has none, all are read once: its spelling may differ, and what is near
 * can be offered. Throws WebexError.
 */
export async function lookUp(
  configurations: Reads,
  deviceId: string,
  expression: KeyExpression,
): Promise<{ found: Map<string, Configuration>; near: string[] }> {
  const { key, matches } = expression;
  const told = await configurations.read(deviceId, key);
  if (told.size > 0 || key === undefined) return { found: told, near: [] };
  const all = await configurations.read(deviceId);
  const found = new Map([...all].filter(([name]) => matches(name)));
  return { found, near: found.size > 0 ? [] : nearestKeys(all.keys(), key.replace(/\.\*$/, '')) };
}
