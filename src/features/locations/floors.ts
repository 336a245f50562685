import { z } from 'zod';
import { floorTitle, locationNamed } from '#fleet/locations.ts';
import { workspaceTarget } from '#fleet/workspaces.ts';
import { defineRead } from '#intent/command.ts';
import { textOf } from '#intent/words.ts';
import { sameId } from '#lib/ids.ts';
import { workspaceCount } from '#lib/name-list.ts';
import { buttons } from '#render/replies.ts';
import { wantsToLook } from './inside.ts';
import { PlacePhrase, spelledPlace } from './location-form.ts';
import { readSaid } from './said.ts';

/** More floors than this are not on one card. */
const MOST_ROWS = 25;

/** The floors of a location, the highest first, as one rides past them. */
export const floors = defineRead({
  name: 'floors',
  topic: 'workspaces',
  summary: 'List the floors of a location',
  usage: 'floors <location>',
  example: () => 'floors Oslo',
  needs: 'look',
  args: z.object({ place: PlacePhrase }),
  read: ({ raw }) => ({
    place: textOf(readSaid(raw, new Map()).subject).replace(/^(?:of|in)\s+(?=\S)/i, '') || undefined,
  }),
  instead: () => [{ title: 'Locations', say: 'locations' }],
  say: ({ place }) => `floors ${spelledPlace(place)}`,

  async run({ place }, context) {
    const wants = await wantsToLook(context);
    const { webex } = await context.admin(...wants);
    const sees = await context.seesPlaces();
    const location = await locationNamed(place, { webex, sees, say: (phrase) => `floors ${phrase}` });
    const all = (await webex.floors.list(location.id)).toReversed();
    const counts = new Map<string, number>();
    if (wants.length > 1)
      for await (const one of webex.workspaces.list({ locationId: location.id }))
        if (one.floorId !== undefined && sees(workspaceTarget(one)))
          counts.set(one.floorId, (counts.get(one.floorId) ?? 0) + 1);
    const id = `id:${location.id}`;
    const mayEdit = context.asker.may('administer');
    const rows = all.slice(0, MOST_ROWS).map((floor) => ({
      title: floorTitle(floor),
      about:
        wants.length > 1 ? workspaceCount([...counts].find(([floorId]) => sameId(floorId, floor.id))?.[1] ?? 0) : '',
      say: mayEdit ? `floor edit ${id} id:${floor.id}` : `workspaces location:${id} floor:${floor.floorNumber}`,
    }));
    const count = all.length.toLocaleString('en');
    const title =
      all.length === 0
        ? `${location.name} has no floors`
        : `${location.name}: ${count} ${all.length === 1 ? 'floor' : 'floors'}`;
    const rest = all.length - rows.length;
    return {
      view: 'locations/floors',
      data: {
        title,
        rows,
        note: rest > 0 ? `${rest.toLocaleString('en')} more are not shown.` : '',
        hasNote: rest > 0,
        ...buttons([
          ...(mayEdit ? [{ title: 'New floor…', say: `floor new ${id}` }] : []),
          { title: location.name, say: `location ${id}` },
        ]),
      },
      text: [title, ...rows.map(({ title: name, about }) => [name, about].filter(Boolean).join(' · '))].join('\n'),
    };
  },
});
