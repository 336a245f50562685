import { z } from 'zod';
import { locationTarget } from '#fleet/locations.ts';
import { defineChange } from '#intent/command.ts';
import { nameList, workspaceCount } from '#lib/name-list.ts';
import { alwaysQuoted } from '#lib/quoted.ts';
import { said } from '#render/replies.ts';
import { floorOf } from './floor-form.ts';
import { floorShape, placeAndFloor, readPlaceAndFloor, spelledFloor } from './floor-phrase.ts';
import { insideOf } from './inside.ts';
import { readSaid } from './said.ts';

interface Step {
  location: { id: string; name: string };
  floor: { id: string; title: string; number: number; name: string | undefined };
  isEmpty: boolean;
}

/** Deletes a floor. Webex does so also where workspaces are on it: they stay, without a floor. */
export const floorDelete = defineChange({
  name: 'floor delete',
  aliases: ['delete floor', 'floor remove', 'remove floor'],
  topic: 'workspaces',
  summary: 'Delete a floor of a location',
  usage: 'floor delete <location> <floor>',
  example: () => 'floor delete Oslo 2',
  needs: 'administer',
  args: z.object(floorShape),
  read: ({ raw }) => readPlaceAndFloor(readSaid(raw, new Map()).subject),
  instead: () => [{ title: 'Locations', say: 'locations' }],
  say: ({ place, floor }) => `floor delete ${spelledFloor(place, floor)}`,

  async plan(given, context) {
    const admin = await context.admin('locations:write', 'workspaces:read', 'devices:read');
    const { webex } = admin;
    const sees = await context.seesPlaces();
    const { location, floor } = await placeAndFloor(
      { place: given.place, floor: given.floor },
      { webex, sees },
      (where, which) => `floor delete ${spelledFloor(where, which)}`,
    );
    const { workspaces, hasHidden } = await insideOf(admin, context, location, floor.id);
    const { count, names } = workspaces;
    const isEmpty = count === 0 && !hasHidden;
    const all = [...names, ...Array.from({ length: count - names.length }, () => '')];
    const step: Step = {
      location: { id: location.id, name: location.name },
      floor: { id: floor.id, title: floorOf(floor, location), number: floor.floorNumber, name: floor.displayName },
      isEmpty,
    };
    return {
      tier: 3 as const,
      title: `Delete ${floorOf(floor, location)}?`,
      action: 'Delete floor',
      targets: [locationTarget(location)],
      typed: location.name,
      facts: [
        ...(count > 0
          ? [
              {
                key: `on-it:${count}:${names.join()}`,
                text: `${workspaceCount(count)} on it ${count === 1 ? 'stays' : 'stay'}, without a floor: ${nameList(all, names.length)}.`,
              },
            ]
          : []),
        ...(hasHidden ? [{ key: 'hidden', text: 'There is a workspace on it that you may not see.' }] : []),
        ...(isEmpty
          ? []
          : [{ key: 'no-way-back', text: 'It can not be taken back: a floor that is made again has none of them.' }]),
        ...(isEmpty ? [{ key: 'empty', text: 'No workspace is on it.' }] : []),
      ],
      step,
      next: [{ title: 'Floors', say: `floors id:${location.id}` }],
    };
  },

  async apply({ location, floor, isEmpty }: Step, context) {
    const { webex } = await context.admin('locations:write');
    await webex.floors.remove(location.id, floor.id);
    const again = `floor new id:${location.id} number:${floor.number}`;
    const name = floor.name ? ` name:${alwaysQuoted(floor.name)}` : '';
    return {
      reply: said(`${floor.title.replace('f', 'F')} is deleted`, {
        detail: isEmpty ? '' : 'The workspaces that were on it have no floor now. That can not be taken back.',
        next: [{ title: 'Floors', say: `floors id:${location.id}` }],
      }),
      trackingIds: [],
      // Workspaces that lost it would not get it back.
      ...(isEmpty && { undo: { words: again + name } }),
    };
  },
});
