import { floorName } from '#fleet/locations.ts';
import { labelOf } from '#fleet/workspace-words.ts';
import { workspaceTarget } from '#fleet/workspaces.ts';
import type { AdminReads } from '#intent/admin.ts';
import { defineRead } from '#intent/command.ts';
import { toCsv } from '#lib/csv.ts';
import { said } from '#render/replies.ts';
import type { Workspace } from '#webex/workspaces.ts';
import { asked, wantsOf } from './filters.ts';
import { ListArgs, readList, spelledList } from './list-words.ts';

const MOST_BYTES = 5_000_000;
const COLUMNS = [
  'name',
  'type',
  'capacity',
  'location',
  'floor',
  'calling',
  'calendar',
  'calendarAddress',
  'supportedDevices',
  'hotDesking',
  'hostedMeetings',
  'health',
  'maintenance',
  'notes',
  'created',
  'id',
  'locationId',
];

/** All workspaces that pass the filters, as a file. They are read a page at a time, and only their rows are kept. */
export const workspacesExport = defineRead({
  name: 'workspaces export',
  topic: 'workspaces',
  summary: 'Get workspaces as a file',
  usage: 'workspaces export [words] [type:huddle] [location:Oslo] [capacity:unset] [health:error]',
  example: () => 'workspaces export location:Oslo',
  needs: 'look',
  args: ListArgs,
  // A file has no pages.
  read: (line) => ({ ...Object(readList(line)), page: 1 }),
  say: (args) => spelledList('workspaces export', { ...args, page: 1 }),

  async run(args, context) {
    const { words, filters: given } = args;
    const admin = await context.admin(...wantsOf(given));
    const say = (other: typeof given) => spelledList('workspaces export', { ...args, filters: other, page: 1 });
    const filters = await asked(words, given, admin, context, say);
    const sees = await context.seesPlaces();
    const row = await rowsFor(admin);
    const rows: string[] = [];
    let bytes = 0;
    let isCut = false;
    for await (const one of admin.webex.workspaces.list(filters)) {
      if (!sees(workspaceTarget(one))) continue;
      // The mark at the beginning belongs to the file.
      const line = toCsv(await row(one), []).slice(1);
      bytes += Buffer.byteLength(line);
      isCut = bytes > MOST_BYTES;
      if (isCut) break;
      rows.push(line);
    }
    const here = { title: 'Show here', say: spelledList('workspaces', { ...args, page: 1 }) };
    if (rows.length === 0)
      return said('No workspace matches', { detail: 'There is nothing to write into a file.', next: [here] });
    const name = `workspaces-${new Date(context.now).toISOString().slice(0, 16).replace(':', '')}Z.csv`;
    const count = `${rows.length.toLocaleString('en')} ${rows.length === 1 ? 'workspace' : 'workspaces'}`;
    return {
      ...said(isCut ? `The first ${count}` : count, {
        detail: isCut
          ? `${name} · There are more than fit into a file. Say location: or another filter to get a part.`
          : name,
        next: [here],
      }),
      files: [{ name, type: 'text/csv', bytes: new TextEncoder().encode(toCsv(COLUMNS, []) + rows.join('')) }],
      private: { what: 'the file', why: 'It lists what only some of this space may see.' },
    };
  },
});

/** Makes rows; the floors of a location are asked for once, and left out where the login does not go so far. */
async function rowsFor({ webex, fleet }: AdminReads): Promise<(one: Workspace) => Promise<string[]>> {
  const locations = await fleet.locations();
  const floors = new Map<string, Promise<Map<string, string>>>();
  const floorOf = async ({ locationId, floorId }: Workspace): Promise<string> => {
    if (locationId === undefined || floorId === undefined) return '';
    const known =
      floors.get(locationId) ??
      webex.floors.list(locationId).then(
        (all) => new Map(all.map((floor) => [floor.id, floorName(floor)])),
        () => new Map<string, string>(),
      );
    floors.set(locationId, known);
    return (await known).get(floorId) ?? '';
  };
  return async (one) => [
    one.displayName,
    one.type === 'notSet' ? '' : (one.type ?? ''),
    one.capacity?.toString() ?? '',
    locations.get(one.locationId ?? '')?.name ?? '',
    await floorOf(one),
    one.calling?.type ?? '',
    one.calendar?.type ?? '',
    one.calendar?.emailAddress ?? '',
    one.supportedDevices ?? '',
    one.hotdeskingStatus ?? '',
    one.deviceHostedMeetings ? labelOf('hosted', String(one.deviceHostedMeetings.enabled)).toLowerCase() : '',
    one.health?.level ?? '',
    one.plannedMaintenance?.mode ?? '',
    one.notes ?? '',
    one.created ?? '',
    one.id,
    one.locationId ?? '',
  ];
}
