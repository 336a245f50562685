import { z } from 'zod';
import { type Call, segment } from './call.ts';
import { listAll } from './pages.ts';
import { removeOnce } from './remove.ts';
import { shown } from './shown.ts';

/** The fields this bot reads. A floor without a name of its own has a number only. */
export const Floor = z.object({
  id: z.string(),
  floorNumber: z.number(),
  displayName: shown('').optional().catch(undefined),
});
export type Floor = z.infer<typeof Floor>;

/** What a floor is made of: a displayName that is left out is cleared. */
export interface FloorFields {
  /** A whole number; below ground it is negative. */
  floorNumber: number;
  displayName?: string;
}

export interface FloorReads {
  /** The floors of a location, the lowest first. */
  list(locationId: string): Promise<Floor[]>;
  get(locationId: string, floorId: string): Promise<Floor>;
}

export interface Floors extends FloorReads {
  /** Throws WebexError 409 when the location has a floor of that number. Never repeated when the outcome is unknown. */
  create(locationId: string, floor: FloorFields): Promise<Floor>;
  replace(locationId: string, floorId: string, floor: FloorFields): Promise<Floor>;
  /** One that is gone already is fine. */
  remove(locationId: string, floorId: string): Promise<void>;
}

/** https://developer.webex.com/docs/api/v1/locations, "Floors" */
export function floors(call: Call): Floors {
  const all = (locationId: string) => `/locations/${segment(locationId)}/floors`;
  const one = (locationId: string, floorId: string) => `${all(locationId)}/${segment(floorId)}`;
  return {
    list: async (locationId) => {
      const found = await listAll(call, all(locationId), Floor);
      return found.sort((floor, other) => floor.floorNumber - other.floorNumber);
    },
    get: async (locationId, floorId) => (await call({ method: 'GET', path: one(locationId, floorId) }, Floor)).data,
    create: async (locationId, json) => (await call({ method: 'POST', path: all(locationId), json }, Floor)).data,
    replace: async (locationId, floorId, json) =>
      (await call({ method: 'PUT', path: one(locationId, floorId), json }, Floor)).data,
    remove: (locationId, floorId) => removeOnce(call, one(locationId, floorId)),
  };
}
