import type { SimDevice } from '../devices/device.ts';
import { webexId } from '../ids.ts';
import type { CallingType, SimWorkspace, WorkspaceType } from './workspace.ts';

interface Seeding {
  seed: number;
  orgId: string;
  /** Ids of the floors that a location has from the beginning. */
  floorsOf: (locationId: string) => readonly string[];
  /** Milliseconds since the epoch. */
  now: number;
}

type Shape = Partial<SimWorkspace>;

const DAY = 86_400_000;
/** Of Webex Calling for workspaces. */
export const CALLING_LICENCE = Buffer.from('ciscospark://us/LICENSE/webex-calling-workspaces').toString('base64url');
const CAPACITIES = [4, 6, 8, 10, 12, 20];
/** By the device's position; mostly the usual. Prime steps, so that all mixtures come about. */
const CALLING: readonly (readonly [every: number, at: number, type: CallingType])[] = [
  [7, 2, 'webexCalling'],
  [17, 5, 'hybridCalling'],
  [11, 6, 'none'],
  [13, 9, 'thirdPartySipCalling'],
  [19, 12, 'webexEdgeForDevices'],
];

/** Workspaces of the small fleet that somebody relies on, by their names. */
const HAND_SHAPED: Readonly<Record<string, Shape>> = {
  Fjord: {
    capacity: 8,
    type: 'meetingRoom',
    notes: 'Next to the canteen. Key at the reception.',
    calling: { type: 'freeCalling' },
    calendar: { type: 'microsoft', emailAddress: 'fjord@fjordbank.example' },
    indoorNavigation: { url: 'https://maps.fjordbank.example/fjord' },
  },
  // In nobody's use: an Edge device without a calendar may be given to a person.
  Tahoe: { calling: { type: 'webexEdgeForDevices' }, calendar: { type: 'none' }, hotdeskingStatus: 'off' },
  Camden: { capacity: undefined, type: undefined, notes: undefined },
};

/** Workspaces nobody has put a device into; their types and capacities are only in their names. */
const WITHOUT_DEVICES: readonly (readonly [name: string, place: string, shape?: Shape])[] = [
  ['Huddle 3', 'Oslo'],
  ['Fjellrom (8p)', 'Oslo'],
  ['Board Room 12', 'London'],
  ['Focus 2', 'London', { notes: 'Too warm in summer.' }],
  ['Studio', 'Oslo', { capacity: 6, type: 'meetingRoom' }],
  ['Studio', 'San Jose'],
  ['Phone booth', 'San Jose', { capacity: 1, type: 'focus', supportedDevices: 'phones' }],
];

/** Every workspace that a device stands in, then a few without devices. The same seed gives the same ones. */
export function* seedWorkspaces(devices: Iterable<SimDevice>, seeding: Seeding): Generator<SimWorkspace> {
  const locations = new Map<string, string>();
  for (const device of devices) {
    if (device.workspaceId === undefined) continue;
    locations.set(device.locationName, device.locationId);
    yield ofDevice(device, device.workspaceId, seeding);
  }
  const { seed, orgId, now } = seeding;
  for (const [displayName, place, shape] of WITHOUT_DEVICES) {
    const locationId = locations.get(place) ?? webexId('LOCATION', seed, place);
    yield {
      ...blank({
        id: webexId('PLACE', seed, `${displayName} ${place}`),
        orgId,
        displayName,
        created: daysAgo(now, 200),
      }),
      locationId,
      ...shape,
    };
  }
}

/** A workspace as it is when nothing but its name is said. */
export const blank = (named: Pick<SimWorkspace, 'id' | 'orgId' | 'displayName' | 'created'>): SimWorkspace => ({
  ...named,
  calling: { type: 'freeCalling' },
  calendar: { type: 'none' },
  supportedDevices: 'collaborationDevices',
  hotdeskingStatus: 'off',
  deviceHostedMeetings: { enabled: false },
  plannedMaintenance: { mode: 'off' },
});

function ofDevice(device: SimDevice, id: string, { orgId, floorsOf, now }: Seeding): SimWorkspace {
  const { index, displayName, created, locationId, sip: sipAddress } = device;
  const isDesk = device.product.traits.has('desk');
  const hasDetails = index % 5 !== 3;
  const capacity = isDesk ? 1 : CAPACITIES[index % CAPACITIES.length];
  const floors = floorsOf(locationId);
  const calling = CALLING.find(([every, at]) => index % every === at)?.[2] ?? 'freeCalling';
  return {
    ...blank({ id, orgId, displayName, created }),
    locationId,
    sipAddress,
    ...(hasDetails && { capacity, type: typeFor(capacity ?? 0, isDesk) }),
    ...(floors.length > 0 && index % 3 === 0 && { floorId: floors[index % floors.length] }),
    ...(index % 9 === 4 && { notes: 'The cable for the second screen is in the cupboard.' }),
    calling: calling === 'webexCalling' ? { type: calling, licenses: [CALLING_LICENCE] } : { type: calling },
    calendar:
      index % 6 === 1
        ? { type: 'microsoft', emailAddress: sipAddress.replace('.rooms.webex.com', '.example') }
        : { type: 'none' },
    hotdeskingStatus: device.tags.includes('hotdesk') ? 'on' : 'off',
    deviceHostedMeetings: index % 10 === 7 ? { enabled: true, siteUrl: 'fjordbank.webex.com' } : { enabled: false },
    plannedMaintenance: maintenance(device, now),
    ...(index % 8 === 5 && { customAttributes: { costCentre: String(4_000 + (index % 7)) } }),
    ...HAND_SHAPED[displayName],
  };
}

function typeFor(capacity: number, isDesk: boolean): WorkspaceType {
  if (isDesk) return 'desk';
  return capacity <= 4 ? 'huddle' : capacity >= 20 ? 'open' : 'meetingRoom';
}

function maintenance({ plannedMaintenance: mode }: SimDevice, now: number): SimWorkspace['plannedMaintenance'] {
  if (mode === 'off') return { mode };
  const start = mode === 'on' ? daysAgo(now, 0.1) : daysAgo(now, -1);
  return { mode, startTime: start, endTime: daysAgo(now, -2) };
}

const daysAgo = (now: number, days: number): string => new Date(now - days * DAY).toISOString();
