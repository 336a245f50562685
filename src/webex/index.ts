import type { Clock } from '#lib/clock.ts';
import type { Logger } from '#lib/log.ts';
import type { Metrics } from '#lib/metrics.ts';
import { createMemory } from '#lib/sharing.ts';
import { type ActivationCodes, activationCodes } from './activation-codes.ts';
import { type AttachmentActions, attachmentActions } from './attachment-actions.ts';
import { type Auth, fixedToken } from './auth.ts';
import { createCall } from './call.ts';
import { type Contents, contents } from './contents.ts';
import { type DeviceConfigurations, deviceConfigurations } from './device-configurations.ts';
import { Device, type Devices, devices, type KnownDevices } from './devices.ts';
import { type Floors, floors } from './floors.ts';
import { type HotDesk, hotDesk } from './hotdesk.ts';
import { createHttp } from './http.ts';
import { createMemoryLimiter, type Limiter } from './limiter.ts';
import { type Locations, locations } from './locations.ts';
import { type Memberships, memberships } from './memberships.ts';
import { type Messages, messages } from './messages.ts';
import { type People, people } from './people.ts';
import { type CallContext, createRetry, type Retry } from './retry.ts';
import { type Rooms, rooms } from './rooms.ts';
import { type Webhooks, webhooks } from './webhooks.ts';
import { type WorkspaceLocations, workspaceLocations } from './workspace-locations.ts';
import { type WorkspaceMetrics, workspaceMetrics } from './workspace-metrics.ts';
import { type Workspaces, workspaces } from './workspaces.ts';
import { type Xapi, xapi } from './xapi.ts';

export interface WebexOptions {
  /** `https://webexapis.com/v1`, or the embedded cloud's address. */
  apiBase: string;
  token: string;
  clock: Clock;
  log: Logger;
  /** The limit of one attempt in milliseconds. Default 10,000. */
  timeoutMs?: number;
  /** What all users of the token share: the pause after a 429 and the budget. Default: this client alone, no budget. */
  limiter?: Limiter;
  /** Told of every request and every 429. */
  metrics?: Pick<Metrics, 'called' | 'cooled'>;
  /** Told when a wait of more than three seconds begins, unless a view made by `with` has its own. */
  onWait?: (ms: number) => void;
}

/** The Webex API as this bot uses it. Every call throws WebexError when it fails. */
export interface Webex {
  readonly people: People;
  readonly rooms: Rooms;
  readonly memberships: Memberships;
  readonly messages: Messages;
  readonly attachmentActions: AttachmentActions;
  readonly contents: Contents;
  readonly webhooks: Webhooks;
  readonly devices: Devices;
  readonly deviceConfigurations: DeviceConfigurations;
  readonly activationCodes: ActivationCodes;
  readonly workspaces: Workspaces;
  readonly locations: Locations;
  readonly floors: Floors;
  readonly workspaceLocations: WorkspaceLocations;
  readonly workspaceMetrics: WorkspaceMetrics;
  readonly hotDesk: HotDesk;
  readonly xapi: Xapi;
  /** The same client for one caller: it shares connections and the limiter, but tells this caller of waits. */
  with(context: CallContext): Webex;
  /** The same connections for somebody else: with their own token and their own limiter. */
  as(auth: Auth, limiter?: Limiter): Webex;
  /** By how much this machine's clock was ahead of Webex's at the last answer, in ms; undefined when Webex has not told. */
  aheadMs(): number | undefined;
  /** Breaks off what is under way. */
  close(): Promise<void>;
}

/** Requests under way at once; as many spaces as the inbound queue serves in parallel. */
const CONCURRENCY = 64;

export function createWebex(options: WebexOptions): Webex {
  const { apiBase, token, clock, log, metrics, timeoutMs = 10_000, onWait } = options;
  const { limiter = createMemoryLimiter({ clock }) } = options;
  const http = createHttp({ apiBase, timeoutMs, connections: CONCURRENCY, log, clock, metrics });
  /** The limits of Webex hold for a token: whoever has another one waits for their own. */
  const retryBy = (by: Limiter) =>
    createRetry({ clock, log, limiter: by, metrics, timeoutMs, concurrency: CONCURRENCY });

  const known: KnownDevices = createMemory(Device);

  function view(context: CallContext, auth: Auth, retry: Retry): Webex {
    const call = createCall(http, retry, context, auth);
    // A talk has a view of its own and uses one or two resources: only those are made.
    return {
      get people() {
        return people(call);
      },
      get rooms() {
        return rooms(call);
      },
      get memberships() {
        return memberships(call);
      },
      get messages() {
        return messages(call);
      },
      get attachmentActions() {
        return attachmentActions(call);
      },
      get contents() {
        return contents(call);
      },
      get webhooks() {
        return webhooks(call);
      },
      get devices() {
        return devices(call, known);
      },
      get deviceConfigurations() {
        return deviceConfigurations(call);
      },
      get activationCodes() {
        return activationCodes(call);
      },
      get workspaces() {
        return workspaces(call);
      },
      get locations() {
        return locations(call);
      },
      get floors() {
        return floors(call);
      },
      get workspaceLocations() {
        return workspaceLocations(call);
      },
      get workspaceMetrics() {
        return workspaceMetrics(call);
      },
      get hotDesk() {
        return hotDesk(call);
      },
      get xapi() {
        return xapi(call);
      },
      with: (more) => view({ ...context, ...more }, auth, retry),
      as: (other, theirs = createMemoryLimiter({ clock })) => view(context, other, retryBy(theirs)),
      aheadMs: () => http.aheadMs(),
      close: () => http.close(),
    };
  }
  return view({ onWait }, fixedToken(token), retryBy(limiter));
}
