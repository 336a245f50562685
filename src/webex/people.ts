import { z } from 'zod';
import { type Call, query, segment } from './call.ts';
import { listAll } from './pages.ts';

/** Webex sends more; these are the fields this bot reads. `timeZone` is an IANA name and often missing. */
export const Person = z.object({
  id: z.string(),
  emails: z.array(z.string()).catch([]),
  displayName: z.string().catch(''),
  orgId: z.string().catch(''),
  type: z.string().catch('person'),
  timezone: z.string().optional().catch(undefined),
});
export type Person = z.infer<typeof Person>;

export interface People {
  /** The account the token belongs to. */
  me(): Promise<Person>;
  get(id: string): Promise<Person>;
  /** People with exactly this address, or whose name begins so. A bot finds people of its own organisation only. */
  list(filter: { email: string } | { displayName: string }): Promise<Person[]>;
}

/** https://developer.webex.com/docs/api/v1/people */
export function people(call: Call): People {
  const get = async (id: string) => (await call({ method: 'GET', path: `/people/${segment(id)}` }, Person)).data;
  return {
    me: () => get('me'),
    get,
    list: (filter) => listAll(call, `/people${query({ ...filter })}`, Person),
  };
}
