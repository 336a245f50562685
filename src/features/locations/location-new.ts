import { z } from 'zod';
import { listLocations } from '#fleet/locations.ts';
import { isSameName } from '#fleet/named.ts';
import { defineChange, type Fact } from '#intent/command.ts';
import { EntryNeeded, entered } from '#intent/entry-form.ts';
import type { Target } from '#intent/parts.ts';
import { textOf } from '#intent/words.ts';
import { nameList } from '#lib/name-list.ts';
import { quoted } from '#lib/quoted.ts';
import { said } from '#render/replies.ts';
import type { NewLocation } from '#webex/locations.ts';
import { FIELDS, type Field, fieldShape, type Given, KEYS, LABELS, languageName, requiredIn } from './fields.ts';
import { addressOf, checkFields, inputs, placed } from './location-form.ts';
import { fieldWords, readSaid } from './said.ts';

/** Makes a location, by words or by a form. */
export const locationNew = defineChange({
  name: 'location new',
  aliases: ['new location', 'location create', 'create location'],
  topic: 'workspaces',
  summary: 'Create a location',
  usage:
    'location new <name> address:… postcode:… city:… state:… country:… timezone:… language:… [latitude:… longitude:… notes:…]',
  example: () => 'location new Bergen city:Bergen country:Norway timezone:Europe/Oslo language:nb_no',
  needs: 'administer',
  args: z.preprocess((raw) => entered(Object(raw)), z.object(fieldShape)),
  read({ raw }) {
    const { subject, fields, unknown } = readSaid(raw, KEYS);
    const name = textOf(subject);
    return { ...(name !== '' && { name }), ...fields, unknown };
  },
  say: ({ unknown: _, name, ...rest }) =>
    ['location new', ...(name ? [quoted(name)] : fieldWords({ name })), ...fieldWords(rest)].join(' '),

  async plan({ unknown: _, ...given }: Given & { unknown?: undefined }, context) {
    const { values, faults, missing } = checkFields(given, FIELDS);
    const { webex } = await context.admin('locations:write');
    if (faults.size > 0 || missing.length > 0) throw formOf(given, faults, missing);
    const step = bodyOf(values);
    const same = (await listLocations({ webex, sees: await context.seesPlaces() })).find(({ name }) =>
      isSameName(name, step.name),
    );
    return {
      tier: 1 as const,
      title: `Create the location ${step.name}?`,
      action: 'Create location',
      targets: [newLocation(step.name)],
      facts: [
        ...(same ? [{ key: `same-name:${same.id}`, text: `There is a location of that name: ${placed(same)}` }] : []),
        ...factsOf(step),
      ],
      step,
    };
  },

  async apply(step: NewLocation, context) {
    const { webex } = await context.admin('locations:write');
    const id = await webex.locations.create(step);
    context.fleet.forget();
    return {
      reply: said(`${step.name} is a location now`, {
        detail: 'It has no floors and no workspaces yet.',
        next: [
          { title: 'Add a floor', say: `floor new id:${id}` },
          { title: 'Undo', say: `location delete id:${id}` },
          { title: `Look at ${step.name}`, say: `location id:${id}` },
        ],
      }),
      trackingIds: [],
      undo: { words: `location delete id:${id}` },
    };
  },
});

/** It is in no location yet: who may do something in one of them only may not make another. */
const newLocation = (name: string): Target => ({
  id: 'new location',
  name,
  place: { kind: 'location', locationId: 'new location' },
});

/** All that Webex wants is there: it was checked. */
function bodyOf(values: Given): NewLocation {
  const { name = '', timezone = '', language = '', latitude, longitude, notes } = values;
  return {
    name,
    timeZone: timezone,
    preferredLanguage: language,
    announcementLanguage: values.announcements ?? language,
    address: addressOf(values),
    ...(latitude !== undefined && longitude !== undefined && { latitude, longitude }),
    ...(notes !== undefined && { notes }),
  };
}

function factsOf({ address, timeZone, latitude, longitude, notes, ...rest }: NewLocation): Fact[] {
  const { preferredLanguage, announcementLanguage } = rest;
  const lines = [
    ['Address', placed({ address })],
    ['Time zone', timeZone],
    ['Language', languageName(preferredLanguage)],
    ...(announcementLanguage === preferredLanguage ? [] : [['Announcements', languageName(announcementLanguage)]]),
    ...(latitude === undefined ? [] : [['Coordinates', `${latitude}, ${longitude}`]]),
    ...(notes === undefined ? [] : [['Notes', notes]]),
  ];
  return lines.map(([label, value]) => ({ key: `${label}:${value}`, text: `${label}: ${value}` }));
}

/** Whoever said nearly all of it is told what else is wanted. */
const titleOf = ({ name: _, ...said }: Given, missing: readonly Field[]): string =>
  missing.length === 0 || Object.keys(said).length === 0
    ? 'New location'
    : `New location: ${nameList(
        missing.map((field) => LABELS[field].toLowerCase()),
        missing.length,
      )} ${missing.length === 1 ? 'is' : 'are'} missing`;

const formOf = (given: Given, faults: ReadonlyMap<Field, string>, missing: readonly Field[]): EntryNeeded =>
  new EntryNeeded({
    command: 'location new',
    args: {},
    title: titleOf(given, missing),
    about: 'It is made in Webex with your own rights.',
    fields: inputs(given, faults, { required: requiredIn(given.country) }),
    action: 'Go on',
    note: 'You see what it will be before it is made. Coordinates and notes can only be given now: Webex does not let me change them later.',
    tier: 1,
    next: [{ title: 'Locations', say: 'locations' }],
  });
