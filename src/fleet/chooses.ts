import { Problem } from '#lib/problem.ts';
import type { Device } from '#webex/devices.ts';
import type { Location } from '#webex/locations.ts';
import { isPlace } from './places.ts';
import { filtersIn, filterTest, select } from './select.ts';

/** Words that mean all devices. */
const EVERYTHING = /^(all|everything|every device|all devices|\*)$/i;
/** "location:Oslo except tag:vip". */
const EXCEPT = /^(.+?)\s+(?:except|but not|but|without)\s+(.+)$/i;

/** What a workspace has as well as a device. */
const OF_PLACES = new Set(['location', 'workspace']);

type Choice = (device: Device) => boolean | undefined;
/** Fleets are large, and rules are few: their words are read once as long as the same places are known. */
const read = new WeakMap<Map<string, Location>, Map<string, Choice>>();

/**
 * Whether words of a rule, such as `location:Oslo tag:lobby except is:personal`, choose a device. Undefined when that can't
 * be told: Webex does not name its location just now, or it is no device and the words are about tags or products.
 */
export function chooses(words: string, device: Device, locations: Map<string, Location>): boolean | undefined {
  const choices = read.get(locations) ?? new Map<string, Choice>();
  read.set(locations, choices);
  const choice = choices.get(words) ?? choiceOf(words, locations);
  choices.set(words, choice);
  return choice(device);
}

function choiceOf(words: string, locations: Map<string, Location>): Choice {
  const [, from, but] = EXCEPT.exec(words.trim()) ?? [];
  if (from !== undefined && but !== undefined) {
    const [isIn, isLeftOut] = [choiceOf(from, locations), choiceOf(but, locations)];
    return (device) => {
      const [inside, outside] = [isIn(device), isLeftOut(device)];
      if (inside === false || outside === true) return false;
      return inside === undefined || outside === undefined ? undefined : true;
    };
  }
  if (EVERYTHING.test(words.trim())) return () => true;
  const filters = filtersIn(words);
  if (!filters) return () => undefined;
  try {
    const test = filterTest(filters, locations);
    const isOfPlaces = [...filters.keys()].every((key) => OF_PLACES.has(key));
    return (device) => (isPlace(device) && !isOfPlaces ? undefined : test(device));
  } catch (error) {
    if (error instanceof Problem && error.code === 'no-locations') return () => undefined;
    throw error;
  }
}

/** Throws a Problem for words that are no filters: a rule must not change its meaning with the names of devices. */
export function checkChoice(words: string): void {
  const [, from, but] = EXCEPT.exec(words.trim()) ?? [];
  if (from !== undefined && but !== undefined) {
    checkChoice(from);
    checkChoice(but);
    return;
  }
  if (EVERYTHING.test(words.trim())) return;
  const filters = filtersIn(words);
  if (!filters)
    throw new Problem('it is made of filters only', {
      code: 'no-filters',
      hint: 'Write tag:lobby, location:Oslo, workspace:<id>, product:"Board Pro" or is:personal, also after "except".',
    });
  // What a filter takes is checked while it is used; no names of places are needed for that.
  select([], '', filters, new Map([['', { id: '', name: '' }]]));
}
