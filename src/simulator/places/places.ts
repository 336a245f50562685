import type { Fleet } from '../devices/fleet.ts';
import type { World } from '../world.ts';
import { ActivationCodes } from './activation-codes.ts';
import { HotDesks } from './hotdesks.ts';
import { Locations } from './locations.ts';
import { Personalisations } from './personalisations.ts';
import { Workspaces } from './workspaces.ts';

/** Where people and devices are: the half of the cloud that administrators look after. */
export interface Places {
  readonly workspaces: Workspaces;
  readonly locations: Locations;
  readonly hotdesks: HotDesks;
  readonly codes: ActivationCodes;
  readonly personalisations: Personalisations;
}

export interface PlacesOptions {
  /** How long it takes to make a shared device a personal one, in milliseconds. */
  personaliseMs?: number | undefined;
}

export function openPlaces(world: World, fleet: Fleet, { personaliseMs }: PlacesOptions = {}): Places {
  const { seed, orgId } = world;
  const locations = new Locations(world);
  const workspaces = new Workspaces({ fleet, seed, orgId, known: locations });
  locations.heldBy((id) => workspaces.all().some(({ locationId }) => locationId === id));
  // Workspaces stay when the place where they were is deleted.
  locations.onGone(({ locationId, floorId }) => {
    for (const one of workspaces.all()) {
      if (one.locationId !== locationId || (floorId !== undefined && one.floorId !== floorId)) continue;
      workspaces.set(
        one.id,
        floorId === undefined ? { locationId: undefined, floorId: undefined } : { floorId: undefined },
      );
    }
  });
  return {
    workspaces,
    locations,
    hotdesks: new HotDesks(world, fleet),
    codes: new ActivationCodes(seed, fleet.now),
    personalisations: new Personalisations(fleet, personaliseMs),
  };
}
