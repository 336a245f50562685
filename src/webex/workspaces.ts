import { z } from 'zod';
import { type Call, parseJson, query, segment } from './call.ts';
import { Device } from './devices.ts';
import { badAnswer } from './errors.ts';
import type { HttpAnswer } from './http.ts';
import { removeOnce } from './remove.ts';
import { shown } from './shown.ts';

const text = z.string().optional().catch(undefined);
const soft = <S extends z.ZodType>(schema: S) => schema.optional().catch(undefined);

const Issue = z.object({
  title: z.string().catch('Unnamed issue'),
  description: text,
  recommendedAction: text,
  /** error, warning or info */
  level: z.string().catch('info'),
  createdAt: text,
});

/** What a workspace can measure, by name: whether a device of it can, and whether it is switched on. */
export const Capabilities = z.record(z.string(), z.object({ supported: z.boolean(), configured: z.boolean() }));
export type Capabilities = z.infer<typeof Capabilities>;

/** The fields this bot reads; what is not set is left out. Times are ISO 8601. */
export const Workspace = z.object({
  id: z.string(),
  displayName: shown('Unnamed workspace'),
  orgId: text,
  created: text,
  locationId: text,
  /** The legacy id of the same location. */
  workspaceLocationId: text,
  floorId: text,
  /** People. Webex may also spell one that is not set as -1. */
  capacity: soft(z.int().min(0)),
  /** focus, huddle, meetingRoom, open, desk, other; a type that is not set is left out or `notSet`. */
  type: text,
  notes: text,
  sipAddress: text,
  /** freeCalling, hybridCalling, webexCalling, webexEdgeForDevices, thirdPartySipCalling, none */
  calling: soft(z.object({ type: z.string() })),
  /** none, google, microsoft */
  calendar: soft(z.object({ type: z.string(), emailAddress: text })),
  /** collaborationDevices, phones */
  supportedDevices: text,
  /** on, off */
  hotdeskingStatus: text,
  deviceHostedMeetings: soft(z.object({ enabled: z.boolean(), siteUrl: text })),
  devicePlatform: text,
  indoorNavigation: soft(z.object({ url: text })),
  /** `level` is error, warning, info or ok. */
  health: soft(z.object({ level: z.string(), issues: z.array(Issue).catch([]) })),
  plannedMaintenance: soft(z.object({ mode: z.string(), startTime: text, endTime: text })),
  /** Only when they were asked for. */
  devices: soft(z.array(Device)),
  capabilities: soft(Capabilities),
});
export type Workspace = z.infer<typeof Workspace>;

/** A body of POST and PUT. In a PUT, a capacity, type or notes left out is cleared; all else left out stays as it is. */
export interface WorkspaceBody {
  displayName: string;
  locationId?: string | undefined;
  workspaceLocationId?: string | undefined;
  /** Needs the location beside it. */
  floorId?: string | undefined;
  capacity?: number | undefined;
  type?: string | undefined;
  notes?: string | undefined;
  /** With `thirdPartySipCalling` only. */
  sipAddress?: string | undefined;
  calling?: {
    type: string;
    webexCalling?: { locationId?: string; phoneNumber?: string; extension?: string; licenses?: string[] };
  };
  /** `{ type: 'none' }` takes a calendar away. */
  calendar?: { type: string; emailAddress?: string; resourceGroupId?: string } | undefined;
  hotdeskingStatus?: string | undefined;
  deviceHostedMeetings?: { enabled: boolean; siteUrl?: string } | undefined;
  supportedDevices?: string | undefined;
  /** null takes it away. */
  indoorNavigation?: { url: string } | null | undefined;
}

/** The name as it is: one that was made fit to be shown would be written back as another. */
const AsItIs = Workspace.extend({ displayName: z.string() });

const WorkspaceNow = z.unknown().transform((body, context) => {
  const workspace = Workspace.safeParse(body);
  const asItIs = AsItIs.safeParse(body);
  if (workspace.success && asItIs.success) return { ...workspace.data, repeat: repeatOf(asItIs.data) };
  context.addIssue('is no workspace');
  return z.NEVER;
});
/** A workspace with what a PUT has to repeat so that nothing is lost: change some of it and give it to `replace`. */
export type WorkspaceNow = Workspace & { readonly repeat: WorkspaceBody };

/**
 * What Webex keeps by itself is left out: calling and calendar have parts that are never told, so they can't be repeated.
 * A floor is repeated with its location, without which it is refused.
 */
function repeatOf(now: Workspace): WorkspaceBody {
  const { displayName, capacity, type, notes, locationId, workspaceLocationId, floorId } = now;
  const { sipAddress, calling, hotdeskingStatus, deviceHostedMeetings, indoorNavigation } = now;
  const location = locationId === undefined ? { workspaceLocationId } : { locationId };
  return {
    displayName,
    capacity,
    type: type === 'notSet' ? undefined : type,
    notes,
    hotdeskingStatus,
    deviceHostedMeetings,
    ...(floorId !== undefined && { ...location, floorId }),
    ...(calling?.type === 'thirdPartySipCalling' && { sipAddress }),
    ...(indoorNavigation?.url !== undefined && { indoorNavigation: { url: indoorNavigation.url } }),
  };
}

/** All optional, all must be met. https://developer.webex.com/docs/api/v1/workspaces/list-workspaces */
export interface WorkspaceFilters {
  locationId?: string;
  workspaceLocationId?: string;
  floorId?: string;
  /** A part of the name. The documentation does not say how it is compared. */
  displayName?: string;
  /** -1: not set. */
  capacity?: number;
  /** `notSet`: not set. */
  type?: string;
  calling?: string;
  calendar?: string;
  supportedDevices?: string;
  deviceHostedMeetingsEnabled?: boolean;
  devicePlatform?: string;
  healthLevel?: string;
  plannedMaintenance?: string;
  /** The key of an attribute that the organisation has given its workspaces. */
  customAttribute?: string;
  includeDevices?: boolean;
  includeCapabilities?: boolean;
}

export interface WorkspacePage {
  items: Workspace[];
  /** How many Webex sent: one that could not be read is left out of `items`. */
  received: number;
}

export type PersonalisationTask =
  | { state: 'running'; retryAfterMs: number }
  | { state: 'done' }
  /** Webex's own words, such as "Device is offline". Untrusted text. */
  | { state: 'failed'; reason: string };

export interface WorkspaceReads {
  /**
   * All of them, one page in memory at a time. Webex names no next page for workspaces: one that is made or deleted
   * meanwhile may be seen twice or not at all.
   */
  list(filters?: WorkspaceFilters): AsyncIterable<Workspace>;
  /** Some of them: `max` may be cut without a word, so a page that is short need not be the last one. */
  page(filters: WorkspaceFilters, start: number, max: number): Promise<WorkspacePage>;
  get(id: string, include?: Pick<WorkspaceFilters, 'includeDevices' | 'includeCapabilities'>): Promise<WorkspaceNow>;
  capabilities(id: string): Promise<Capabilities>;
  /** How far the making of a personal device is. Throws WebexError 404 when none was begun. */
  personalizationTask(id: string): Promise<PersonalisationTask>;
}

export interface Workspaces extends WorkspaceReads {
  /** Never repeated when the outcome is unknown: two workspaces may have the same name. */
  create(body: WorkspaceBody): Promise<WorkspaceNow>;
  /** Replaces the workspace's details. The answer may still tell of the calling of before. */
  replace(id: string, body: WorkspaceBody): Promise<WorkspaceNow>;
  /** Deletes it and every device in it: they need new activation codes. One that is gone already is fine. */
  remove(id: string): Promise<void>;
  /** Begins to make the Webex Edge device of the workspace somebody's own. There is no way back. */
  personalise(id: string, email: string): Promise<void>;
}

const Page = z.object({ items: z.array(z.unknown()) });
const Result = z.object({ success: z.boolean(), errorDescription: text });
const CapabilitiesAnswer = z.object({ capabilities: Capabilities });

/** More is cut to what Webex allows. */
const AS_MANY_AS_GIVEN = 1_000;
const LATER_MS = 5_000;

/** https://developer.webex.com/docs/api/v1/workspaces */
export function workspaces(call: Call): Workspaces {
  const path = (id: string) => `/workspaces/${segment(id)}`;

  async function pageOf(filters: WorkspaceFilters, start: number, max: number) {
    const asked = queryOf({ ...filters, start, max });
    const { data, trackingId } = await call({ method: 'GET', path: `/workspaces${asked}` }, Page);
    const items = data.items.flatMap((item) => Workspace.safeParse(item).data ?? []);
    const received = data.items.length;
    if (received > 0 && items.length === 0) throw badAnswer(true, trackingId, new Error('no item could be read'));
    return { items, received, trackingId };
  }

  async function* list(filters: WorkspaceFilters = {}): AsyncGenerator<Workspace> {
    let largest = 0;
    let firstBefore: string | undefined;
    for (let start = 0; ; ) {
      const { items, received, trackingId } = await pageOf(filters, start, AS_MANY_AS_GIVEN);
      if (received === 0) return;
      if (items[0]?.id === firstBefore) throw badAnswer(true, trackingId, new Error('the same page came again'));
      yield* items;
      // The first page shows where Webex cuts; one that is shorter is the last.
      if (received < largest) return;
      largest = received;
      firstBefore = items[0]?.id;
      start += received;
    }
  }

  return {
    list,
    page: async (filters, start, max) => {
      const { items, received } = await pageOf(filters, start, max);
      return { items, received };
    },
    get: async (id, include = {}) =>
      (await call({ method: 'GET', path: `${path(id)}${queryOf({ ...include })}` }, WorkspaceNow)).data,
    capabilities: async (id) =>
      (await call({ method: 'GET', path: `${path(id)}/capabilities` }, CapabilitiesAnswer)).data.capabilities,
    personalizationTask: async (id) =>
      taskOf(await call.raw({ method: 'GET', path: `${path(id)}/personalizationTask` })),
    create: async (json) => (await call({ method: 'POST', path: '/workspaces', json }, WorkspaceNow)).data,
    replace: async (id, json) => (await call({ method: 'PUT', path: path(id), json }, WorkspaceNow)).data,
    remove: (id) => removeOnce(call, path(id)),
    personalise: (id, email) => call.none({ method: 'POST', path: `${path(id)}/personalize`, json: { email } }),
  };
}

const queryOf = (asked: Record<string, string | number | boolean | undefined>): string =>
  query(Object.fromEntries(Object.entries(asked).map(([name, value]) => [name, value?.toString()])));

/** Webex answers 202 without a body as long as the task runs, and 200 also when it failed. */
function taskOf({ status, text: body, retryAfterMs, trackingId }: HttpAnswer): PersonalisationTask {
  if (status === 202) return { state: 'running', retryAfterMs: retryAfterMs ?? LATER_MS };
  const { success, data, error } = Result.safeParse(parseJson(body, true, trackingId));
  if (!success) throw badAnswer(true, trackingId, error);
  return data.success ? { state: 'done' } : { state: 'failed', reason: data.errorDescription ?? '' };
}
