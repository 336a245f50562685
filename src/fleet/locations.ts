import type { AdminReads } from '#intent/admin.ts';
import type { Place, Target } from '#intent/parts.ts';
import { countryName } from '#lib/country.ts';
import { sameId } from '#lib/ids.ts';
import { nearest } from '#lib/nearest.ts';
import { type NextStep, Problem } from '#lib/problem.ts';
import { quoted } from '#lib/quoted.ts';
import { shortened } from '#lib/shorten.ts';
import { statusOf } from '#lib/status.ts';
import type { Floor } from '#webex/floors.ts';
import type { Location } from '#webex/locations.ts';
import { matchNamed } from './named.ts';
import { WhichOne } from './which-one.ts';

/** Buttons of one card, and rows of a chooser. */
const MOST_OFFERED = 5;
const MOST_ROWS = 8;
const LONGEST = 60;
/** What stands in the older `workspaceLocationId`, typed without `id:` before it. Names of places are no such word. */
const LIKE_AN_ID = /^[\w-]{40,}={0,2}$/;

type Reads = Pick<AdminReads['webex'], 'locations' | 'floors' | 'workspaceLocations'>;

/** How a location is looked for. */
export interface Looking {
  webex: Reads;
  /** Of `context.seesPlaces()`: a location that is not theirs to see is not there. */
  sees: (place: Target & { place: Place }) => boolean;
  /** The same words with one location chosen, `id:…`; for the buttons where several match. */
  say: (phrase: string) => string;
}

/** A location as rules and plans see it. */
export const locationTarget = ({ id, name }: Pick<Location, 'id' | 'name'>): Target & { place: Place } => ({
  id,
  name,
  place: { kind: 'location', locationId: id },
});

/** All locations that the asker may see, by name. */
export async function listLocations({ webex, sees }: Pick<Looking, 'webex' | 'sees'>): Promise<Location[]> {
  const all = await webex.locations.list();
  return all
    .filter((location) => sees(locationTarget(location)))
    .sort((left, right) => left.name.localeCompare(right.name, 'en'));
}

/**
 * The one location that `phrase` names: by its name, a part of it, `id:<locationId>`, or an id of the older
 * `/workspaceLocations`, which is translated. Throws a Problem that asks which one when several match, and one with the
 * nearest names when none does.
 */
export async function locationNamed(phrase: string, looking: Looking): Promise<Location> {
  if (phrase.startsWith('id:')) return locationOfId(phrase.slice('id:'.length), looking);
  const all = await listLocations(looking);
  const found = matchNamed(phrase, all, ({ name }) => name);
  const [only, another] = found;
  if (only && !another) return only;
  if (only) throw whichLocation(phrase, found, looking.say);
  if (LIKE_AN_ID.test(phrase.trim())) return locationOfId(phrase.trim(), looking);
  throw noSuchLocation(phrase, all, looking.say);
}

/** By either id. Throws the Problem `location-gone` where no location of the asker has it. */
export async function locationOfId(id: string, { webex, sees }: Pick<Looking, 'webex' | 'sees'>): Promise<Location> {
  const found = (await orNothing(webex.locations.get(id))) ?? (await translated(id, webex));
  if (!found || !sees(locationTarget(found))) throw locationGone();
  return found;
}

/** The location that the older API calls so. An older place without the newer id is found by its name, if only one has it. */
async function translated(legacyId: string, webex: Reads): Promise<Location | undefined> {
  const old = await orNothing(webex.workspaceLocations.get(legacyId));
  if (!old) return undefined;
  if (old.locationId !== undefined) return orNothing(webex.locations.get(old.locationId));
  const named = (await webex.locations.list()).filter(({ name }) => name === old.displayName);
  return named.length === 1 ? named[0] : undefined;
}

/** The id by which the older API knows a location; undefined where it does not, or is switched off. */
export async function legacyIdOf(location: Pick<Location, 'id' | 'name'>, webex: Reads): Promise<string | undefined> {
  const older = await orNothing(webex.workspaceLocations.list({ displayName: location.name }));
  return older?.find(({ locationId }) => locationId !== undefined && sameId(locationId, location.id))?.id;
}

/** An id of another kind is a 400 or a 404; where the older API is switched off, it says 403, 404 or 410. */
async function orNothing<T>(asked: Promise<T>): Promise<T | undefined> {
  return asked.catch((error: unknown) => {
    if ([400, 403, 404, 410].includes(statusOf(error) ?? 0)) return undefined;
    throw error;
  });
}

/** "Floor 3 · Fjord view" */
export const floorTitle = ({ floorNumber, displayName }: Floor): string =>
  displayName === undefined || displayName === '' ? `Floor ${floorNumber}` : `Floor ${floorNumber} · ${displayName}`;

/** What a floor is called: its name, or "Floor 3". */
export const floorName = ({ floorNumber, displayName }: Floor): string =>
  displayName === undefined || displayName === '' ? `Floor ${floorNumber}` : displayName;

const NUMBER = /^(?:floor|level|storey)?\s*([-\u2212]?\d{1,6})$/i;

/** A floor's number as people write it, `3`, `floor 3` or `-1`; undefined for anything else. */
export function floorNumberIn(text: string): number | undefined {
  const [, digits] = NUMBER.exec(text.trim()) ?? [];
  return digits === undefined ? undefined : Number(digits.replace('\u2212', '-'));
}

/**
 * The one floor of a location that `phrase` names: by its number ("3", "floor 3"), its name, a part of it, or `id:<floorId>`.
 * `say` makes the words with one floor chosen. Throws a Problem like `locationNamed`.
 */
export async function floorNamed(
  phrase: string,
  location: Location,
  { webex, say }: { webex: Pick<Reads, 'floors'>; say: (phrase: string) => string },
): Promise<Floor> {
  const all = await webex.floors.list(location.id);
  if (phrase.startsWith('id:')) {
    const one = all.find(({ id }) => sameId(id, phrase.slice('id:'.length)));
    if (one) return one;
    throw floorGone(location);
  }
  const found = matchFloors(phrase, all);
  const [only, another] = found;
  if (only && !another) return only;
  if (only) throw whichFloor(`${found.length} floors match "${shortened(phrase, LONGEST)}".`, found, say);
  throw noSuchFloor(phrase, all, location, say);
}

/** Those of a number and those named exactly so; else those whose name holds it. */
function matchFloors(phrase: string, all: readonly Floor[]): Floor[] {
  const number = floorNumberIn(phrase);
  const numbered = all.filter(({ floorNumber }) => floorNumber === number);
  const named = matchNamed(phrase, all, ({ displayName = '' }) => displayName);
  if (numbered.length === 0) return named;
  const alsoNamed = named.filter(({ displayName }) => displayName?.toLowerCase() === phrase.trim().toLowerCase());
  return [...new Set([...numbered, ...alsoNamed])];
}

/** Nobody said which floor: they are offered. */
export const whichFloor = (why: string, floors: readonly Floor[], say: (phrase: string) => string) =>
  new Problem('Which floor?', {
    code: 'which-floor',
    hint: `${why} ${floors.length > MOST_OFFERED ? `Say its number: ${floors.map(({ floorNumber }) => floorNumber).join(', ')}.` : 'Choose one.'}`.trim(),
    next: floors.slice(0, MOST_OFFERED).map((floor) => ({ title: floorTitle(floor), say: say(`id:${floor.id}`) })),
  });

function noSuchFloor(phrase: string, all: readonly Floor[], location: Location, say: (phrase: string) => string) {
  const numbers = all.map(({ floorNumber }) => floorNumber).join(', ');
  const near = nearest(phrase, all.map(floorName), { max: 2 });
  const meant = near.flatMap((name) => all.find((floor) => floorName(floor) === name) ?? []);
  return new Problem(`${location.name} has no floor "${shortened(phrase, LONGEST)}"`, {
    code: 'no-such-floor',
    hint: all.length === 0 ? 'It has no floors yet.' : `Its floors: ${numbers}.`,
    next: [
      ...meant.map((floor) => ({ title: floorTitle(floor), say: say(`id:${floor.id}`) })),
      all.length === 0
        ? { title: 'Add a floor', say: `floor new id:${location.id}` }
        : { title: 'Floors', say: `floors id:${location.id}` },
    ],
  });
}

const floorGone = (location: Location) =>
  new Problem(`This floor of ${location.name} is not there any more`, {
    code: 'floor-gone',
    hint: 'It was deleted. Nothing was changed.',
    next: [{ title: 'Floors', say: `floors id:${location.id}` }],
  });

const LOCATIONS: NextStep = { title: 'Locations', say: 'locations' };

export const locationGone = () =>
  new Problem('This location is not there any more', {
    code: 'location-gone',
    hint: 'It was deleted, or it is not yours to see. Nothing was changed.',
    next: [LOCATIONS],
  });

/** Where two have one name, the address tells which is which. */
function whichLocation(phrase: string, found: readonly Location[], say: (phrase: string) => string): WhichOne {
  const rows = found.slice(0, MOST_ROWS).map((location) => ({
    name: location.name,
    about: streetOf(location),
    word: countryOf(location),
    colour: 'default',
    say: say(`id:${location.id}`),
  }));
  const hint = found.length > MOST_ROWS ? 'Choose one, or say more of its name.' : 'Choose one.';
  const note = `${found.length} locations match "${shortened(phrase, LONGEST)}". ${hint}`;
  return new WhichOne('Which location?', note, rows, found.length);
}

/** "Bryggegata 1, 0250 Oslo" */
export const streetOf = ({
  address: { address1, address2, city, state, postalCode } = {},
}: Pick<Location, 'address'>): string =>
  [address1, address2, [postalCode, city].filter(Boolean).join(' '), state].filter(Boolean).join(', ');

/** "Norway" */
export const countryOf = ({ address: { country } = {} }: Pick<Location, 'address'>): string =>
  country === undefined ? '' : countryName(country);

function noSuchLocation(phrase: string, all: readonly Location[], say: (phrase: string) => string): Problem {
  const near = nearest(
    phrase,
    all.map(({ name }) => name),
    { max: 3 },
  );
  return new Problem(`There is no location named "${shortened(phrase, LONGEST)}"`, {
    code: 'no-such-location',
    hint: near.length > 0 ? `Nearest: ${near.join(' · ')}.` : 'Look at the list of all locations.',
    next: [...near.map((name) => ({ title: name, say: say(quoted(name)) })), LOCATIONS],
  });
}
