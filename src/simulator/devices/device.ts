import { legacyIdOf } from '../places/legacy-ids.ts';
import type { Product } from './products.ts';
import type { Scalar } from './state.ts';

/** The values of `connectionStatus` in the Devices API. */
export const CONNECTION_STATUSES = [
  'connected',
  'disconnected',
  'connected_with_issues',
  'offline_expired',
  'activating',
  'unknown',
  'offline_deep_sleep',
  'pending',
] as const;
export type ConnectionStatus = (typeof CONNECTION_STATUSES)[number];

/** What an account may do with a device over the API. */
export type Access = 'full' | 'readonly' | 'none';

/** A device of the simulated organisation, as stored; `deviceJson` makes the answer of the API of it. */
export interface SimDevice {
  readonly id: string;
  /** Position in the fleet: seeds whatever differs from device to device. */
  readonly index: number;
  displayName: string;
  readonly orgId: string;
  readonly product: Product;
  /** A device stands in a workspace or belongs to a person, never both. */
  workspaceId?: string | undefined;
  personId?: string | undefined;
  /** Left out, a RoomOS device. */
  readonly type?: 'phone';
  locationId: string;
  locationName: string;
  connectionStatus: ConnectionStatus;
  tags: string[];
  errorCodes: string[];
  readonly ip: string;
  readonly mac: string;
  readonly serial: string;
  readonly software: string;
  readonly upgradeChannel: string;
  readonly created: string;
  /** ISO time of the last sign of life; a connected device is seen now. */
  lastSeen: string;
  readonly sip: string;
  /** The bot's access before anybody grants or takes any. */
  readonly botAccess: Access;
  /** How `permissions` spells full access: both spellings are documented. */
  readonly permission: 'xapi' | 'xapi:all';
  readonly plannedMaintenance: 'off' | 'on' | 'upcoming';
  /** What the device's statuses differ in from the rest of its product. */
  readonly shape?: DeviceShape;
}

export interface DeviceShape {
  statuses?: Readonly<Record<string, Scalar>>;
  /** A call that was going on when the simulation began. */
  call?: { number: string; displayName: string; minutes: number };
}

/** Whether the cloud reaches the device, so that xAPI calls get through. */
export const isReachable = ({ connectionStatus }: SimDevice): boolean =>
  connectionStatus === 'connected' || connectionStatus === 'connected_with_issues';

/** What `type` of the Devices API says; only RoomOS devices have an xAPI. */
export const typeOf = ({ type }: SimDevice): 'roomdesk' | 'phone' => type ?? 'roomdesk';

/** The Device of https://developer.webex.com/docs/api/v1/devices, as the caller with that access sees it. */
export function deviceJson(device: SimDevice, access: Access, now: number): Record<string, unknown> {
  const { workspaceId, personId } = device;
  const hasXapi = typeOf(device) === 'roomdesk';
  return {
    id: device.id,
    callingDeviceId: callingIdOf(device.id),
    webexDeviceId: device.id,
    displayName: device.displayName,
    ...(workspaceId ? { workspaceId, placeId: workspaceId } : { personId }),
    orgId: device.orgId,
    capabilities: hasXapi ? ['xapi'] : [],
    permissions: hasXapi ? permissionsOf(device, access) : [],
    connectionStatus: device.connectionStatus,
    product: device.product.name,
    type: typeOf(device),
    tags: device.tags,
    // A phone that was never plugged in has none of these yet.
    ip: device.ip || undefined,
    activeInterface: 'LAN',
    mac: device.mac,
    primarySipUrl: device.sip || undefined,
    sipUrls: device.sip ? [device.sip] : [],
    serial: device.serial || undefined,
    software: device.software || undefined,
    upgradeChannel: device.upgradeChannel || undefined,
    created: device.created,
    locationId: device.locationId || undefined,
    workspaceLocationId: legacyIdOf(device.locationId),
    errorCodes: device.errorCodes,
    firstSeen: device.created,
    lastSeen: isReachable(device) ? new Date(now).toISOString() : device.lastSeen,
    managedBy: 'CISCO',
    devicePlatform: 'cisco',
    plannedMaintenance: { mode: device.plannedMaintenance },
    lifecycle: 'ACTIVE',
  };
}

const permissionsOf = ({ permission }: SimDevice, access: Access): string[] =>
  access === 'full' ? [permission] : access === 'readonly' ? ['xapi:readonly'] : [];

/** Calling knows the same device by another id. */
const callingIdOf = (id: string): string =>
  Buffer.from(Buffer.from(id, 'base64').toString().replace('/DEVICE/', '/CALLING_DEVICE/')).toString('base64');
