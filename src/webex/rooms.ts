import { z } from 'zod';
import { type Call, segment } from './call.ts';

/** A space. `type` is group or direct; a direct one has the other person's name as its title. */
export const Room = z.object({
  id: z.string(),
  title: z.string().catch(''),
  type: z.string(),
  isLocked: z.boolean().catch(false),
  teamId: z.string().optional().catch(undefined),
});
export type Room = z.infer<typeof Room>;

export interface Rooms {
  get(id: string): Promise<Room>;
}

/** https://developer.webex.com/docs/api/v1/rooms */
export function rooms(call: Call): Rooms {
  return { get: async (id) => (await call({ method: 'GET', path: `/rooms/${segment(id)}` }, Room)).data };
}
