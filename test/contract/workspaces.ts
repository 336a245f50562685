import { z } from 'zod';
import { Device, id } from './shapes.ts';

/** Workspaces, activation codes and phones: what is asked, sent and answered. */

const word = z.string().min(1);
const date = z.iso.datetime({ offset: true });
const whole = (least: number) =>
  z
    .string()
    .refine((text) => /^-?\d{1,9}$/.test(text) && Number(text) >= least, `is no whole number of ${least} or more`);
const claim = z.enum(['true', 'false']);
const type = z.enum(['notSet', 'focus', 'huddle', 'meetingRoom', 'open', 'desk', 'other']);
const callingType = z.enum([
  'freeCalling',
  'hybridCalling',
  'webexCalling',
  'webexEdgeForDevices',
  'thirdPartySipCalling',
  'none',
]);
const calendarType = z.enum(['none', 'google', 'microsoft']);
const supportedDevices = z.enum(['collaborationDevices', 'phones']);
const hotdeskingStatus = z.enum(['on', 'off']);
const platform = z.enum(['cisco', 'microsoftTeamsRoom']);
const mode = z.enum(['off', 'on', 'upcoming']);
const level = z.enum(['error', 'warning', 'info']);
const email = z.string().regex(/^\S+@\S+$/);

const capabilities = z.record(
  z.enum([
    'occupancyDetection',
    'presenceDetection',
    'ambientNoise',
    'soundLevel',
    'temperature',
    'airQuality',
    'relativeHumidity',
  ]),
  z.strictObject({ supported: z.boolean(), configured: z.boolean() }),
);
/** Absent where nothing is set, never null. */
const Workspace = z.looseObject({
  id,
  orgId: id,
  displayName: word,
  created: date,
  calling: z.looseObject({
    type: callingType,
    webexCalling: z.looseObject({ licenses: z.array(word) }).optional(),
    hybridCalling: z.looseObject({ emailAddress: email.optional() }).optional(),
  }),
  calendar: z.looseObject({ type: calendarType, emailAddress: email.optional() }),
  supportedDevices,
  hotdeskingStatus: hotdeskingStatus.optional(),
  locationId: id.optional(),
  workspaceLocationId: id.optional(),
  floorId: id.optional(),
  capacity: z.int().min(0).optional(),
  type: type.optional(),
  notes: z.string().optional(),
  sipAddress: z.string().optional(),
  deviceHostedMeetings: z.looseObject({ enabled: z.boolean(), siteUrl: word.optional() }).optional(),
  devicePlatform: platform.optional(),
  indoorNavigation: z.looseObject({ url: word }).optional(),
  health: z
    .looseObject({
      level: z.union([level, z.literal('ok')]),
      issues: z.array(
        z.looseObject({ id: word, createdAt: date, title: word, description: word, recommendedAction: word, level }),
      ),
    })
    .optional(),
  devices: z.array(Device).optional(),
  capabilities: capabilities.optional(),
  plannedMaintenance: z.looseObject({ mode, startTime: date.optional(), endTime: date.optional() }).optional(),
});

const one = (given: Record<string, unknown>) =>
  (given['workspaceId'] === undefined) !== (given['personId'] === undefined);
const ONE = 'needs exactly one of workspaceId and personId';
const target = { workspaceId: id.optional(), personId: id.optional() };

const body = {
  locationId: id.optional(),
  workspaceLocationId: id.optional(),
  floorId: id.optional(),
  capacity: z.int().min(0).optional(),
  type: type.optional(),
  sipAddress: word.optional(),
  calling: z
    .strictObject({
      type: callingType,
      webexCalling: z
        .strictObject({
          phoneNumber: word.optional(),
          extension: word.optional(),
          locationId: id.optional(),
          licenses: z.array(word).optional(),
        })
        .optional(),
    })
    .optional(),
  calendar: z
    .strictObject({ type: calendarType, emailAddress: email.optional(), resourceGroupId: id.optional() })
    .optional(),
  notes: z.string().optional(),
  hotdeskingStatus: hotdeskingStatus.optional(),
  deviceHostedMeetings: z.strictObject({ enabled: z.boolean(), siteUrl: word.optional() }).optional(),
  supportedDevices: supportedDevices.optional(),
  orgId: id.optional(),
};
const hasPlaceOfFloor = (given: Record<string, unknown>) =>
  given['floorId'] === undefined || given['locationId'] !== undefined || given['workspaceLocationId'] !== undefined;
const FLOOR = 'has a floorId without its location';
const url = { url: word.optional() };

export const WorkspaceShape = {
  workspace: Workspace,
  capabilities: z.looseObject({ capabilities }),
  task: z.looseObject({ success: z.boolean(), errorDescription: word.optional() }),
  code: z.looseObject({ code: z.string().regex(/^\d{16}$/), expiryTime: date }),
};

export const WorkspaceSent = {
  create: z
    .strictObject({ displayName: word, ...body, indoorNavigation: z.strictObject(url).optional() })
    .refine(hasPlaceOfFloor, FLOOR),
  replace: z
    .strictObject({
      id: id.optional(),
      displayName: word.optional(),
      ...body,
      indoorNavigation: z.strictObject(url).nullish(),
    })
    .refine(hasPlaceOfFloor, FLOOR),
  personalise: z.strictObject({ email }),
  code: z.strictObject({ ...target, model: word.optional() }).refine(one, ONE),
  phone: z
    .strictObject({
      ...target,
      mac: z.string().regex(/^([0-9A-Fa-f]{2}[:-]?){5}[0-9A-Fa-f]{2}$/),
      model: word,
      password: word.optional(),
    })
    .refine(one, ONE),
};

const include = { includeDevices: claim.optional(), includeCapabilities: claim.optional() };
const words = { orgId: word, locationId: word, workspaceLocationId: word, floorId: word, displayName: word };

export const WorkspaceQuery = {
  one: z.strictObject(include),
  list: z.strictObject({
    ...z.object({ ...words, customAttribute: word }).partial().shape,
    ...include,
    capacity: whole(-1).optional(),
    type: type.optional(),
    start: whole(0).optional(),
    max: whole(1).optional(),
    calling: callingType.optional(),
    supportedDevices: supportedDevices.optional(),
    calendar: calendarType.optional(),
    deviceHostedMeetingsEnabled: claim.optional(),
    devicePlatform: platform.optional(),
    healthLevel: z.union([level, z.literal('ok')]).optional(),
    plannedMaintenance: mode.optional(),
  }),
};
