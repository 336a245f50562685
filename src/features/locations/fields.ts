import { z } from 'zod';
import { latitudeFrom, longitudeFrom } from '#lib/coordinates.ts';
import { countriesNear, countryCode, countryName, isCountryCode } from '#lib/country.ts';
import { shortened } from '#lib/shorten.ts';
import { readZone } from '#lib/time-zones.ts';

/** What a location is made of, in the order of the form. The key is what is said before the colon. */
export const FIELDS = [
  'name',
  'address',
  'address2',
  'postcode',
  'city',
  'state',
  'country',
  'timezone',
  'language',
  'announcements',
  'latitude',
  'longitude',
  'notes',
] as const;
export type Field = (typeof FIELDS)[number];
export type Given = { [F in Field]?: string | undefined };

/** Other words for the same. */
const ALSO: Readonly<Record<string, Field>> = {
  address1: 'address',
  street: 'address',
  postalcode: 'postcode',
  'postal-code': 'postcode',
  zip: 'postcode',
  time: 'timezone',
  zone: 'timezone',
  'time-zone': 'timezone',
  announcement: 'announcements',
  lat: 'latitude',
  lon: 'longitude',
  lng: 'longitude',
  note: 'notes',
};
export const KEYS: ReadonlyMap<string, Field> = new Map([
  ...FIELDS.map((field): [string, Field] => [field, field]),
  ...Object.entries(ALSO),
]);

export const LABELS: Readonly<Record<Field, string>> = {
  name: 'Name',
  address: 'Street and number',
  address2: 'Second line of the address',
  postcode: 'Postal code',
  city: 'City',
  state: 'State',
  country: 'Country',
  timezone: 'Time zone',
  language: 'Language',
  announcements: 'Language of announcements',
  latitude: 'Latitude',
  longitude: 'Longitude',
  notes: 'Notes',
};

/** Without these Webex takes no location; it wants a state too: see `requiredIn`. */
export const REQUIRED: readonly Field[] = ['name', 'address', 'postcode', 'city', 'country', 'timezone', 'language'];

/** Countries whose addresses have a state, a province or a prefecture. docs/decisions/0049-states-of-addresses.md */
const WITH_STATES = new Set(['AR', 'AU', 'BR', 'CA', 'CN', 'IN', 'JP', 'MX', 'MY', 'US', 'VE']);

/** Takes the country as it was typed. */
export const hasStates = (country = ''): boolean => WITH_STATES.has(countryCode(country) ?? '');

/** What has to be given for a location in this country. */
export const requiredIn = (country: string | undefined): readonly Field[] =>
  hasStates(country) ? [...REQUIRED, 'state'] : REQUIRED;

const MOST: Readonly<Partial<Record<Field, number>>> = { name: 256 };
const MOST_ELSE = 500;
export const mostOf = (field: Field): number => MOST[field] ?? MOST_ELSE;

const text = z
  .string()
  .max(1_000, 'That is too long for a location.')
  .transform((value) => value.replace(/\s+/g, ' ').trim())
  .optional();

/** The fields as arguments of a command, as they were typed: what is wrong with one is told at its field. */
export const fieldShape = {
  name: text,
  address: text,
  address2: text,
  postcode: text,
  city: text,
  state: text,
  country: text,
  timezone: text,
  language: text,
  announcements: text,
  latitude: text,
  longitude: text,
  notes: text,
  unknown: z
    .undefined({
      error: ({ input }) => `A location has no "${shortened(String(input), 40)}". It has ${FIELDS.join(', ')}`,
    })
    .optional(),
};

/** What Webex takes for what was typed, or what is wrong with it, as a sentence. */
type Read = { value: string; fault?: undefined } | { fault: string };

/** Reads what was typed into a field; what is empty is judged by whoever asks. */
export function readField(field: Field, typed: string): Read {
  if (typed.length > mostOf(field)) return { fault: `${LABELS[field]} has at most ${mostOf(field)} characters.` };
  switch (field) {
    case 'country':
      return country(typed);
    case 'timezone':
      return timeZone(typed);
    case 'language':
    case 'announcements':
      return language(typed);
    case 'latitude':
      return degrees(latitudeFrom(typed), 'Latitude goes from -90 to 90 degrees, such as 59.9139 or 33.86 S.');
    case 'longitude':
      return degrees(longitudeFrom(typed), 'Longitude goes from -180 to 180 degrees, such as 10.7522 or 0.14 W.');
    default:
      return { value: typed };
  }
}

const quote = (typed: string): string => `"${shortened(typed, 40)}"`;
const orMeant = (names: readonly string[]): string =>
  names.length === 0 ? '' : ` Did you mean ${names.length === 1 ? '' : 'one of '}${names.join(', ')}?`;

function country(typed: string): Read {
  const code = countryCode(typed);
  if (code !== undefined) return { value: code };
  const near = countriesNear(typed, 3).map((one) => `${countryName(one)} (${one})`);
  return {
    fault: `${quote(typed)} is no country.${orMeant(near) || ' Write its name or its two letters, such as NO.'}`,
  };
}

function timeZone(typed: string): Read {
  const read = readZone(typed);
  if ('zone' in read) return { value: read.zone };
  return { fault: `${quote(typed)} is no time zone.${orMeant(read.near) || ' Write it as Europe/Oslo.'}` };
}

const LANGUAGES = new Intl.DisplayNames('en', { type: 'language', fallback: 'none', languageDisplay: 'standard' });

/** As Webex writes it: en_us. */
function language(typed: string): Read {
  const [, spoken = '', place = ''] = /^([a-z]{2})(?:[_-]([a-z]{2}))?$/i.exec(typed) ?? [];
  const tongue = spoken.toLowerCase();
  const isKnown = tongue !== '' && LANGUAGES.of(tongue) !== undefined;
  if (isKnown && isCountryCode(place.toUpperCase())) return { value: `${tongue}_${place.toLowerCase()}` };
  const usual = isKnown ? new Intl.Locale(tongue).maximize().region : undefined;
  const meant = usual === undefined ? [] : [`${tongue}_${usual.toLowerCase()}`];
  return { fault: `${quote(typed)} is no language.${orMeant(meant) || ' Write language and country, such as en_us.'}` };
}

const degrees = (value: number | undefined, fault: string): Read =>
  // Seven digits tell one brick from the next.
  value === undefined ? { fault } : { value: value.toFixed(7).replace(/\.?0+$/, '') };

/** "Norwegian Bokmål (Norway)" for nb_no; what it is not known by stays as it is. */
export function languageName(code: string): string {
  const tag = code.replace('_', '-');
  return /^[a-z]{2}-[a-z]{2}$/i.test(tag) ? (LANGUAGES.of(tag) ?? code) : code;
}
