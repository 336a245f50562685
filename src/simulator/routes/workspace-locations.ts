import { type Request, Router } from 'express';
import { z } from 'zod';
import { ApiError } from '../errors.ts';
import { country, name, within, word } from '../places/fields.ts';
import { legacyIdOf } from '../places/legacy-ids.ts';
import type { Locations, Place, PlaceFields } from '../places/locations.ts';
import { bodyOf, pathOf, queryOne } from '../requests.ts';
import { requireScope } from '../scopes.ts';
import { floorRoutesOf } from './floors.ts';
import { requireOwn } from './locations.ts';

const READ = 'spark-admin:workspace_locations_read';
const WRITE = 'spark-admin:workspace_locations_write';

const LegacyLocation = z.object({
  displayName: name,
  address: word,
  countryCode: country,
  cityName: z.string().optional(),
  latitude: z.number().refine(within(90), 'is not from -90 to 90'),
  longitude: z.number().refine(within(180), 'is not from -180 to 180'),
  notes: z.string().optional(),
});

/**
 * The older view of the same places, under ids of its own: https://developer.webex.com/docs/api/v1/workspace-locations.
 * Its one line of address is the street of the newer view.
 */
export function workspaceLocationRoutes(locations: Locations, orgId: string): Router {
  const router = Router();
  const placeOf = (req: Request): Place => {
    const id = locations.idOfLegacy(pathOf(req, 'locationId'));
    const place = id === undefined ? undefined : locations.get(id);
    if (!place) throw new ApiError(404);
    return place;
  };

  router.get('/workspaceLocations', (req, res) => {
    requireOwn(req, res, orgId);
    requireScope(res, READ);
    const wanted = FILTERS.map((field) => [field, queryOne(req, field)?.toLowerCase() ?? ''] as const);
    const items = locations
      .all()
      .map(legacyJson)
      .filter((one) => wanted.every(([field, part]) => (one[field] ?? '').toLowerCase().includes(part)));
    res.json({ items });
  });

  router.post('/workspaceLocations', (req, res) => {
    requireOwn(req, res, orgId);
    requireScope(res, WRITE);
    const fields = fieldsOf(bodyOf(req, LegacyLocation));
    const unsaid = { timeZone: 'Etc/UTC', preferredLanguage: 'en_us', announcementLanguage: 'en_us' };
    res.status(201).json(legacyJson(locations.add({ ...unsaid, ...fields })));
  });

  router.get('/workspaceLocations/:locationId', (req, res) => {
    requireOwn(req, res, orgId);
    requireScope(res, READ);
    res.json(legacyJson(placeOf(req)));
  });

  router.put('/workspaceLocations/:locationId', (req, res) => {
    requireOwn(req, res, orgId);
    requireScope(res, WRITE);
    const place = placeOf(req);
    const { state, postalCode } = place.address;
    const { address, ...fields } = fieldsOf(bodyOf(req, LegacyLocation));
    Object.assign(place, fields, { address: { ...address, state, postalCode } });
    res.json(legacyJson(place));
  });

  // Workspaces that were there go on without a location, as documented.
  router.delete('/workspaceLocations/:locationId', (req, res) => {
    requireOwn(req, res, orgId);
    requireScope(res, WRITE);
    locations.remove(placeOf(req));
    res.status(204).end();
  });

  router.use(
    floorRoutesOf(locations, orgId, {
      path: '/workspaceLocations/:locationId/floors',
      read: [READ],
      write: [WRITE],
      placeOf,
      idOf: ({ id }) => legacyIdOf(id) ?? id,
    }),
  );
  return router;
}

const FILTERS = ['displayName', 'address', 'countryCode', 'cityName'] as const;

const legacyJson = ({ id, name: displayName, address, latitude, longitude, notes }: Place) => ({
  id: legacyIdOf(id) ?? id,
  locationId: id,
  displayName,
  address: [address.address1, address.address2].filter(Boolean).join(', '),
  countryCode: address.country,
  cityName: address.city,
  latitude: Number(latitude ?? 0),
  longitude: Number(longitude ?? 0),
  notes,
});

/** What is left out of the body is cleared: `undefined` overwrites. */
const fieldsOf = (given: z.infer<typeof LegacyLocation>) =>
  ({
    name: given.displayName,
    address: { address1: given.address, city: given.cityName, country: given.countryCode },
    latitude: String(given.latitude),
    longitude: String(given.longitude),
    notes: given.notes,
  }) satisfies Partial<PlaceFields>;
