import { z } from 'zod';
import { floorNumberIn, locationNamed, locationTarget } from '#fleet/locations.ts';
import { defineChange } from '#intent/command.ts';
import { entered } from '#intent/entry-form.ts';
import { said } from '#render/replies.ts';
import type { FloorFields } from '#webex/floors.ts';
import { floorForm, numberFault } from './floor-form.ts';
import { FLOOR_KEYS, floorFields, readPlaceAndFloor, spelledFloor } from './floor-phrase.ts';
import { PlacePhrase } from './location-form.ts';
import { fieldWords, readSaid } from './said.ts';

interface Step {
  id: string;
  location: string;
  floor: FloorFields;
}

/** Adds a floor to a location. */
export const floorNew = defineChange({
  name: 'floor new',
  aliases: ['new floor', 'floor add', 'add floor', 'floor create'],
  topic: 'workspaces',
  summary: 'Add a floor to a location',
  usage: 'floor new <location> number:3 [name:…]',
  example: () => 'floor new Oslo number:4',
  needs: 'administer',
  args: z.preprocess((raw) => entered(Object(raw)), z.object({ place: PlacePhrase, ...floorFields })),
  read({ raw }) {
    const { subject, fields, unknown } = readSaid(raw, FLOOR_KEYS);
    // "floor new Oslo 3" says the number too.
    const { place, floor } = readPlaceAndFloor(subject);
    return { place, ...(floor !== undefined && { number: floor }), ...fields, unknown };
  },
  instead: () => [{ title: 'Locations', say: 'locations' }],
  say: ({ unknown: _, place, ...given }) => wordsFor(place, given),

  async plan({ unknown: _, place, ...given }, context) {
    const { webex } = await context.admin('locations:write');
    const sees = await context.seesPlaces();
    const location = await locationNamed(place, { webex, sees, say: (phrase) => wordsFor(phrase, given) });
    const all = await webex.floors.list(location.id);
    const { number, name = '' } = given;
    const fault = number === undefined ? undefined : numberFault(number, all);
    if (number === undefined || fault !== undefined)
      throw floorForm(location, given, fault, {
        command: 'floor new',
        args: { place: `id:${location.id}` },
        title: `New floor of ${location.name}`,
        about:
          all.length === 0 ? 'It has no floors yet.' : `It has floor ${all.map((one) => one.floorNumber).join(', ')}.`,
      });
    const floorNumber = floorNumberIn(number) ?? 0;
    const step: Step = {
      id: location.id,
      location: location.name,
      floor: { floorNumber, ...(name !== '' && { displayName: name }) },
    };
    return {
      tier: 1 as const,
      title: `Add floor ${floorNumber} to ${location.name}?`,
      action: 'Add floor',
      targets: [locationTarget(location)],
      facts: name === '' ? [] : [{ key: `name:${name}`, text: `Name: ${name}` }],
      step,
    };
  },

  async apply({ id, location, floor }: Step, context) {
    const { webex } = await context.admin('locations:write');
    const made = await webex.floors.create(id, floor);
    const remove = `floor delete id:${id} id:${made.id}`;
    return {
      reply: said(`${location} has a floor ${made.floorNumber} now`, {
        detail: made.displayName ? `It is called ${made.displayName}.` : '',
        next: [
          { title: 'Floors', say: `floors id:${id}` },
          { title: 'Undo', say: remove },
          { title: 'Add another', say: `floor new id:${id}` },
        ],
      }),
      trackingIds: [],
      undo: { words: remove },
    };
  },
});

const wordsFor = (place: string, given: { number?: string | undefined; name?: string | undefined }): string =>
  ['floor new', spelledFloor(place, undefined), ...fieldWords(given)].join(' ');
