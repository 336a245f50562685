import type { Filters } from '#intent/words.ts';
import { sameId } from '#lib/ids.ts';
import { Problem } from '#lib/problem.ts';
import type { Device } from '#webex/devices.ts';
import type { Location } from '#webex/locations.ts';
import { accessOf, conditionOf } from './condition.ts';

const has = (text: string | undefined, part: string): boolean =>
  (text ?? '').toLocaleLowerCase('en').includes(part.toLocaleLowerCase('en'));
const hasIssues = (device: Device): boolean =>
  device.connectionStatus === 'connected_with_issues' || device.errorCodes.length > 0;

/** What `is:` understands. */
const STATES: Record<string, (device: Device) => boolean> = {
  online: (device) => conditionOf(device).isOnline,
  offline: (device) => !conditionOf(device).isOnline,
  issues: hasIssues,
  attention: (device) => hasIssues(device) || !conditionOf(device).isOnline,
  readonly: (device) => accessOf(device) === 'readonly',
  personal: (device) => device.personId !== undefined,
};

type Test = (device: Device) => boolean;
const KEYS: Record<string, (value: string, locations: Map<string, Location>) => Test> = {
  tag: (value) => (device) => device.tags.some((tag) => tag.toLocaleLowerCase('en') === value.toLocaleLowerCase('en')),
  product: (value) => (device) => has(device.product, value),
  location: inLocation,
  workspace: (value) => (device) => device.workspaceId !== undefined && sameId(device.workspaceId, value),
  is: (value) => state(value),
};

function inLocation(value: string, locations: Map<string, Location>): Test {
  if (locations.size > 0)
    return ({ locationId }) => locationId === value || has(locations.get(locationId ?? '')?.name, value);
  throw new Problem("I don't know the names of locations", {
    code: 'no-locations',
    hint: 'Webex does not tell them to me just now. Filter by a tag or by words of the name.',
    next: [{ title: 'All devices', say: 'devices' }],
  });
}

/**
 * The devices that carry all the words (in name, product, tags or place) and pass all filters.
 * Throws a Problem that names what can be filtered by.
 */
export function select(
  devices: readonly Device[],
  words: string,
  filters: Filters,
  locations: Map<string, Location>,
): Device[] {
  const passes = filterTest(filters, locations);
  const parts = words.split(/\s+/).filter(Boolean);
  return devices
    .filter(passes)
    .filter((device) => {
      const text = [
        device.displayName,
        device.product,
        ...device.tags,
        locations.get(device.locationId ?? '')?.name,
      ].join('\n');
      return parts.every((part) => has(text, part));
    })
    .sort((left, right) => left.displayName.localeCompare(right.displayName, 'en'));
}

/** Whether a device passes all filters. Throws like `select`. */
export function filterTest(filters: Filters, locations: Map<string, Location>): Test {
  const tests = [...filters].flatMap(([key, values]) => values.map((value) => test(key, value, locations)));
  return (device) => tests.every((passes) => passes(device));
}

/** `location:San Jose tag:vip`, `product:"Board Pro"`: the quotes of a device phrase are gone when it comes here, those of a rule are not. */
const FILTER = /(\w+):\s*("[^"]*"|“[^”]*”|'[^']*'|.+?)(?=\s+\w+:|\s*$)/g;
const QUOTED = /^(?:"(.*)"|“(.*)”|'(.*)')$/;

const unquoted = (value: string): string => {
  const [, double, curly, single] = QUOTED.exec(value) ?? [];
  return (double ?? curly ?? single ?? value).trim();
};

/** The filters that a device phrase is made of; undefined when it is a name like any other. */
export function filtersIn(phrase: string): Filters | undefined {
  const found = [...phrase.matchAll(FILTER)].map(
    ([, key = '', value = '']) => [key.toLowerCase(), unquoted(value)] as const,
  );
  const [first] = found;
  if (first === undefined || !phrase.toLowerCase().startsWith(`${first[0]}:`)) return undefined;
  if (!found.every(([key]) => Object.hasOwn(KEYS, key))) return undefined;
  const filters: Filters = new Map();
  for (const [key, value] of found) filters.set(key, [...(filters.get(key) ?? []), value]);
  return filters;
}

function test(key: string, value: string, locations: Map<string, Location>): Test {
  const make = Object.hasOwn(KEYS, key) ? KEYS[key] : undefined;
  if (make) return make(value, locations);
  throw new Problem(`I can't filter by "${key}:"`, {
    code: 'unknown-filter',
    hint: 'Filters: tag:lobby · product:"Board Pro" · location:Oslo · is:offline, is:online, is:issues, is:attention.',
    next: [{ title: 'All devices', say: 'devices' }],
  });
}

function state(value: string): Test {
  const known = value.toLowerCase();
  const passes = Object.hasOwn(STATES, known) ? STATES[known] : undefined;
  if (passes) return passes;
  throw new Problem(`No device can be "is:${value}"`, {
    code: 'unknown-filter',
    hint: `Understood: ${Object.keys(STATES)
      .map((name) => `is:${name}`)
      .join(', ')}.`,
    next: [{ title: 'What needs attention', say: 'devices is:attention' }],
  });
}
