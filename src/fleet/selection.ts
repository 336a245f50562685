import { Problem } from '#lib/problem.ts';
import { shortened } from '#lib/shorten.ts';
import type { Device } from '#webex/devices.ts';
import type { Location } from '#webex/locations.ts';
import { matchDevices } from './match.ts';
import { AmbiguousDevice, noDevices, noSuchDevice, nothingFound, vanished } from './problems.ts';
import { filtersIn, select } from './select.ts';

/** Words that mean all devices are no part of a name. */
const EVERYTHING = /^(all|everything|every device|all devices|\*)$/i;
const BETWEEN = /\s*,\s*|\s+and\s+/i;
const IDS = /^id:[^\s,]+(,\s*(id:)?[^\s,]+)+$/;

/** Whether the words can only mean a set of devices: filters, "all", or several ids of a button. */
export const isSelection = (phrase: string): boolean =>
  EVERYTHING.test(phrase.trim()) || IDS.test(phrase.trim()) || filtersIn(phrase) !== undefined;

/**
 * The devices that a phrase names, one or many, sorted by name: `tag:lobby is:online location:Oslo`, "all",
 * "Fjord, Camden and Kew", `id:a,b`. Throws the Problem that says which part names nothing, and AmbiguousDevice for a
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
  if (wanted.startsWith('id:')) return withIds(wanted, devices);
  const filters = filtersIn(wanted);
  if (filters) {
    const found = select(devices, '', filters, await locations());
    if (found.length === 0) throw nothingFound(wanted);
    return found;
  }
  // A comma may be a part of a name.
  const whole = matchDevices(wanted, devices);
  if (whole.length === 1) return whole;
  const parts = wanted.split(BETWEEN).filter(Boolean);
  const named = (parts.length > 1 ? parts : [wanted]).map((part) => {
    const matches = matchDevices(part, devices);
    const [first, second] = matches;
    if (!first) throw noSuchDevice(part, devices);
    if (second) throw new AmbiguousDevice(part, matches);
    return first;
  });
  return byName(new Set(named));
}

function withIds(phrase: string, devices: readonly Device[]): Device[] {
  const wanted = new Set(phrase.split(',').map((id) => id.trim().replace(/^id:/, '')));
  const found = devices.filter(({ id }) => wanted.has(id));
  if (found.length === 0) throw vanished();
  return byName(found);
}

/** A change of more devices at once than anybody can overlook is a rollout. */
export const tooMany = (phrase: string, count: number, most: number): Problem =>
  new Problem(`"${shortened(phrase, 60)}" is ${count.toLocaleString('en')} devices; I take at most ${most} at a time`, {
    code: 'too-many-devices',
    hint: 'Narrow it down, for example with tag:, location:, product: or is:online. Nothing was sent.',
    next: [{ title: 'See them', say: `devices ${shortened(phrase, 200)}` }],
  });

const byName = (devices: Iterable<Device>): Device[] =>
  [...devices].sort((left, right) => left.displayName.localeCompare(right.displayName, 'en'));
