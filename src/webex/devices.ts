import { z } from 'zod';
import type { createMemory } from '#lib/sharing.ts';
import { type Call, query, segment } from './call.ts';
import { listAll } from './pages.ts';
import { removeOnce } from './remove.ts';
import { shown } from './shown.ts';

const text = z.string().optional().catch(undefined);
const words = z.array(z.string()).catch([]);

/** The fields this bot reads; Webex sends more and may add others. Times are ISO 8601. */
export const Device = z.object({
  id: z.string(),
  displayName: shown('Unnamed device'),
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
  created: text,
  callingDeviceId: text,
  webexDeviceId: text,
  workspaceLocationId: text,
  /** `wired` in the documentation, `LAN` and `WLAN` in real answers. */
  activeInterface: text,
  primarySipUrl: text,
  sipUrls: z.array(z.string()).optional().catch(undefined),
  managedBy: text,
  /** cisco, microsoftTeamsRoom */
  devicePlatform: text,
  /** on, off, upcoming: an object in the documentation's schema, a word in its example. */
  plannedMaintenance: z
    .union([z.object({ mode: z.string() }), z.string().transform((mode) => ({ mode }))])
    .optional()
    .catch(undefined),
  lifecycle: text,
});
export type Device = z.infer<typeof Device>;

/** A phone of Webex Calling, which can be added before it is plugged in. */
export type NewPhone = {
  /** Twelve hex digits, with or without colons. */
  mac: string;
  /** Such as "DMS Cisco 8865". */
  model: string;
} & ({ workspaceId: string; personId?: never } | { personId: string; workspaceId?: never });

export interface DeviceReads {
  /** All pages. A bot sees the devices of workspaces it was granted, and no others. */
  list(): Promise<Device[]>;
  get(id: string): Promise<Device>;
}

/** Changes are for administrators; a bot gets 403. */
export interface Devices extends DeviceReads {
  /**
   * Sets the whole list of tags. Webex has no way to take one away, and no way to notice that somebody else changes the list
   * at the same time: read it right before.
   */
  setTags(id: string, tags: readonly string[]): Promise<Device>;
  /** Appends tags. */
  addTags(id: string, tags: readonly string[]): Promise<Device>;
  clearTags(id: string): Promise<Device>;
  /** It has to be activated anew. One that is gone already is fine. */
  remove(id: string): Promise<void>;
  /** Never repeated when the outcome is unknown. */
  addPhone(phone: NewPhone): Promise<Device>;
}

/** What is known of devices from lists before; a bot and its administrators have lists of their own of the same ones. */
export type KnownDevices = ReturnType<typeof createMemory<Device>>;

/** https://developer.webex.com/docs/api/v1/devices */
export function devices(call: Call, known: KnownDevices): Devices {
  const path = (id: string) => `/devices/${segment(id)}`;
  /** An array, as RFC 6902 and the example have it; the schema of the same page says one object. */
  const patch = async (id: string, operation: { op: string; value?: readonly string[] }) => {
    const bytes = Buffer.from(JSON.stringify([{ ...operation, path: 'tags' }]));
    const raw = { type: 'application/json-patch+json', bytes };
    return (await call({ method: 'PATCH', path: path(id), raw }, Device)).data;
  };
  return {
    list: () => listAll(call, `/devices${query({ max: 1_000 })}`, known.list()),
    get: async (id) => (await call({ method: 'GET', path: path(id) }, Device)).data,
    setTags: (id, tags) => patch(id, { op: 'replace', value: tags }),
    addTags: (id, tags) => patch(id, { op: 'add', value: tags }),
    clearTags: (id) => patch(id, { op: 'remove' }),
    remove: (id) => removeOnce(call, path(id)),
    addPhone: async (phone) => (await call({ method: 'POST', path: '/devices', json: phone }, Device)).data,
  };
}
