import { z } from 'zod';
import { type Call, query, segment } from './call.ts';
import { listAll } from './pages.ts';

const text = z.string().optional().catch(undefined);
const words = z.array(z.string()).catch([]);

/** Something a person can see and click. A line break in a name could pass for a line of a card. */
const SHOWS = /[^\s\p{C}\p{Default_Ignorable_Code_Point}]/u;

/** The fields this bot reads; Webex sends more and may add others. Times are ISO 8601. */
export const Device = z.object({
  id: z.string(),
  displayName: z
    .string()
    .transform((name) => (SHOWS.test(name) ? name.replace(/[\s\p{Cc}]+/gu, ' ').trim() : 'Unnamed device')),
  orgId: z.string().catch(''),
  product: z.string().catch(''),
  type: z.string().catch('unknown'),
  /** connected, disconnected, connected_with_issues, offline_expired, activating, unknown, offline_deep_sleep … */
  connectionStatus: z.string().catch('unknown'),
  /** `xapi` and `xapi:all` allow commands, `xapi:readonly` only status. */
  permissions: words,
  tags: words,
  workspaceId: text,
  personId: text,
  ip: text,
  mac: text,
  serial: text,
  software: text,
  errorCodes: words,
  lastSeen: text,
  firstSeen: text,
  locationId: text,
  capabilities: words,
  upgradeChannel: text,
});
export type Device = z.infer<typeof Device>;

export interface Devices {
  /** All pages. A bot sees the devices of workspaces it was granted, and no others. */
  list(): Promise<Device[]>;
  get(id: string): Promise<Device>;
}

/** https://developer.webex.com/docs/api/v1/devices */
export function devices(call: Call): Devices {
  return {
    list: () => listAll(call, `/devices${query({ max: 1_000 })}`, Device),
    get: async (id) => (await call({ method: 'GET', path: `/devices/${segment(id)}` }, Device)).data,
  };
}
