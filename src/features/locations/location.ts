import { z } from 'zod';
import { legacyIdOf, listLocations, locationNamed } from '#fleet/locations.ts';
import { matchNamed } from '#fleet/named.ts';
import { defineRead } from '#intent/command.ts';
import { textOf } from '#intent/words.ts';
import { deviceCount, workspaceCount } from '#lib/name-list.ts';
import { isTimeZone } from '#lib/time.ts';
import { buttons } from '#render/replies.ts';
import type { Location } from '#webex/locations.ts';
import { languageName } from './fields.ts';
import { floorLine, insideOf, wantsToLook } from './inside.ts';
import { PlacePhrase, placed, spelledPlace } from './location-form.ts';
import { readSaid } from './said.ts';

/** Shows one location: where it is, and what is in it. */
export const location = defineRead({
  name: 'location',
  topic: 'workspaces',
  summary: 'Look at one location',
  usage: 'location <name>',
  example: () => 'location Oslo',
  needs: 'look',
  args: z.object({ place: PlacePhrase }),
  read: ({ raw }) => ({ place: textOf(readSaid(raw, new Map()).subject) || undefined }),
  instead: () => [{ title: 'Locations', say: 'locations' }],
  say: ({ place }) => `location ${spelledPlace(place)}`,

  async run({ place }, context) {
    const wants = await wantsToLook(context);
    const admin = await context.admin(...wants);
    const { webex } = admin;
    const sees = await context.seesPlaces();
    // "location Oslo floors" means them, where no location is named so.
    const [, before] = /^(.+?),?\s+floors$/i.exec(place) ?? [];
    if (before !== undefined && matchNamed(place, await listLocations({ webex, sees }), nameOf).length === 0)
      return { say: `floors ${spelledPlace(before)}` };
    const found = await locationNamed(place, { webex, sees, say: (phrase) => `location ${phrase}` });
    const [floors, legacyId, inside] = await Promise.all([
      webex.floors.list(found.id),
      legacyIdOf(found, webex),
      wants.length > 1 ? insideOf(admin, context, found) : undefined,
    ]);
    const counts = inside && `${workspaceCount(inside.workspaces.count)} · ${deviceCount(inside.devices.length)}`;
    const facts = [
      { label: 'Here', value: counts ?? 'Say "login for workspaces" to see what is in it' },
      { label: 'Floors', value: floorLine(floors) || 'none' },
      ...factsOf(found, context.now),
      ...(legacyId === undefined ? [] : [{ label: 'Older id', value: legacyId }]),
    ];
    const id = `id:${found.id}`;
    const about = placed(found);
    return {
      view: 'locations/detail',
      data: {
        name: found.name,
        about,
        hasAbout: about !== '',
        facts,
        ...buttons([
          { title: 'Workspaces', say: `workspaces location:${id}` },
          { title: 'Floors', say: `floors ${id}` },
          ...(context.asker.may('administer')
            ? [
                { title: 'Edit…', say: `location edit ${id}` },
                { title: 'Delete…', say: `location delete ${id}` },
              ]
            : []),
          { title: 'Locations', say: 'locations' },
        ]),
      },
      text: [found.name, about, ...facts.map(({ label, value }) => `${label}: ${value}`)].filter(Boolean).join('\n'),
    };
  },
});

const nameOf = ({ name }: Location): string => name;

function factsOf({ timeZone, preferredLanguage, latitude, longitude, notes }: Location, now: number) {
  return [
    ...(timeZone === undefined ? [] : [{ label: 'Time zone', value: `${timeZone}${thereNow(timeZone, now)}` }]),
    ...(preferredLanguage === undefined ? [] : [{ label: 'Language', value: languageName(preferredLanguage) }]),
    ...(latitude === undefined || longitude === undefined
      ? []
      : [{ label: 'Coordinates', value: `${latitude}, ${longitude}` }]),
    ...(notes === undefined ? [] : [{ label: 'Notes', value: notes }]),
  ];
}

/** " · 17:30 there now": whoever calls somebody there wants to know. */
function thereNow(timeZone: string, now: number): string {
  if (!isTimeZone(timeZone)) return '';
  const clock = new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit', weekday: 'short' });
  return ` · ${clock.format(now)} there now`;
}
