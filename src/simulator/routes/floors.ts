import { type Request, type Response, Router } from 'express';
import { ApiError } from '../errors.ts';
import { Floor } from '../places/fields.ts';
import type { Locations, Place, Floor as PlaceFloor } from '../places/locations.ts';
import { bodyOf, pathOf } from '../requests.ts';
import { requireScope } from '../scopes.ts';
import { locationOf, requireOwn } from './locations.ts';

/** How one of the two families names locations, and what it asks of a caller. */
interface Family {
  path: string;
  read: readonly string[];
  write: readonly string[];
  /** The location of the request; throws ApiError 404. */
  placeOf(req: Request): Place;
  /** The id under which the family knows a location. */
  idOf(place: Place): string;
}

/** `/locations/{locationId}/floors`: https://developer.webex.com/docs/api/v1/locations */
export function floorRoutes(locations: Locations, orgId: string): Router {
  return floorRoutesOf(locations, orgId, {
    path: '/locations/:locationId/floors',
    read: ['spark-admin:locations_read', 'spark-admin:people_read', 'spark-admin:devices_read'],
    write: ['spark-admin:locations_write'],
    placeOf: (req) => locationOf(locations, req),
    idOf: ({ id }) => id,
  });
}

/** The floors of locations, for either family: they are the same floors with the same ids. */
export function floorRoutesOf(locations: Locations, orgId: string, family: Family): Router {
  const { path, read, write, placeOf, idOf } = family;
  const router = Router();
  const admit = (req: Request, res: Response, scopes: readonly string[]): Place => {
    requireOwn(req, res, orgId);
    requireScope(res, ...scopes);
    return placeOf(req);
  };
  const json = (place: Place, { id, floorNumber, displayName }: PlaceFloor) => ({
    id,
    locationId: idOf(place),
    floorNumber,
    displayName,
  });

  router.get(path, (req, res) => {
    const place = admit(req, res, read);
    const floors = [...place.floors.values()].sort((one, other) => one.floorNumber - other.floorNumber);
    res.json({ items: floors.map((floor) => json(place, floor)) });
  });

  router.post(path, (req, res) => {
    const place = admit(req, res, write);
    res.status(201).json(json(place, locations.addFloor(place, bodyOf(req, Floor))));
  });

  router.get(`${path}/:floorId`, (req, res) => {
    const place = admit(req, res, read);
    res.json(json(place, floorOf(place, req)));
  });

  router.put(`${path}/:floorId`, (req, res) => {
    const place = admit(req, res, write);
    const { id } = floorOf(place, req);
    res.json(json(place, locations.replaceFloor(place, id, bodyOf(req, Floor))));
  });

  router.delete(`${path}/:floorId`, (req, res) => {
    const place = admit(req, res, write);
    locations.removeFloor(place, floorOf(place, req).id);
    res.status(204).end();
  });

  return router;
}

function floorOf(place: Place, req: Request): PlaceFloor {
  const floor = place.floors.get(pathOf(req, 'floorId'));
  if (!floor) throw new ApiError(404);
  return floor;
}
