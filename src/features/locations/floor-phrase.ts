import { z } from 'zod';
import { floorNamed, floorNumberIn, type Looking, listLocations, locationNamed, whichFloor } from '#fleet/locations.ts';
import { matchNamed } from '#fleet/named.ts';
import { type Token, textOf } from '#intent/words.ts';
import { alwaysQuoted } from '#lib/quoted.ts';
import { shortened } from '#lib/shorten.ts';
import type { Floor } from '#webex/floors.ts';
import type { Location } from '#webex/locations.ts';
import { PlacePhrase } from './location-form.ts';

/** What is said of a floor, by its key. */
export const FLOOR_KEYS: ReadonlyMap<string, string> = new Map([
  ['number', 'number'],
  ['no', 'number'],
  ['name', 'name'],
  ['called', 'name'],
]);

const text = z
  .string()
  .max(1_000, 'That is too long for a floor.')
  .transform((value) => value.replace(/\s+/g, ' ').trim())
  .optional();

/** Arguments that say which floor: where nobody can tell where the location ends, `place` holds all of it. */
export const floorShape = {
  place: PlacePhrase,
  floor: text.transform((phrase) => phrase || undefined),
};

/** What a floor is made of, as it was typed. */
export const floorFields = {
  number: text,
  name: text,
  unknown: z
    .undefined({
      error: ({ input }) => `A floor has no "${shortened(String(input), 40)}". It has number and name`,
    })
    .optional(),
};

const NOUN = /^(?:floor|level|storey)$/i;

/** "San Jose floor 2", "Oslo 3", `"San Jose" Engineering`, "id:… id:…" → the location and the floor. */
export function readPlaceAndFloor(tokens: readonly Token[]): { place: string | undefined; floor: string | undefined } {
  // "4 in Oslo"
  const [first, word, ...where] = tokens;
  const isNumber = first && !first.quoted && floorNumberIn(first.text) !== undefined;
  if (isNumber && word && !word.quoted && /^(?:in|of|at)$/i.test(word.text) && where.length > 0)
    return { place: textOf(where) || undefined, floor: first.text };
  const at = splitAt(tokens);
  const floor = tokens.slice(at);
  const isNamed = floor[0] && NOUN.test(floor[0].text) && !floor[0].quoted && floor.length > 1;
  const place = textOf(tokens.slice(0, at)).replace(/,+$/, '');
  return { place: place || undefined, floor: textOf(isNamed ? floor.slice(1) : floor) || undefined };
}

/** Where the floor begins; the end when nobody can tell. */
function splitAt(tokens: readonly Token[]): number {
  const [first] = tokens;
  if (!first) return 0;
  if (first.quoted || first.text.startsWith('id:')) return 1;
  const noun = tokens.findLastIndex(({ text: word, quoted: isQuoted }) => NOUN.test(word) && !isQuoted);
  if (noun > 0 && noun < tokens.length - 1) return noun;
  const comma = tokens.findIndex(({ text: word }) => word.endsWith(','));
  if (comma !== -1 && comma < tokens.length - 1) return comma + 1;
  const last = tokens.at(-1);
  const isNumber = last !== undefined && !last.quoted && floorNumberIn(last.text) !== undefined;
  return tokens.length > 1 && (isNumber || last?.quoted) ? tokens.length - 1 : tokens.length;
}

/** Words that are read as the same place and floor again. */
export function spelledFloor(place: string, floor: string | undefined): string {
  if (floor === undefined && isOneWord(place)) return place;
  // A location in quotes ends there, whatever follows.
  const where = /^id:\S+$/.test(place) ? place : alwaysQuoted(place);
  if (floor === undefined) return where;
  if (/^-?\d{1,6}$/.test(floor) && isOneWord(place)) return `${place} ${floor}`;
  return `${where} ${/^id:\S+$/.test(floor) ? floor : alwaysQuoted(floor)}`;
}

const isOneWord = (phrase: string): boolean =>
  /^\p{L}[\p{L}\p{N}-]*$/u.test(phrase) && !NOUN.test(phrase) && !/^privately$/i.test(phrase);

/**
 * The location and its floor. Where the words were not told apart, the location that the most of them name comes first, and
 * the rest is the floor. Throws a Problem that offers the floors when none is said.
 */
export async function placeAndFloor(
  given: { place: string; floor: string | undefined },
  looking: Omit<Looking, 'say'>,
  say: (place: string, floor: string | undefined) => string,
): Promise<{ location: Location; floor: Floor }> {
  const { place, floor } = given.floor === undefined ? await toldApart(given.place, looking) : given;
  const location = await locationNamed(place, { ...looking, say: (phrase) => say(phrase, floor) });
  const sayFloor = (phrase: string) => say(`id:${location.id}`, phrase);
  if (floor !== undefined) return { location, floor: await floorNamed(floor, location, { ...looking, say: sayFloor }) };
  const all = await looking.webex.floors.list(location.id);
  throw whichFloor(all.length === 0 ? `${location.name} has no floors yet.` : '', all, sayFloor);
}

async function toldApart(phrase: string, looking: Omit<Looking, 'say'>) {
  if (phrase.startsWith('id:')) return { place: phrase, floor: undefined };
  const all = await listLocations(looking);
  const words = phrase.split(' ');
  for (let count = words.length; count > 0; count -= 1) {
    const place = words.slice(0, count).join(' ');
    const floor = words.slice(count).join(' ') || undefined;
    if (matchNamed(place, all, ({ name }) => name).length > 0) return { place, floor };
  }
  return { place: phrase, floor: undefined };
}
