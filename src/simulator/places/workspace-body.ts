import { z } from 'zod';
import { badRequest } from '../requests.ts';
import type { KnownLocations } from './known-locations.ts';
import { locationIdOf } from './legacy-ids.ts';
import {
  CALENDAR_TYPES,
  CALLING_TYPES,
  placeOf,
  type SimWorkspace,
  SUPPORTED_DEVICES,
  WORKSPACE_TYPES,
} from './workspace.ts';
import { CALLING_LICENCE } from './workspace-seeds.ts';

const text = z.string().optional();

/** What `POST /workspaces` and `PUT /workspaces/{id}` take; other fields, such as the id, are ignored. */
export const WorkspaceBody = z.object({
  displayName: z.string().trim().min(1).optional(),
  orgId: text,
  locationId: text,
  /** The legacy id of the same. */
  workspaceLocationId: text,
  floorId: text,
  capacity: z.int().min(0).optional(),
  type: z.enum(WORKSPACE_TYPES).optional(),
  sipAddress: text,
  calling: z
    .object({
      type: z.enum(CALLING_TYPES),
      webexCalling: z
        .object({
          phoneNumber: z
            .string()
            .regex(/^\+[1-9]\d{4,14}$/)
            .optional(),
          extension: z
            .string()
            .regex(/^\d{2,10}$/)
            .optional(),
          locationId: text,
          licenses: z.array(z.string()).optional(),
        })
        .optional(),
    })
    .optional(),
  calendar: z.object({ type: z.enum(CALENDAR_TYPES), emailAddress: z.email().optional() }).optional(),
  notes: text,
  hotdeskingStatus: z.enum(['on', 'off']).optional(),
  deviceHostedMeetings: z.object({ enabled: z.boolean(), siteUrl: text }).optional(),
  supportedDevices: z.enum(SUPPORTED_DEVICES).optional(),
  indoorNavigation: z.object({ url: text }).nullish(),
});
export type WorkspaceBody = z.infer<typeof WorkspaceBody>;

/** Calling that can be changed at all, and what it can be changed to only while no device is in the workspace. */
const CHANGEABLE = ['freeCalling', 'none', 'thirdPartySipCalling', 'webexCalling'];
const EMPTY_ONLY = ['none', 'thirdPartySipCalling', 'webexCalling'];

interface Circumstances {
  known: KnownLocations;
  /** The workspace as it is, and how many devices are in it; left out for a new one. */
  current?: SimWorkspace;
  devices?: number;
}

/**
 * The fields that a body sets; undefined for what it takes away. Throws ApiError 400 with one sentence for each thing
 * that is wrong: then nothing may be changed.
 */
export function fieldsOf(body: WorkspaceBody, { known, current, devices = 0 }: Circumstances): Partial<SimWorkspace> {
  const locationId = body.locationId ?? (body.workspaceLocationId && (locationIdOf(body.workspaceLocationId) ?? ''));
  const faults = [
    ...placeFaults(body, locationId, known, current),
    ...callingFaults(body, known, current, devices),
    ...otherFaults(body, current),
  ];
  if (faults.length > 0) throw badRequest(...faults);
  const { displayName, floorId, calling, calendar, sipAddress, hotdeskingStatus, deviceHostedMeetings } = body;
  const given: Partial<SimWorkspace> = {
    displayName,
    locationId,
    floorId,
    sipAddress,
    hotdeskingStatus,
    deviceHostedMeetings,
    supportedDevices: body.supportedDevices,
    ...(calling && { calling: callingOf(calling, current?.calling) }),
    ...(calendar && { calendar: calendar.type === 'none' ? { type: 'none' } : calendar }),
  };
  const { indoorNavigation } = body;
  return {
    ...Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)),
    // What is left out here is cleared.
    capacity: body.capacity,
    type: body.type === 'notSet' ? undefined : body.type,
    notes: body.notes || undefined,
    ...(indoorNavigation !== undefined && {
      indoorNavigation: indoorNavigation?.url ? { url: indoorNavigation.url } : undefined,
    }),
  };
}

function placeFaults(
  { floorId }: WorkspaceBody,
  locationId: string | undefined,
  known: KnownLocations,
  current?: SimWorkspace,
): string[] {
  if (locationId === undefined) return floorId === undefined ? [] : ['floorId needs locationId.'];
  if (!known.hasLocation(locationId)) return ['Unable to find location.'];
  const before = current && placeOf(current, known).locationId;
  if (before !== undefined && before !== locationId) return ['locationId can not be changed once it is set.'];
  return floorId === undefined || known.hasFloor(locationId, floorId) ? [] : ['Unable to find floor in the location.'];
}

function callingFaults(
  { calling, sipAddress, hotdeskingStatus }: WorkspaceBody,
  known: KnownLocations,
  current: SimWorkspace | undefined,
  devices: number,
): string[] {
  const type = calling?.type ?? current?.calling.type;
  const faults: string[] = [];
  if (sipAddress !== undefined && type !== 'thirdPartySipCalling')
    faults.push('sipAddress needs thirdPartySipCalling.');
  if (!calling) return faults;
  const isChanged = current !== undefined && current.calling.type !== calling.type;
  if (isChanged) {
    if (!CHANGEABLE.includes(current.calling.type)) faults.push(`calling ${current.calling.type} can not be changed.`);
    if (calling.type === 'webexEdgeForDevices') faults.push('calling can not be changed to webexEdgeForDevices.');
    if (devices > 0 && EMPTY_ONLY.includes(calling.type)) {
      faults.push(`calling can be changed to ${calling.type} only while the workspace has no devices.`);
    }
  }
  const { phoneNumber, extension, locationId } = calling.webexCalling ?? {};
  const isNumbered = phoneNumber !== undefined || extension !== undefined;
  // A desk that is only booked by the hour needs no number.
  const needsNumber = (current === undefined || isChanged) && (hotdeskingStatus ?? current?.hotdeskingStatus) !== 'on';
  if (calling.type === 'webexCalling' && (needsNumber || isNumbered)) {
    if (!isNumbered) faults.push('webexCalling needs phoneNumber or extension.');
    if (locationId === undefined) faults.push('webexCalling needs locationId.');
    else if (!known.hasLocation(locationId)) faults.push('Unable to find location of webexCalling.');
  }
  return faults;
}

function otherFaults({ displayName, calendar, supportedDevices }: WorkspaceBody, current?: SimWorkspace): string[] {
  const faults: string[] = [];
  if (!current && displayName === undefined) faults.push('displayName is missing.');
  if (calendar && calendar.type !== 'none' && calendar.emailAddress === undefined) {
    faults.push(`calendar ${calendar.type} needs emailAddress.`);
  }
  if (current && supportedDevices !== undefined && supportedDevices !== current.supportedDevices) {
    faults.push('supportedDevices can not be changed.');
  }
  return faults;
}

/** Of the same type, what is not said stays. */
function callingOf(
  { type, webexCalling = {} }: NonNullable<WorkspaceBody['calling']>,
  before?: SimWorkspace['calling'],
): SimWorkspace['calling'] {
  const kept = before?.type === type ? before : { type };
  if (type !== 'webexCalling') return kept;
  const { phoneNumber, extension, licenses = kept.licenses ?? [CALLING_LICENCE] } = webexCalling;
  const numbers = {
    ...(phoneNumber !== undefined && { phoneNumber }),
    ...(extension !== undefined && { extension }),
  };
  return { ...kept, licenses, ...numbers };
}
