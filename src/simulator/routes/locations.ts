import { type Request, type Response, Router } from 'express';
import { z } from 'zod';
import { ApiError } from '../errors.ts';
import { sendPage } from '../paging.ts';
import { callerOf } from '../people.ts';
import { country, language, latitude, longitude, name, timeZone, word } from '../places/fields.ts';
import type { Locations, Place } from '../places/locations.ts';
import { bodyOf, pathOf, queryOne } from '../requests.ts';
import { requireScope } from '../scopes.ts';

const READ = ['spark-admin:locations_read', 'spark-admin:people_read', 'spark-admin:devices_read'];
const WRITE = 'spark-admin:locations_write';

const Address = z.object({
  address1: word,
  address2: z.string().optional(),
  city: word,
  state: word,
  postalCode: word,
  country,
});
const NewLocation = z.object({
  name,
  timeZone,
  preferredLanguage: language,
  announcementLanguage: language,
  address: Address,
  latitude: latitude.optional(),
  longitude: longitude.optional(),
  notes: z.string().optional(),
});
/** Coordinates and notes can't be changed here. What is left out stays; an address that is given is the whole address. */
const LocationChange = NewLocation.pick({
  name: true,
  timeZone: true,
  preferredLanguage: true,
  address: true,
}).partial();

/**
 * https://developer.webex.com/docs/api/v1/locations. The list is open to everyone of the organisation: the documentation
 * gives it to people and devices scopes, and whether a live bot has one of them is not known, so a client must be ready
 * for 403.
 */
export function locationRoutes(locations: Locations, orgId: string): Router {
  const router = Router();

  router.get('/locations', (req, res) => {
    requireOwn(req, res, orgId);
    if (callerOf(res).type !== 'bot') requireScope(res, ...READ, 'spark:people_read', 'spark:devices_read');
    const part = queryOne(req, 'name')?.toLowerCase() ?? '';
    const id = queryOne(req, 'id');
    const found = locations.all().filter((one) => one.name.toLowerCase().includes(part) && (id ?? one.id) === one.id);
    sendPage(
      req,
      res,
      found.map((one) => locationJson(one, orgId)),
      { usual: 500, cap: 1_000 },
    );
  });

  router.post('/locations', (req, res) => {
    requireOwn(req, res, orgId);
    requireScope(res, WRITE);
    res.status(201).json({ id: locations.add(bodyOf(req, NewLocation)).id });
  });

  router.get('/locations/:locationId', (req, res) => {
    requireOwn(req, res, orgId);
    requireScope(res, ...READ);
    res.json(locationJson(locationOf(locations, req), orgId));
  });

  router.put('/locations/:locationId', (req, res) => {
    requireOwn(req, res, orgId);
    requireScope(res, WRITE);
    const place = locationOf(locations, req);
    const given = Object.entries(bodyOf(req, LocationChange)).filter(([, value]) => value !== undefined);
    Object.assign(place, Object.fromEntries(given));
    res.status(204).end();
  });

  router.delete('/locations/:locationId', (req, res) => {
    requireOwn(req, res, orgId);
    requireScope(res, WRITE);
    const place = locationOf(locations, req);
    if (locations.isInUse(place.id)) throw new ApiError(409, 'The location has workspaces or devices.');
    locations.remove(place);
    res.status(204).end();
  });

  return router;
}

/** Nothing crosses the border of the organisation, in whichever way it is named. */
export function requireOwn(req: Request, res: Response, orgId: string): void {
  if (callerOf(res).orgId !== orgId || (queryOne(req, 'orgId') ?? orgId) !== orgId) throw new ApiError(403);
}

/** The location that the path names; ApiError 404 when there is none. */
export function locationOf(locations: Locations, req: Request): Place {
  const place = locations.get(pathOf(req, 'locationId'));
  if (!place) throw new ApiError(404);
  return place;
}

const locationJson = ({ floors: _, announcementLanguage: __, ...place }: Place, orgId: string) => ({ ...place, orgId });
