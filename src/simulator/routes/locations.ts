import { Router } from 'express';
import type { Fleet } from '../devices/fleet.ts';
import { ApiError } from '../errors.ts';
import { callerOf } from '../people.ts';

const PLACES: Record<string, { timeZone: string; address: Record<string, string> }> = {
  Oslo: {
    timeZone: 'Europe/Oslo',
    address: { address1: 'Bryggegata 1', city: 'Oslo', postalCode: '0250', country: 'NO' },
  },
  London: {
    timeZone: 'Europe/London',
    address: { address1: '1 Camden Row', city: 'London', postalCode: 'NW1 0AA', country: 'GB' },
  },
  'San Jose': {
    timeZone: 'America/Los_Angeles',
    address: { address1: '1 Redwood Way', city: 'San Jose', state: 'CA', postalCode: '95101', country: 'US' },
  },
};

/**
 * Location names for everyone of the organisation. The documentation gives this to people and devices scopes; whether
 * a live bot has one of them is not known, so a client must be ready for 403.
 * https://developer.webex.com/docs/api/v1/locations
 */
export function locationRoutes(fleet: Fleet, orgId: string): Router {
  const router = Router();
  router.get('/locations', (req, res) => {
    if (callerOf(res).orgId !== orgId) throw new ApiError(403);
    const name = typeof req.query['name'] === 'string' ? req.query['name'].toLowerCase() : '';
    const found = fleet.locations().filter((location) => location.name.toLowerCase().includes(name));
    res.json({
      items: found.map((location) => ({
        ...location,
        orgId,
        ...(PLACES[location.name] ?? { timeZone: 'Etc/UTC', address: {} }),
      })),
    });
  });
  return router;
}
