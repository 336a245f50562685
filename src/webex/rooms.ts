import { z } from 'zod';
import { type Call, query, segment } from './call.ts';
import { listPage } from './pages.ts';

/** A space. `type` is group or direct; a direct one has the other person's name as its title. */
export const Room = z.object({
  id: z.string(),
  title: z.string().catch(''),
  type: z.string(),
  isLocked: z.boolean().catch(false),
  teamId: z.string().optional().catch(undefined),
  /** When something was last said in it, ISO 8601. */
  lastActivity: z.string().optional().catch(undefined),
});
export type Room = z.infer<typeof Room>;

export interface Rooms {
  get(id: string): Promise<Room>;
  /** The spaces the bot is in where something was said last, the latest first; at most `max`, 1,000 at the highest. */
  recent(max: number): Promise<Room[]>;
}

/** https://developer.webex.com/docs/api/v1/rooms */
export function rooms(call: Call): Rooms {
  return {
    get: async (id) => (await call({ method: 'GET', path: `/rooms/${segment(id)}` }, Room)).data,
    recent: (max) => listPage(call, `/rooms${query({ sortBy: 'lastactivity', max })}`, Room),
  };
}
