import { webexId } from '../ids.ts';
import { seededRandom } from '../random.ts';
import type { ConnectionStatus, SimDevice } from './device.ts';
import { HAND_SHAPED, type HandShaped, type LocationName } from './hand-shaped.ts';
import { PRODUCTS, productNamed } from './products.ts';

export interface FleetSeed {
  count: number;
  seed: number;
  orgId: string;
  /** Owner of the personal device. */
  personId: string;
  /** Milliseconds since the epoch. */
  now: number;
}

const HOUR = 3_600_000;
const LOCATIONS: readonly LocationName[] = ['Oslo', 'London', 'San Jose'];
const TAGS = ['meeting', 'lobby', 'vip', 'pilot', 'boardroom', 'huddle', 'training', 'desk'];
const PLACES =
  'Aurlandsfjord Nærøyfjord Trollfjord Oslofjord Romsdalsfjord Nordfjord Vestfjord Tanafjord Preikestolen Galdhøpiggen Trolltunga Kjerag Svolvær Ålesund Tromsø Røros Voss Lillehammer Hamar Bodø Mosjøen Geilo Finse Flåm Senja Lofoten Jotunheimen Rondane Dovre Femunden'.split(
    ' ',
  );
const SOFTWARE = ['RoomOS 26.4.1.5 4c1f0a92d7e', 'RoomOS 26.4.1.8 9d03b7e51fa', 'RoomOS 26.5.0.2 e7720c4b18d'];
const ODD_SOFTWARE = 'RoomOS 11.27.2.9 a5c8e20f643';
const ERROR_CODES = [
  'sipprofileregistration',
  'microphonesconnected',
  'ntpstatus',
  'currentnetworkquality',
  'missingdisplay',
];

/** The devices of the organisation: first the 24 everybody knows by name, then as many more as asked for. */
export function generateDevices(options: FleetSeed): SimDevice[] {
  const random = seededRandom(options.seed);
  return Array.from({ length: options.count }, (_, index) =>
    toDevice(HAND_SHAPED[index] ?? shapeMore(index, random), index, options, random),
  );
}

function shapeMore(index: number, random: () => number): HandShaped {
  const place = pick(PLACES, random);
  const [status, errorCodes] = pickStatus(random);
  return {
    // The number makes the name unique: floors of a hundred rooms.
    name: `${place} ${100 + index}`,
    product: pick(PRODUCTS, random).name,
    location: pick(LOCATIONS, random),
    tags: [...new Set([pick(TAGS, random), pick(TAGS, random)])],
    status,
    errorCodes,
    goneForHours: 1 + random() * 24 * 20,
  };
}

/** About 5 % offline and 2 % with issues. */
function pickStatus(random: () => number): [ConnectionStatus, string[]] {
  const dice = random();
  if (dice < 0.045) return ['disconnected', []];
  if (dice < 0.05) return ['offline_expired', []];
  if (dice < 0.07) return ['connected_with_issues', [pick(ERROR_CODES, random)]];
  return ['connected', []];
}

function toDevice(shaped: HandShaped, index: number, options: FleetSeed, random: () => number): SimDevice {
  const { seed, orgId, personId, now } = options;
  const product = productNamed(shaped.product);
  const owner = shaped.personal ? { personId } : { workspaceId: webexId('PLACE', seed, shaped.name) };
  return {
    id: webexId('DEVICE', seed, shaped.name),
    index,
    displayName: shaped.name,
    orgId,
    product,
    ...owner,
    locationId: webexId('LOCATION', seed, shaped.location),
    locationName: shaped.location,
    connectionStatus: shaped.status ?? 'connected',
    tags: [...(shaped.tags ?? [])],
    errorCodes: [...(shaped.errorCodes ?? [])],
    ip: `10.${20 + LOCATIONS.indexOf(shaped.location)}.${(index >> 8) & 255}.${index & 255}`,
    mac: `F0:29:29:${hexPair(index >> 16)}:${hexPair(index >> 8)}:${hexPair(index)}`,
    serial: serial(product.serial, index, random),
    software: random() < 0.03 ? ODD_SOFTWARE : pick(SOFTWARE, random),
    upgradeChannel: random() < 0.9 ? 'Stable' : 'Preview',
    created: new Date(now - Math.floor((30 + random() * 900) * 24 * HOUR)).toISOString(),
    lastSeen: new Date(now - Math.floor((shaped.goneForHours ?? 0) * HOUR)).toISOString(),
    sip: `${sipName(shaped.name)}@fjordbank.rooms.webex.com`,
    botAccess: shaped.botAccess ?? 'full',
    permission: shaped.location === 'San Jose' ? 'xapi:all' : 'xapi',
    plannedMaintenance: shaped.maintenance ?? 'off',
    shape: shaped.shape,
  };
}

function serial(prefix: string, index: number, random: () => number): string {
  const week = 2401 + Math.floor(random() * 52) + 100 * Math.floor(random() * 2);
  return `${prefix}${week}${(46_656 + index).toString(36).toUpperCase().padStart(4, '0')}`;
}

const sipName = (name: string): string =>
  name
    .toLowerCase()
    .replaceAll('ø', 'o')
    .replaceAll('æ', 'ae')
    .replaceAll('å', 'a')
    .replace(/[^a-z0-9]+/g, '.');

const hexPair = (value: number): string => (value & 255).toString(16).toUpperCase().padStart(2, '0');

function pick<T>(from: readonly [T, ...T[]] | readonly T[], random: () => number): T {
  const picked = from[Math.floor(random() * from.length)];
  if (picked === undefined) throw new Error('Nothing to pick from.');
  return picked;
}
