import { z } from 'zod';
import { locationNamed, locationTarget } from '#fleet/locations.ts';
import { defineChange, type Fact } from '#intent/command.ts';
import { EntryNeeded, SEEN, seenOf, touched } from '#intent/entry-form.ts';
import { textOf } from '#intent/words.ts';
import { Problem } from '#lib/problem.ts';
import { said } from '#render/replies.ts';
import type { Location, LocationChange } from '#webex/locations.ts';
import { type Field, fieldShape, type Given, hasStates, KEYS, LABELS, requiredIn } from './fields.ts';
import { addressOf, checkFields, inputs, PlacePhrase, spelledPlace } from './location-form.ts';
import { fieldWords, readSaid } from './said.ts';

/** What Webex lets anybody change of a location; an address is given as a whole. */
const ADDRESS = ['address', 'address2', 'postcode', 'city', 'state', 'country'] as const;
const EDITABLE: readonly Field[] = ['name', ...ADDRESS, 'timezone', 'language'];
const FIXED: readonly Field[] = ['announcements', 'latitude', 'longitude', 'notes'];

interface Step {
  id: string;
  /** What it was when it was asked about: another state since then is not written over. */
  before: Given;
  after: Given;
}

/** Changes a location: what is not said stays as it is. */
export const locationEdit = defineChange({
  name: 'location edit',
  aliases: ['edit location', 'location change', 'change location'],
  topic: 'workspaces',
  summary: 'Change a location',
  usage:
    'location edit <location> [name:…] [address:…] [postcode:…] [city:…] [state:…] [country:…] [timezone:…] [language:…]',
  example: () => 'location edit Oslo timezone:Europe/Oslo',
  needs: 'administer',
  args: z.preprocess(touched, z.object({ ...fieldShape, place: PlacePhrase, isForm: z.boolean().default(false) })),
  read({ raw }) {
    const { subject, fields, unknown } = readSaid(raw, KEYS);
    return { place: textOf(subject) || undefined, ...fields, unknown };
  },
  instead: () => [{ title: 'Locations', say: 'locations' }],
  say: ({ unknown: _, isForm: _isForm, place, ...given }) => wordsFor(place, given),

  async plan({ unknown: _, isForm, place, ...all }, context) {
    const { webex } = await context.admin('locations:write');
    const sees = await context.seesPlaces();
    const now = await locationNamed(place, { webex, sees, say: (phrase) => wordsFor(phrase, all) });
    const before = fieldsOf(now);
    // A form sends an empty input for what was not there before either.
    const given: Given = Object.fromEntries(
      Object.entries(all).filter(([field, value]) => value !== '' || before[KEYS.get(field) ?? 'name'] !== undefined),
    );
    refuseFixed(now, given);
    const merged = { ...before, ...given };
    const spoken = EDITABLE.filter((field) => given[field] !== undefined);
    const { values, faults } = checkFields(given, spoken, { isEdit: true, country: merged.country });
    if ((spoken.length === 0 && !isForm) || faults.size > 0) throw formOf(now, merged, faults);
    const after = withState(before, {
      ...before,
      ...Object.fromEntries(spoken.map((field) => [field, values[field]])),
    });
    const changes = EDITABLE.filter((field) => after[field] !== before[field]);
    if (changes.length === 0) throw nothingToChange(now);
    const incomplete = lacking(after, changes);
    if (incomplete.size > 0) throw formOf(now, merged, incomplete);
    const step: Step = { id: now.id, before, after };
    return {
      tier: 1 as const,
      asks: true as const,
      title: `Change the location ${now.name}?`,
      action: 'Change location',
      targets: [locationTarget(now)],
      facts: changes.map((field) => factOf(field, before, after)),
      step,
    };
  },

  async apply({ id, before, after }: Step, context) {
    const admin = await context.admin('locations:write');
    await admin.afresh(async ({ locations }) => {
      const now = await locations.get(id);
      if (!isSame(fieldsOf(now), before)) throw changedMeanwhile(now);
      await locations.replace(id, bodyOf(after));
    });
    const changes = EDITABLE.filter((field) => after[field] !== before[field]);
    const old = Object.fromEntries(changes.map((field) => [field, before[field] ?? '']));
    // What had nothing in it before can't be emptied again where Webex wants something.
    const required = requiredIn(before.country);
    const isWayBack = changes.every((field) => before[field] !== undefined || !required.includes(field));
    return {
      reply: said(`${after.name} is changed`, {
        detail: changes.map((field) => `${LABELS[field]}: ${after[field] ?? 'none'}`).join(' · '),
        next: [
          ...(isWayBack ? [{ title: 'Undo', say: wordsFor(`id:${id}`, old) }] : []),
          { title: `Look at ${after.name}`, say: `location id:${id}` },
        ],
      }),
      trackingIds: [],
      ...(isWayBack && { undo: { words: wordsFor(`id:${id}`, old) } }),
    };
  },
});

const wordsFor = (place: string, given: Given): string =>
  ['location edit', spelledPlace(place), ...fieldWords(given)].join(' ');

const fieldsOf = ({ name, address = {}, timeZone, preferredLanguage }: Location): Given => ({
  name,
  address: address.address1,
  address2: address.address2,
  postcode: address.postalCode,
  city: address.city,
  state: address.state,
  country: address.country,
  timezone: timeZone,
  language: preferredLanguage,
});

const isSame = (one: Given, other: Given): boolean => EDITABLE.every((field) => one[field] === other[field]);

/** A country without states has the city in its place, which goes along with it: Webex wants something there. */
function withState(before: Given, after: Given): Given {
  const isTouched = ADDRESS.some((field) => after[field] !== before[field]);
  const isFilled = after.state === undefined || (after.state === before.city && after.state === before.state);
  return isTouched && isFilled && !hasStates(after.country) ? { ...after, state: after.city } : after;
}

/** An address that lacks what Webex wants is refused, so it is only written when it was touched. */
function lacking(after: Given, changes: readonly Field[]): Map<Field, string> {
  if (!changes.some((field) => ADDRESS.some((part) => part === field))) return new Map();
  const required = requiredIn(after.country);
  const missing = ADDRESS.filter((field) => required.includes(field) && !after[field]);
  return new Map(
    missing.map((field) => [field, `${LABELS[field]} has to be given: Webex takes an address as a whole.`]),
  );
}

function bodyOf(after: Given): LocationChange {
  const { name = '', timezone, language } = after;
  const isWhole = ADDRESS.every((field) => field === 'address2' || after[field]);
  return {
    name,
    ...(timezone !== undefined && { timeZone: timezone }),
    ...(language !== undefined && { preferredLanguage: language }),
    ...(isWhole && { address: addressOf(after) }),
  };
}

const factOf = (field: Field, before: Given, after: Given): Fact => ({
  key: JSON.stringify([field, before[field] ?? null, after[field] ?? null]),
  text: `${LABELS[field]}: ${before[field] ?? 'none'} → ${after[field] ?? 'none'}`,
});

const formOf = (now: Location, given: Given, faults: ReadonlyMap<Field, string>): EntryNeeded =>
  new EntryNeeded({
    command: 'location edit',
    args: { place: `id:${now.id}`, [SEEN]: seenOf(fieldsOf(now)) },
    title: `Change ${now.name}`,
    about: [
      'What you leave as it is stays as it is.',
      now.latitude === undefined ? '' : `Coordinates: ${now.latitude}, ${now.longitude}.`,
      now.notes === undefined ? '' : `Notes: ${now.notes.replace(/\.$/, '')}.`,
      'Coordinates and notes can not be changed here.',
    ]
      .filter(Boolean)
      .join(' '),
    fields: inputs(given, faults, {
      fields: EDITABLE,
      required: requiredIn(given.country).filter((field) => fieldsOf(now)[field] || faults.has(field)),
    }),
    action: 'Go on',
    note: 'You see the difference before anything is changed.',
    tier: 1,
    next: [{ title: `Look at ${now.name}`, say: `location id:${now.id}` }],
  });

/** Said with its reason, and with what would go. */
function refuseFixed(now: Location, given: Given): void {
  const asked = FIXED.filter((field) => given[field] !== undefined);
  if (asked.length === 0) return;
  const rest = Object.fromEntries(
    EDITABLE.flatMap((field) => (given[field] === undefined ? [] : [[field, given[field]]])),
  );
  const [first = 'notes'] = asked;
  throw new Problem(
    asked.length === 1
      ? `The ${LABELS[first].toLowerCase()} of a location can't be changed`
      : `These can't be changed of a location: ${asked.map((field) => LABELS[field].toLowerCase()).join(', ')}`,
    {
      code: 'not-changeable',
      hint: 'Webex takes coordinates, notes and the language of announcements only when a location is made, and lets no program change them afterwards. Nothing was changed.',
      next: [
        Object.keys(rest).length > 0
          ? { title: 'Change the rest', say: wordsFor(`id:${now.id}`, rest) }
          : { title: 'What can be changed', say: `location edit id:${now.id}` },
        { title: `Look at ${now.name}`, say: `location id:${now.id}` },
      ],
    },
  );
}

const nothingToChange = ({ id, name }: Location) =>
  new Problem(`${name} is like that already`, {
    code: 'nothing-to-change',
    hint: 'Nothing was changed.',
    next: [{ title: `Look at ${name}`, say: `location id:${id}` }],
  });

const changedMeanwhile = ({ id, name }: Location) =>
  new Problem(`Somebody changed ${name} just now`, {
    code: 'changed-meanwhile',
    hint: 'So this would write over what they did. Nothing was changed.',
    next: [{ title: `Look at ${name}`, say: `location id:${id}` }],
  });
