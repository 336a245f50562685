import { z } from 'zod';
import { type Call, query, segment } from './call.ts';
import { listAll } from './pages.ts';
import { removeOnce } from './remove.ts';

const text = z.string().optional().catch(undefined);

/** A booking of a desk. Times are ISO 8601. */
export const HotDeskSession = z.object({
  sessionId: z.string(),
  workspaceId: text,
  personId: text,
  bookingStartTime: text,
  bookingEndTime: text,
});
export type HotDeskSession = z.infer<typeof HotDeskSession>;

export interface HotDeskReads {
  /** Those that meet all filters. */
  list(filters?: { workspaceId?: string; personId?: string }): Promise<HotDeskSession[]>;
}

export interface HotDesk extends HotDeskReads {
  /** Ends a session. One that is over already is fine. */
  end(sessionId: string): Promise<void>;
}

/** https://developer.webex.com/docs/api/v1/hot-desk */
export function hotDesk(call: Call): HotDesk {
  return {
    list: (filters = {}) => listAll(call, `/hotdesk/sessions${query({ ...filters })}`, HotDeskSession),
    end: (sessionId) => removeOnce(call, `/hotdesk/sessions/${segment(sessionId)}`),
  };
}
