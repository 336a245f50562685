import { z } from 'zod';
import { floorNumberIn, floorTitle, locationTarget } from '#fleet/locations.ts';
import { defineChange } from '#intent/command.ts';
import { SEEN, seenOf, touched } from '#intent/entry-form.ts';
import { sameId } from '#lib/ids.ts';
import { Problem } from '#lib/problem.ts';
import { said } from '#render/replies.ts';
import type { FloorFields } from '#webex/floors.ts';
import type { Location } from '#webex/locations.ts';
import { type FloorGiven, floorChanged, floorForm, floorOf, numberFault } from './floor-form.ts';
import { FLOOR_KEYS, floorFields, floorShape, placeAndFloor, readPlaceAndFloor, spelledFloor } from './floor-phrase.ts';
import { fieldWords, readSaid } from './said.ts';

interface Step {
  location: Pick<Location, 'id' | 'name'>;
  id: string;
  before: FloorFields;
  after: FloorFields;
}

/** Changes a floor. Webex clears a name that is left out, so it is always sent along. */
export const floorEdit = defineChange({
  name: 'floor edit',
  aliases: ['edit floor', 'floor change', 'change floor'],
  topic: 'workspaces',
  summary: 'Change a floor of a location',
  usage: 'floor edit <location> <floor> [number:3] [name:…]',
  example: () => 'floor edit Oslo 3 name:Fjord view',
  needs: 'administer',
  args: z.preprocess(touched, z.object({ ...floorShape, ...floorFields, isForm: z.boolean().default(false) })),
  read({ raw }) {
    const { subject, fields, unknown } = readSaid(raw, FLOOR_KEYS);
    return { ...readPlaceAndFloor(subject), ...fields, unknown };
  },
  instead: () => [{ title: 'Locations', say: 'locations' }],
  say: ({ unknown: _, isForm: _isForm, place, floor, ...given }) => wordsFor(place, floor, given),

  async plan({ unknown: _, isForm, place, floor: phrase, ...given }, context) {
    const { webex } = await context.admin('locations:write');
    const sees = await context.seesPlaces();
    const { location, floor } = await placeAndFloor({ place, floor: phrase }, { webex, sees }, (where, which) =>
      wordsFor(where, which, given),
    );
    const before = fieldsOf(floor);
    const all = await webex.floors.list(location.id);
    const { number, name } = given;
    const fault = number === undefined ? undefined : numberFault(number, all, floor);
    const isTouched = number !== undefined || name !== undefined;
    if ((!isTouched && !isForm) || fault !== undefined)
      throw floorForm(location, { number: String(floor.floorNumber), name: floor.displayName, ...given }, fault, {
        command: 'floor edit',
        args: {
          place: `id:${location.id}`,
          floor: `id:${floor.id}`,
          [SEEN]: seenOf({ number: String(floor.floorNumber), name: floor.displayName }),
        },
        title: `Change ${floorOf(floor, location)}`,
        about: 'An empty name takes it away.',
      });
    const wanted = name ?? before.displayName;
    const after: FloorFields = {
      floorNumber: number === undefined ? before.floorNumber : (floorNumberIn(number) ?? before.floorNumber),
      ...(wanted && { displayName: wanted }),
    };
    const facts = differences(before, after);
    if (facts.length === 0) throw nothingToChange(location, floorTitle(floor));
    const step: Step = { location: { id: location.id, name: location.name }, id: floor.id, before, after };
    return {
      tier: 1 as const,
      asks: true as const,
      title: `Change ${floorOf(floor, location)}?`,
      action: 'Change floor',
      targets: [locationTarget(location)],
      facts,
      step,
    };
  },

  async apply({ location, id, before, after }: Step, context) {
    const admin = await context.admin('locations:write');
    const made = await admin.afresh(async ({ floors }) => {
      const now = (await floors.list(location.id)).find((floor) => sameId(floor.id, id));
      if (!now || differences(fieldsOf(now), before).length > 0) throw floorChanged(location);
      return floors.replace(location.id, id, after);
    });
    const old = {
      ...(after.floorNumber !== before.floorNumber && { number: String(before.floorNumber) }),
      ...(after.displayName !== before.displayName && { name: before.displayName ?? '' }),
    };
    const undo = wordsFor(`id:${location.id}`, `id:${id}`, old);
    return {
      reply: said(`${floorOf(made, location).replace('f', 'F')} is changed`, {
        detail: `Before: ${floorTitle({ id, ...before })}.`,
        next: [
          { title: 'Undo', say: undo },
          { title: 'Floors', say: `floors id:${location.id}` },
        ],
      }),
      trackingIds: [],
      undo: { words: undo },
    };
  },
});

const fieldsOf = ({ floorNumber, displayName }: FloorFields): FloorFields => ({
  floorNumber,
  ...(displayName && { displayName }),
});

const differences = (before: FloorFields, after: FloorFields) => [
  ...(before.floorNumber === after.floorNumber
    ? []
    : [fact('Number', String(before.floorNumber), String(after.floorNumber))]),
  ...(before.displayName === after.displayName
    ? []
    : [fact('Name', before.displayName ?? 'none', after.displayName ?? 'none')]),
];

const fact = (label: string, before: string, after: string) => ({
  key: JSON.stringify([label, before, after]),
  text: `${label}: ${before} → ${after}`,
});

const wordsFor = (place: string, floor: string | undefined, given: FloorGiven): string =>
  ['floor edit', spelledFloor(place, floor), ...fieldWords(given)].join(' ');

const nothingToChange = ({ id }: Location, title: string) =>
  new Problem(`${title} is like that already`, {
    code: 'nothing-to-change',
    hint: 'Nothing was changed.',
    next: [{ title: 'Floors', say: `floors id:${id}` }],
  });
