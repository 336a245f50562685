import { z } from 'zod';
import { countryOf, streetOf } from '#fleet/locations.ts';
import type { EntryField } from '#intent/entry-form.ts';
import { quoted } from '#lib/quoted.ts';
import type { Location, NewLocation } from '#webex/locations.ts';
import {
  FIELDS,
  type Field,
  type Given,
  hasStates,
  LABELS,
  mostOf,
  REQUIRED,
  readField,
  requiredIn,
} from './fields.ts';

const HINTS: Readonly<Partial<Record<Field, string>>> = {
  state: 'Where the country has states: California, or CA',
  country: 'Norway, or NO',
  timezone: 'Europe/Oslo',
  language: 'en_us',
  announcements: 'As the language, when it is left empty',
  latitude: '59.9139',
  longitude: '10.7522',
};

/** What was typed, as Webex takes it; `faults` has a sentence for each field that does not fit. */
export interface Checked {
  values: Given;
  faults: Map<Field, string>;
  /** What has to be given and was not even tried. */
  missing: Field[];
}

/**
 * Checks what was given of these fields. One that is emptied is left out of `values`, and a fault where Webex takes no location
 * without it. `isEdit`: what is not said stays as it is.
 */
export function checkFields(
  given: Given,
  fields: readonly Field[],
  { isEdit = false, country = given.country }: { isEdit?: boolean; country?: string | undefined } = {},
): Checked {
  const required = requiredIn(country);
  const values: Given = {};
  const faults = new Map<Field, string>();
  const missing: Field[] = [];
  for (const field of fields) {
    const typed = given[field];
    const isRequired = required.includes(field);
    if (typed === undefined && isRequired && !isEdit) missing.push(field);
    if (typed === '' && isRequired) faults.set(field, `${LABELS[field]} has to be given.`);
    if (typed === undefined || typed === '') continue;
    const read = readField(field, typed);
    if (read.fault === undefined) values[field] = read.value;
    else faults.set(field, read.fault);
  }
  for (const [one, other] of [PAIR, PAIR.toReversed()]) {
    if (one && other && given[one] && !given[other] && !faults.has(other) && fields.includes(other))
      faults.set(other, `${LABELS[other]} is missing: a place has both, or neither.`);
  }
  return { values, faults, missing };
}

const PAIR: readonly Field[] = ['latitude', 'longitude'];

/** The inputs of the form, with what was typed in them, right or wrong. */
export const inputs = (
  given: Given,
  faults: ReadonlyMap<Field, string>,
  { fields = FIELDS, required = REQUIRED }: { fields?: readonly Field[]; required?: readonly Field[] } = {},
): EntryField[] =>
  fields.map((field) => ({
    id: field,
    label: required.includes(field) ? LABELS[field] : `${LABELS[field]} (optional)`,
    kind: 'text',
    isRequired: required.includes(field),
    value: given[field],
    ...(HINTS[field] !== undefined && { hint: HINTS[field] }),
    maxLength: mostOf(field),
    fault: faults.get(field),
  }));

/** The address as Webex takes it: as a whole. It wants a state, also of countries that have none: then that is the city. */
export const addressOf = ({ address, address2, city, state, postcode, country }: Given): NewLocation['address'] => ({
  address1: address ?? '',
  ...(address2 && { address2 }),
  city: city ?? '',
  state: state || (hasStates(country) ? '' : (city ?? '')),
  postalCode: postcode ?? '',
  country: country ?? '',
});

/** "Bryggegata 1, 0250 Oslo, Norway" */
export const placed = ({ address }: Pick<Location, 'address'>): string =>
  [streetOf({ address }), countryOf({ address })].filter(Boolean).join(', ');

const WHICH = 'Which location? Write its name, for example Oslo';

/** A location as a person names it, or `id:<locationId>` from a button. */
export const PlacePhrase = z
  .string({ error: WHICH })
  .transform((phrase) => phrase.replace(/\s+/g, ' ').trim())
  .pipe(z.string().min(1, WHICH).max(200, 'That name of a location is too long.'));

/** The same as words that read back as it. */
export const spelledPlace = (phrase: string): string => (/^id:\S+$/.test(phrase) ? phrase : quoted(phrase));
