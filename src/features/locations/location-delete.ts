import { z } from 'zod';
import { locationNamed, locationTarget } from '#fleet/locations.ts';
import { defineChange } from '#intent/command.ts';
import { textOf } from '#intent/words.ts';
import { deviceCount, nameList, workspaceCount } from '#lib/name-list.ts';
import { Problem } from '#lib/problem.ts';
import { statusOf } from '#lib/status.ts';
import { said } from '#render/replies.ts';
import type { Location } from '#webex/locations.ts';
import { floorLine, type Inside, insideOf } from './inside.ts';
import { PlacePhrase, spelledPlace } from './location-form.ts';
import { readSaid } from './said.ts';

const NAMES = 6;

/** Deletes a location in which nothing is left. */
export const locationDelete = defineChange({
  name: 'location delete',
  aliases: ['delete location', 'location remove', 'remove location'],
  topic: 'workspaces',
  summary: 'Delete an empty location',
  usage: 'location delete <location>',
  example: () => 'location delete Oslo',
  needs: 'administer',
  args: z.object({ place: PlacePhrase }),
  read: ({ raw }) => ({ place: textOf(readSaid(raw, new Map()).subject) || undefined }),
  instead: () => [{ title: 'Locations', say: 'locations' }],
  say: ({ place }) => `location delete ${spelledPlace(place)}`,

  async plan({ place }, context) {
    const admin = await context.admin('locations:write', 'workspaces:read', 'devices:read');
    const { webex } = admin;
    const sees = await context.seesPlaces();
    const found = await locationNamed(place, { webex, sees, say: (phrase) => `location delete ${phrase}` });
    const inside = await insideOf(admin, context, found);
    if (inside.workspaces.count > 0 || inside.devices.length > 0 || inside.hasHidden) throw notEmpty(found, inside);
    const floors = await webex.floors.list(found.id);
    return {
      tier: 3 as const,
      title: `Delete the location ${found.name}?`,
      action: 'Delete location',
      targets: [locationTarget(found)],
      typed: found.name,
      facts: [
        {
          key: `floors:${floors.map(({ id }) => id).join()}`,
          text:
            floors.length === 0
              ? 'No workspaces and no devices are there.'
              : `No workspaces and no devices are there. Its floors go with it: ${floorLine(floors)}.`,
        },
        { key: 'no-way-back', text: 'It can not be taken back: one that is made again has another id.' },
      ],
      step: { id: found.id, name: found.name },
    };
  },

  async apply({ id, name }: { id: string; name: string }, context) {
    const { webex } = await context.admin('locations:write');
    await webex.locations.remove(id).catch((error: unknown) => {
      throw isConflict(error) ? held(name, error) : error;
    });
    context.fleet.forget();
    return {
      reply: said(`${name} is deleted`, { next: [{ title: 'Locations', say: 'locations' }] }),
      trackingIds: [],
    };
  },
});

/** Told before anything is asked: Webex would refuse it, or leave workspaces without a place. */
function notEmpty({ id, name }: Location, { workspaces, devices, hasHidden }: Inside): Problem {
  const more = workspaces.count - workspaces.names.length;
  const names = [...workspaces.names, ...Array.from({ length: more }, () => '')];
  const what = [
    ...(workspaces.count > 0 ? [`${workspaceCount(workspaces.count)}: ${nameList(names, NAMES)}.`] : []),
    ...(devices.length > 0
      ? [
          `${deviceCount(devices.length)}: ${nameList(
            devices.map(({ displayName }) => displayName),
            NAMES,
          )}.`,
        ]
      : []),
    ...(hasHidden ? ['There is something in it that you may not see.'] : []),
  ];
  return new Problem(`${name} is not empty`, {
    code: 'location-not-empty',
    hint: `${what.join(' ')} Move or delete them first. Nothing was deleted.`,
    next: [
      { title: 'Workspaces', say: `workspaces location:id:${id}` },
      { title: `Look at ${name}`, say: `location id:${id}` },
    ],
  });
}

const isConflict = (error: unknown): boolean => statusOf(error) === 409;

/** Webex's own words are shown as they are: they are all that is known of what stands in the way. */
function held(name: string, cause: unknown): Problem {
  const details = cause instanceof Error && 'details' in cause && Array.isArray(cause.details) ? cause.details : [];
  const trackingId = cause instanceof Problem ? cause.trackingId : undefined;
  const said = details[0] === undefined ? '' : ` It says: ${String(details[0])}`;
  return new Problem(`Webex does not let ${name} go`, {
    code: 'location-held',
    hint: `Something still holds it, such as Webex Calling: switch that off for the location first (Control Hub → Management → Locations).${said}`,
    ...(trackingId !== undefined && { trackingId }),
    cause,
  });
}
