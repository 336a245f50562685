import { type NextStep, Problem } from '#lib/problem.ts';
import { shortened } from '#lib/shorten.ts';
import type { Device } from '#webex/devices.ts';
import type { Location } from '#webex/locations.ts';
import { matchDevices } from './match.ts';
import { nothingLike } from './meant.ts';
import { AmbiguousDevice, noDevices, noSuchDevice, nothingFound, vanished } from './problems.ts';
import { filtersIn, select } from './select.ts';

/** Words that mean all devices are no part of a name. */
const EVERYTHING = /^(all|everything|every device|all devices|\*)$/i;
/** "Fjord, Camden, and Kew". */
const BETWEEN = /\s*,\s*(?:and\s+)?|\s+and\s+/i;
const IDS = /^id:[^\s,]+(,\s*(id:)?[^\s,]+)+$/;

/** "location:Oslo except Fjord", "all but tag:vip". */
const EXCEPT = /^(.+?)\s+(?:except|but not|but|without)\s+(.+)$/i;

/** Whether the words can only mean a set of devices: filters, "all", or several ids of a button. */
export function isSelection(phrase: string): boolean {
  const words = phrase.trim();
  const [, from] = EXCEPT.exec(words) ?? [];
  return (
    EVERYTHING.test(words) ||
    IDS.test(words) ||
    filtersIn(words) !== undefined ||
    (from !== undefined && isSelection(from))
  );
}

/** Whether the words may name several devices, one after the other; they may be the name of one as well. */
export const namesSeveral = (phrase: string): boolean => BETWEEN.test(phrase.trim());

/**
 * The devices that a phrase names, one or many, sorted by name: `tag:lobby is:online location:Oslo`, "all",
 * "Fjord, Camden and Kew", `id:a,b`, "all except tag:vip". Throws the Problem that says which part names nothing, and AmbiguousDevice for a
 * part that names several.
 */
export async function selected(
  phrase: string,
  devices: readonly Device[],
  locations: () => Promise<Map<string, Location>>,
): Promise<Device[]> {
  if (devices.length === 0) throw noDevices();
  const wanted = phrase.trim();
  if (EVERYTHING.test(wanted)) return byName(devices);
  if (IDS.test(wanted)) return withIds(wanted.split(','), devices);
  const [, from, but] = EXCEPT.exec(wanted) ?? [];
  if (from !== undefined && but !== undefined && isSelection(from)) {
    const others = new Set(await selected(but, devices, locations));
    const left = (await selected(from, devices, locations)).filter((device) => !others.has(device));
    if (left.length === 0) throw nothingFound(wanted);
    return left;
  }
  const filters = filtersIn(wanted);
  if (filters) {
    const places = await locations();
    const found = select(devices, '', filters, places);
    if (found.length === 0) throw nothingLike(wanted, filters, devices, places);
    return found;
  }
  // A comma may be a part of a name.
  const whole = matchDevices(wanted, devices);
  if (whole.length === 1) return whole;
  const parts = wanted.split(BETWEEN).filter(Boolean);
  const found = parts.map((part) => (part.startsWith('id:') ? withIds([part], devices) : matchDevices(part, devices)));
  const missing = found.findIndex(({ length }) => length === 0);
  if (missing !== -1 && whole.length > 1) throw new AmbiguousDevice(wanted, whole);
  if (missing !== -1)
    throw noSuchDevice(found.some(({ length }) => length > 0) ? (parts[missing] ?? '') : wanted, devices);
  const doubtful = found.findIndex(({ length }) => length > 1);
  if (doubtful !== -1) throw oneOfThem(parts, doubtful, found[doubtful] ?? []);
  return byName(new Set(found.flat()));
}

/** Which one is meant by one part of the words: the click says the others with it. */
function oneOfThem(parts: readonly string[], doubtful: number, matches: Device[]): AmbiguousDevice {
  const phraseFor = ({ id }: Device) =>
    parts.map((part, index) => (index === doubtful ? `id:${id}` : part)).join(' and ');
  return new AmbiguousDevice(parts[doubtful] ?? '', matches, parts.length > 1 ? { phraseFor } : {});
}

function withIds(ids: readonly string[], devices: readonly Device[]): Device[] {
  const wanted = new Set(ids.map((id) => id.trim().replace(/^id:/, '')));
  const found = devices.filter(({ id }) => wanted.has(id));
  if (found.length === 0) throw vanished();
  return byName(found);
}

/** A change of more devices at once than anybody can overlook is a rollout. */
export const tooMany = (phrase: string, count: number, most: number): Problem =>
  new Problem(`"${shortened(phrase, 60)}" is ${count.toLocaleString('en')} devices; I take at most ${most} at a time`, {
    code: 'too-many-devices',
    hint: 'Narrow it down, for example with tag:, location:, product: or is:online. Nothing was sent.',
    next: seeThem(phrase),
  });

/** The button that lists a selection; none where only names say what it is. */
export function seeThem(phrase: string): NextStep[] {
  const words = EVERYTHING.test(phrase.trim()) ? [] : [...(filtersIn(phrase) ?? [])].flatMap(filterWords);
  if (words.length === 0 && !EVERYTHING.test(phrase.trim())) return [];
  return [{ title: 'See them', say: ['devices', ...words].join(' ') }];
}

const filterWords = ([key, values]: [string, string[]]): string[] =>
  values.map((value) => (/^[\p{L}\p{N}_.-]+$/u.test(value) ? `${key}:${value}` : `${key}:${inQuotes(value)}`));

const inQuotes = (text: string): string => `"${text.replace(/["\\]/g, '\\$&')}"`;

const byName = (devices: Iterable<Device>): Device[] =>
  [...devices].sort((left, right) => left.displayName.localeCompare(right.displayName, 'en'));
