import type { Access, ConnectionStatus, DeviceShape } from './device.ts';

export type LocationName = 'Oslo' | 'London' | 'San Jose';

/** A device of the small fleet. Names, places and troubles are the same for every seed: tests and people rely on them. */
export interface HandShaped {
  name: string;
  product: string;
  location: LocationName;
  tags?: string[];
  status?: ConnectionStatus;
  errorCodes?: string[];
  /** Belongs to a person instead of a workspace. */
  personal?: boolean;
  botAccess?: Access;
  maintenance?: 'on' | 'upcoming';
  /** Hours since an unreachable device was last seen. */
  goneForHours?: number;
  shape?: DeviceShape;
}

const volume = (level: number, more: Record<string, string | number> = {}): DeviceShape => ({
  statuses: { 'Audio.Volume': level, ...more },
});

/** In the order in which `--devices N` takes them. */
export const HAND_SHAPED: readonly HandShaped[] = [
  {
    name: 'Fjord',
    product: 'Cisco Room Bar Pro',
    location: 'Oslo',
    tags: ['lobby', 'vip'],
    shape: volume(45, { 'RoomAnalytics.PeopleCount.Current': 4, 'Standby.State': 'Off' }),
  },
  {
    name: 'Sognefjord',
    product: 'Cisco Room Bar',
    location: 'Oslo',
    tags: ['meeting'],
    status: 'disconnected',
    goneForHours: 4.8,
  },
  {
    name: 'Hardanger',
    product: 'Cisco Codec EQ',
    location: 'Oslo',
    tags: ['boardroom', 'vip'],
    shape: {
      statuses: { 'Audio.Volume': 60, 'Standby.State': 'Off', 'RoomAnalytics.PeopleCount.Current': 3 },
      call: { number: 'weekly.ops@fjordbank.webex.com', displayName: 'Weekly operations', minutes: 12 },
    },
  },
  { name: 'Harold Nordlund', product: 'Cisco Desk Pro', location: 'Oslo', tags: ['desk'], shape: volume(35) },
  {
    name: 'Harold Smith',
    product: 'Cisco Board Pro 55',
    location: 'London',
    tags: ['board'],
    status: 'disconnected',
    goneForHours: 26,
  },
  {
    name: 'Galleri',
    product: 'Cisco Room Bar',
    location: 'Oslo',
    tags: ['meeting'],
    botAccess: 'readonly',
    shape: volume(40),
  },
  {
    name: 'Lysefjord',
    product: 'Cisco Room Bar',
    location: 'Oslo',
    tags: ['meeting', 'pilot'],
    status: 'connected_with_issues',
    errorCodes: ['microphonesconnected', 'touchpanelconnection'],
    shape: volume(55),
  },
  { name: 'Reception panel', product: 'Cisco Navigator', location: 'London', tags: ['lobby'] },
  { name: 'Home office', product: 'Cisco Desk Pro', location: 'Oslo', personal: true, shape: volume(30) },
  {
    name: 'Vault',
    product: 'Cisco Codec Pro',
    location: 'Oslo',
    tags: ['boardroom'],
    botAccess: 'none',
    shape: volume(50),
  },
  {
    name: 'Geiranger',
    product: 'Cisco Board Pro 75 G2',
    location: 'Oslo',
    tags: ['board', 'pilot'],
    shape: volume(50, { 'RoomAnalytics.AmbientTemperature': '21.5' }),
  },
  { name: 'Camden', product: 'Cisco Room Bar', location: 'London', tags: ['meeting'] },
  {
    name: 'Thames',
    product: 'Cisco Room 70 Dual G2',
    location: 'London',
    tags: ['boardroom', 'vip'],
    status: 'connected_with_issues',
    errorCodes: ['temperaturecheck'],
  },
  { name: 'Greenwich', product: 'Cisco Room Bar Pro', location: 'London', tags: ['meeting'] },
  { name: 'Tower', product: 'Cisco Board Pro 55 G2', location: 'London', tags: ['board', 'vip'] },
  { name: 'Kew', product: 'Cisco Desk Mini', location: 'London', tags: ['desk', 'hotdesk'] },
  { name: 'Redwood', product: 'Cisco Room Bar Pro', location: 'San Jose', tags: ['lobby'] },
  { name: 'Sequoia', product: 'Cisco Board Pro 55', location: 'San Jose', tags: ['board', 'pilot'] },
  { name: 'Yosemite', product: 'Cisco Codec EQ', location: 'San Jose', tags: ['boardroom'] },
  { name: 'Half Dome', product: 'Cisco Room Bar', location: 'San Jose', tags: ['meeting', 'pilot'] },
  { name: 'Tahoe', product: 'Cisco Desk', location: 'San Jose', tags: ['desk', 'hotdesk'] },
  {
    name: 'Alcatraz',
    product: 'Cisco Room Bar',
    location: 'San Jose',
    tags: ['meeting'],
    status: 'offline_expired',
    goneForHours: 24 * 40,
  },
  { name: 'Big Sur', product: 'Cisco Codec Pro', location: 'San Jose', tags: ['boardroom'], maintenance: 'upcoming' },
  { name: 'Mission', product: 'Cisco Room Bar', location: 'San Jose', tags: ['meeting'] },
];
