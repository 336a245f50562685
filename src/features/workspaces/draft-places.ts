import { floorName, floorNamed, listLocations, locationNamed } from '#fleet/locations.ts';
import type { AdminReads } from '#intent/admin.ts';
import type { ReadContext } from '#intent/context.ts';
import { sameId } from '#lib/ids.ts';
import { Problem } from '#lib/problem.ts';
import type { Floor } from '#webex/floors.ts';
import type { Location } from '#webex/locations.ts';
import type { WorkspaceNow } from '#webex/workspaces.ts';
import { becomes, type Draft, fault, NOTHING, together } from './draft.ts';
import type { Given } from './fields.ts';

/** The places that a workspace is in, or may be put into. */
export interface Places {
  draft: Draft;
  /** Where it is or will be; undefined where that is not known. */
  location: Location | undefined;
  /** To choose from in a form: none where it has a location, which can't be changed. */
  locations: Location[];
  /** Of its location. */
  floors: Floor[];
}

/** Location and floor. A location stays once it is set; a floor can be another, but not none. */
export async function places(
  given: Given,
  now: WorkspaceNow | undefined,
  { webex, fleet }: AdminReads,
  context: Pick<ReadContext, 'seesPlaces'>,
): Promise<Places> {
  const sees = await context.seesPlaces();
  const looking = { webex, sees, say: (phrase: string) => phrase };
  const before = now?.locationId === undefined ? undefined : (await fleet.locations()).get(now.locationId);
  const { location: typed = '' } = given;
  let location = before;
  let draft = NOTHING;
  if (typed !== '') {
    const found = await orFault('location', locationNamed(typed, looking));
    if ('faults' in found) draft = found;
    else if (now?.locationId === undefined) {
      location = found;
      draft = becomes('location', 'Location', { locationId: found.id }, { was: undefined, will: found.name }, !now);
    } else if (!sameId(found.id, now.locationId)) draft = fault('location', staysIn(now, before));
  }
  const locations = now?.locationId === undefined ? await listLocations(looking).catch(() => []) : [];
  // Without the scope there is no choice of floors; one that is typed is looked for all the same, and says so.
  const floors = location ? await webex.floors.list(location.id).catch(() => []) : [];
  const floor = await floorOf(given, now, location, floors, { webex });
  return { draft: together([draft, floor]), location, locations, floors };
}

const staysIn = ({ displayName }: WorkspaceNow, location: Location | undefined): string =>
  `${displayName} is in ${location?.name ?? 'another location'}, and Webex does not change a location once it is set`;

async function floorOf(
  { floor: typed, location: typedLocation = '' }: Given,
  now: WorkspaceNow | undefined,
  location: Location | undefined,
  floors: readonly Floor[],
  { webex }: Pick<AdminReads, 'webex'>,
): Promise<Draft> {
  const before = floors.find(({ id }) => id === now?.floorId);
  if (typed === undefined || (typed === '' && now?.floorId === undefined)) return NOTHING;
  if (typed === '') return fault('floor', 'Webex does not take a floor away: choose another one');
  // What is wrong with the location is said there.
  if (!location) return typedLocation === '' ? fault('floor', 'A floor belongs to a location: give that too') : NOTHING;
  const found = await orFault('floor', floorNamed(typed, location, { webex, say: (phrase) => phrase }));
  if ('faults' in found) return found;
  if (found.id === now?.floorId) return NOTHING;
  const [was, will] = [before && floorName(before), floorName(found)];
  const back = before && String(before.floorNumber);
  return becomes('floor', 'Floor', { floorId: found.id }, { was, will, ...(back !== undefined && { back }) }, !now);
}

/** A Problem of what was typed belongs to its field; one of Webex does not. */
async function orFault<T extends object>(key: 'location' | 'floor', asked: Promise<T>): Promise<T | Draft> {
  return asked.catch((error: unknown) => {
    if (error instanceof Problem && OF_FIELD.has(error.code))
      return fault(key, [error.message, error.hint].filter(Boolean).join('. ').replace(/\.$/, ''));
    throw error;
  });
}

const OF_FIELD = new Set([
  'no-such-location',
  'which-location',
  'location-gone',
  'no-such-floor',
  'which-floor',
  'floor-gone',
]);
