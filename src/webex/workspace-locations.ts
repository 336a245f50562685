import { z } from 'zod';
import { type Call, query, segment } from './call.ts';
import { listAll } from './pages.ts';
import { shown } from './shown.ts';

const text = z.string().optional().catch(undefined);
const degrees = z.number().optional().catch(undefined);

/** A place as the older API shows it: under an id of its own, with its address in one line. */
export const WorkspaceLocation = z.object({
  id: z.string(),
  /** The id by which `/locations` knows it; older places may have none. */
  locationId: text,
  displayName: shown('Unnamed location'),
  address: text,
  /** ISO 3166-1 alpha-2. */
  countryCode: text,
  cityName: text,
  /** Decimal degrees. */
  latitude: degrees,
  longitude: degrees,
  notes: text,
});
export type WorkspaceLocation = z.infer<typeof WorkspaceLocation>;

interface WorkspaceLocationFilters {
  displayName?: string;
  address?: string;
  countryCode?: string;
  cityName?: string;
}

/**
 * Read only: Webex has announced the end of this API, so it serves to understand older ids (`workspaceLocationId`) and the
 * fields that `/locations` does not have. Throws WebexError 404 or 410 where it is switched off.
 */
export interface WorkspaceLocations {
  list(filters?: WorkspaceLocationFilters): Promise<WorkspaceLocation[]>;
  get(id: string): Promise<WorkspaceLocation>;
}

/** https://developer.webex.com/docs/api/v1/workspace-locations */
export function workspaceLocations(call: Call): WorkspaceLocations {
  return {
    list: (filters = {}) => listAll(call, `/workspaceLocations${query({ ...filters })}`, WorkspaceLocation),
    get: async (id) =>
      (await call({ method: 'GET', path: `/workspaceLocations/${segment(id)}` }, WorkspaceLocation)).data,
  };
}
