import { z } from 'zod';
import { type Call, query, segment } from './call.ts';
import { listAll } from './pages.ts';
import { removeOnce } from './remove.ts';
import { shown } from './shown.ts';

const text = z.string().optional().catch(undefined);
/** Decimal degrees. Webex writes them as text; the specification also allows numbers. */
const degrees = z
  .union([z.string().regex(/^-?\d/).transform(Number).pipe(z.number()), z.number()])
  .optional()
  .catch(undefined);

const Address = z.object({
  address1: text,
  address2: text,
  city: text,
  state: text,
  postalCode: text,
  /** ISO 3166-1 alpha-2. */
  country: text,
});

/** The fields this bot reads. */
export const Location = z.object({
  id: z.string(),
  name: shown('Unnamed location'),
  address: Address.optional().catch(undefined),
  /** IANA, such as Europe/Oslo. */
  timeZone: text,
  /** Such as en_us. */
  preferredLanguage: text,
  latitude: degrees,
  longitude: degrees,
  notes: text,
});
export type Location = z.infer<typeof Location>;

const Created = z.object({ id: z.string() });

interface NewAddress {
  address1: string;
  address2?: string;
  city: string;
  state: string;
  postalCode: string;
  country: string;
}

export interface NewLocation {
  /** 256 characters at most, 80 with Webex Calling. */
  name: string;
  timeZone: string;
  preferredLanguage: string;
  announcementLanguage: string;
  address: NewAddress;
  /** Decimal degrees as text. */
  latitude?: string;
  longitude?: string;
  notes?: string;
}

/** What can be changed later: coordinates and notes can't. The address is given as a whole. */
export interface LocationChange {
  name: string;
  timeZone?: string;
  preferredLanguage?: string;
  address?: NewAddress;
}

export interface LocationReads {
  /** All pages, or those whose name contains `name`. Not every bot may: where Webex keeps locations for administrators it answers 403. */
  list(filters?: { name?: string }): Promise<Location[]>;
  get(id: string): Promise<Location>;
}

export interface Locations extends LocationReads {
  /** The id of the new location; Webex answers with nothing else. Never repeated when the outcome is unknown. */
  create(location: NewLocation): Promise<string>;
  replace(id: string, change: LocationChange): Promise<void>;
  /** Throws WebexError 409 while Webex Calling or something else holds it. One that is gone already is fine. */
  remove(id: string): Promise<void>;
}

/** https://developer.webex.com/docs/api/v1/locations */
export function locations(call: Call): Locations {
  return {
    list: (filters = {}) => listAll(call, `/locations${query({ ...filters, max: 500 })}`, Location),
    get: async (id) => (await call({ method: 'GET', path: `/locations/${segment(id)}` }, Location)).data,
    create: async (location) => (await call({ method: 'POST', path: '/locations', json: location }, Created)).data.id,
    replace: (id, change) => call.none({ method: 'PUT', path: `/locations/${segment(id)}`, json: change }),
    remove: (id) => removeOnce(call, `/locations/${segment(id)}`),
  };
}
