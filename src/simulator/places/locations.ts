import { ApiError } from '../errors.ts';
import { webexId } from '../ids.ts';
import type { World } from '../world.ts';
import { locationIdOf } from './legacy-ids.ts';
import { SEEDED_PLACES } from './seeds.ts';

export interface Address {
  address1: string;
  address2?: string | undefined;
  /** Gone when the legacy view left it out. */
  city?: string | undefined;
  state?: string | undefined;
  postalCode?: string | undefined;
  /** ISO 3166-1 alpha-2. */
  country: string;
}

/** A place, whichever of the two views it is seen through. Coordinates are decimal degrees as text. */
export interface Place {
  /** The id of `/locations`. */
  id: string;
  name: string;
  timeZone: string;
  preferredLanguage: string;
  announcementLanguage: string;
  address: Address;
  latitude?: string | undefined;
  longitude?: string | undefined;
  notes?: string | undefined;
  floors: Map<string, Floor>;
}

export interface Floor {
  id: string;
  floorNumber: number;
  displayName?: string | undefined;
}

export type PlaceFields = Omit<Place, 'id' | 'floors'>;
export type FloorFields = Omit<Floor, 'id'>;

const bare = (id: string): string => id.replace(/=+$/, '');

/** What was deleted: a floor, or without one the whole location. */
export interface Gone {
  locationId: string;
  floorId?: string;
}

/** The places of the organisation with their floors: `/locations` and `/workspaceLocations` are two views of them. */
export class Locations {
  readonly #world: World;
  readonly #byId = new Map<string, Place>();
  readonly #firstFloors = new Map<string, readonly string[]>();
  readonly #onGone: ((gone: Gone) => void)[] = [];
  readonly #holders: ((locationId: string) => boolean)[] = [];

  constructor(world: World) {
    this.#world = world;
    for (const { floors, ...fields } of SEEDED_PLACES) {
      const place = this.#put(webexId('LOCATION', world.seed, fields.name), fields);
      for (const floor of floors) {
        const id = webexId('WORKSPACE_LOCATION_FLOOR', world.seed, `${fields.name} ${floor.floorNumber}`);
        place.floors.set(id, { id, ...floor });
      }
      this.#firstFloors.set(place.id, [...place.floors.keys()]);
    }
  }

  all(): Place[] {
    return [...this.#byId.values()];
  }

  /** By the id of `/locations`. */
  get(id: string): Place | undefined {
    return this.#byId.get(bare(id));
  }

  hasLocation(id: string): boolean {
    return this.get(id) !== undefined;
  }

  hasFloor(locationId: string, floorId: string): boolean {
    return this.get(locationId)?.floors.has(floorId) ?? false;
  }

  /** The ids of the floors that it had in the beginning, whatever became of them. */
  floorsOf(locationId: string): readonly string[] {
    return this.#firstFloors.get(bare(locationId)) ?? [];
  }

  /** The id of `/locations` for a `workspaceLocationId`; undefined when no place has that legacy id. */
  idOfLegacy(legacyId: string): string | undefined {
    const id = locationIdOf(legacyId);
    return id !== undefined && this.#byId.has(id) ? id : undefined;
  }

  /** Names who may stand in the way of deleting a location: `holds` says whether something is still there. */
  heldBy(holds: (locationId: string) => boolean): void {
    this.#holders.push(holds);
  }

  isInUse(locationId: string): boolean {
    return this.#holders.some((holds) => holds(locationId));
  }

  add(fields: PlaceFields): Place {
    return this.#put(this.#world.newId('LOCATION'), fields);
  }

  remove(place: Place): void {
    this.#byId.delete(place.id);
    this.#tell({ locationId: place.id });
  }

  removeFloor(place: Place, floorId: string): void {
    place.floors.delete(floorId);
    this.#tell({ locationId: place.id, floorId });
  }

  /** Hears of every location and floor that was deleted. */
  onGone(listener: (gone: Gone) => void): void {
    this.#onGone.push(listener);
  }

  /** Throws ApiError 409 when the place has a floor of that number. */
  addFloor(place: Place, fields: FloorFields): Floor {
    checkNumber(place, fields.floorNumber);
    const floor = { id: this.#world.newId('WORKSPACE_LOCATION_FLOOR'), ...fields };
    place.floors.set(floor.id, floor);
    return floor;
  }

  /** What is left out of the fields is cleared. Throws ApiError 409 when another floor has that number. */
  replaceFloor(place: Place, id: string, fields: FloorFields): Floor {
    checkNumber(place, fields.floorNumber, id);
    const floor = { id, ...fields };
    place.floors.set(id, floor);
    return floor;
  }

  #tell(gone: Gone): void {
    for (const listener of this.#onGone) listener(gone);
  }

  #put(id: string, fields: PlaceFields): Place {
    const place: Place = { id, ...fields, floors: new Map() };
    this.#byId.set(id, place);
    return place;
  }
}

function checkNumber(place: Place, floorNumber: number, except?: string): void {
  for (const floor of place.floors.values()) {
    if (floor.floorNumber === floorNumber && floor.id !== except)
      throw new ApiError(409, `Floor ${floorNumber} exists already.`);
  }
}
