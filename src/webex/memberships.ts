import { z } from 'zod';
import { type Call, query, segment } from './call.ts';
import { listAll } from './pages.ts';

export const Membership = z.object({
  id: z.string(),
  roomId: z.string(),
  personId: z.string(),
  personEmail: z.string().catch(''),
  isModerator: z.boolean().catch(false),
});
export type Membership = z.infer<typeof Membership>;

export interface Memberships {
  get(id: string): Promise<Membership>;
  /** Members of a space, or the one membership of a person in it. */
  list(filter: { roomId: string; personId?: string }): Promise<Membership[]>;
}

/** https://developer.webex.com/docs/api/v1/memberships */
export function memberships(call: Call): Memberships {
  return {
    get: async (id) => (await call({ method: 'GET', path: `/memberships/${segment(id)}` }, Membership)).data,
    list: ({ roomId, personId }) => listAll(call, `/memberships${query({ roomId, personId })}`, Membership),
  };
}
