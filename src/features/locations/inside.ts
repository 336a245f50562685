import { floorName } from '#fleet/locations.ts';
import { workspaceTarget } from '#fleet/workspaces.ts';
import type { AdminReads } from '#intent/admin.ts';
import type { ReadContext } from '#intent/context.ts';
import { sameId } from '#lib/ids.ts';
import type { Device } from '#webex/devices.ts';
import type { Floor } from '#webex/floors.ts';
import type { Location } from '#webex/locations.ts';
import type { Want } from '#webex/scopes.ts';

/** Names of what is still there, of each kind. */
const MOST_NAMES = 6;

/** What it takes to say what is in a location. */
const ALL: readonly Want[] = ['locations:read', 'workspaces:read', 'devices:read'];

/** The wants of a look at a location: a login that goes no further is enough for what it tells. */
export async function wantsToLook({ login }: Pick<ReadContext, 'login'>): Promise<Want[]> {
  const served = await login.served();
  const isNarrow = served.includes('locations:read') && !ALL.every((want) => served.includes(want));
  return isNarrow ? ['locations:read'] : [...ALL];
}

/** What is in a location, or on one of its floors, as far as the asker may see it. */
export interface Inside {
  workspaces: { count: number; names: string[] };
  /** All devices: those of workspaces, and those of people. */
  devices: Device[];
  /** There is something that the asker may not see. */
  hasHidden: boolean;
}

/** Reads all workspaces of the place, of which a few names are kept. */
export async function insideOf(
  { webex, fleet }: AdminReads,
  context: Pick<ReadContext, 'seesPlaces'>,
  { id: locationId }: Pick<Location, 'id'>,
  floorId?: string,
): Promise<Inside> {
  const sees = await context.seesPlaces();
  const workspaces: Inside['workspaces'] = { count: 0, names: [] };
  const ids = new Set<string>();
  let hasHidden = false;
  for await (const one of webex.workspaces.list({ locationId, ...(floorId !== undefined && { floorId }) })) {
    // What is not known of the filters: an API that knows none of them would give all workspaces.
    if (!sameId(one.locationId ?? '', locationId)) continue;
    if (floorId !== undefined && !sameId(one.floorId ?? '', floorId)) continue;
    if (!sees(workspaceTarget(one))) {
      hasHidden = true;
      continue;
    }
    ids.add(one.id);
    workspaces.count += 1;
    if (workspaces.names.length < MOST_NAMES) workspaces.names.push(one.displayName);
  }
  const devices = (await fleet.list()).filter((device) =>
    floorId === undefined
      ? sameId(device.locationId ?? '', locationId)
      : device.workspaceId !== undefined && ids.has(device.workspaceId),
  );
  return { workspaces, devices, hasHidden };
}

/** "-1 Cellar · 1 Lobby · 2" */
export const floorLine = (floors: readonly Floor[]): string =>
  floors
    .map((floor) => (floor.displayName ? `${floor.floorNumber} ${floorName(floor)}` : String(floor.floorNumber)))
    .join(' · ');
