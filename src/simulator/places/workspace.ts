import { type Access, deviceJson, type SimDevice } from '../devices/device.ts';
import { capabilitiesOf } from './capabilities.ts';
import { healthOf } from './health.ts';
import type { KnownLocations } from './known-locations.ts';
import { legacyIdOf } from './legacy-ids.ts';

/** `notSet` is how requests spell a type that is not set. */
export const WORKSPACE_TYPES = ['notSet', 'focus', 'huddle', 'meetingRoom', 'open', 'desk', 'other'] as const;
export type WorkspaceType = Exclude<(typeof WORKSPACE_TYPES)[number], 'notSet'>;

export const CALLING_TYPES = [
  'freeCalling',
  'hybridCalling',
  'webexCalling',
  'webexEdgeForDevices',
  'thirdPartySipCalling',
  'none',
] as const;
export type CallingType = (typeof CALLING_TYPES)[number];

export const CALENDAR_TYPES = ['none', 'google', 'microsoft'] as const;
export const SUPPORTED_DEVICES = ['collaborationDevices', 'phones'] as const;

/** A workspace of the simulated organisation, as stored; what is not set is left out. */
export interface SimWorkspace {
  readonly id: string;
  readonly orgId: string;
  readonly created: string;
  displayName: string;
  locationId?: string | undefined;
  floorId?: string | undefined;
  /** People; 0 or more. */
  capacity?: number | undefined;
  type?: WorkspaceType | undefined;
  notes?: string | undefined;
  sipAddress?: string | undefined;
  calling: { type: CallingType; licenses?: string[]; phoneNumber?: string; extension?: string };
  calendar: { type: (typeof CALENDAR_TYPES)[number]; emailAddress?: string };
  supportedDevices: (typeof SUPPORTED_DEVICES)[number];
  hotdeskingStatus: 'on' | 'off';
  deviceHostedMeetings: { enabled: boolean; siteUrl?: string | undefined };
  indoorNavigation?: { url: string } | undefined;
  plannedMaintenance: { mode: 'off' | 'on' | 'upcoming'; startTime?: string; endTime?: string };
  /** Attributes that an administrator of the organisation has given to it. */
  customAttributes?: Readonly<Record<string, string>>;
}

interface Included {
  known: KnownLocations;
  /** The devices in it; shown only when `access` is given. */
  devices: readonly SimDevice[];
  access?: ((device: SimDevice) => Access) | undefined;
  capabilities?: boolean;
  now: number;
}

/** The Workspace of https://developer.webex.com/docs/api/v1/workspaces: what is not set is absent, never null. */
export function workspaceJson(workspace: SimWorkspace, { known, devices, access, capabilities, now }: Included) {
  const { calling } = workspace;
  const { locationId, floorId } = placeOf(workspace, known);
  return {
    id: workspace.id,
    orgId: workspace.orgId,
    displayName: workspace.displayName,
    created: workspace.created,
    ...(locationId !== undefined && { locationId, workspaceLocationId: legacyIdOf(locationId) }),
    floorId,
    capacity: workspace.capacity,
    type: workspace.type,
    notes: workspace.notes,
    sipAddress: workspace.sipAddress,
    calling: {
      type: calling.type,
      ...(calling.type === 'webexCalling' && { webexCalling: { licenses: calling.licenses ?? [] } }),
      ...(calling.type === 'hybridCalling' && { hybridCalling: { emailAddress: workspace.calendar.emailAddress } }),
    },
    calendar: workspace.calendar,
    supportedDevices: workspace.supportedDevices,
    hotdeskingStatus: workspace.hotdeskingStatus,
    deviceHostedMeetings: workspace.deviceHostedMeetings,
    devicePlatform: 'cisco',
    indoorNavigation: workspace.indoorNavigation,
    health: healthOf(devices),
    plannedMaintenance: workspace.plannedMaintenance,
    ...(access && { devices: devices.map((device) => deviceJson(device, access(device), now)) }),
    ...(capabilities && { capabilities: capabilitiesOf(devices) }),
  };
}

/** A location that was deleted leaves its workspaces without one; a floor likewise. */
export function placeOf(
  { locationId, floorId }: SimWorkspace,
  known: KnownLocations,
): Pick<SimWorkspace, 'locationId' | 'floorId'> {
  if (locationId === undefined || !known.hasLocation(locationId)) return {};
  return { locationId, ...(floorId !== undefined && known.hasFloor(locationId, floorId) && { floorId }) };
}
