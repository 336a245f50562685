import { z } from 'zod';
import { type Call, query } from './call.ts';
import { listAll } from './pages.ts';

/** The fields this bot reads. */
export const Location = z.object({ id: z.string(), name: z.string() });
export type Location = z.infer<typeof Location>;

export interface Locations {
  /** All pages. Not every bot may: Webex answers 403 where it keeps locations for administrators. */
  list(): Promise<Location[]>;
}

/** https://developer.webex.com/docs/api/v1/locations */
export function locations(call: Call): Locations {
  return { list: () => listAll(call, `/locations${query({ max: 500 })}`, Location) };
}
