import type { SimDevice } from '../devices/device.ts';
import { HAND_SHAPED, type LocationName } from '../devices/hand-shaped.ts';
import type { Reason } from './entry.ts';
import type { Value } from './spec.ts';

/** How a device differs from its product when the simulation begins. */
export interface ConfigurationSeed {
  key: string;
  value?: Value;
  /** What the device still has; left out, it has taken the value. */
  applied?: Value;
  reason?: Reason;
  /** The value of the organisation's rule. */
  rule?: Value;
}

const ZONES: ReadonlyMap<string, string> = new Map<LocationName, string>([
  ['Oslo', 'Europe/Oslo'],
  ['London', 'Europe/London'],
  ['San Jose', 'America/Los_Angeles'],
]);

/** What a share of the fleet was set to at some time: of a hundred devices, so many, with this value. */
const HABITS: readonly (readonly [key: string, ...choices: (readonly [of100: number, value: Value])[]])[] = [
  // Few have the default: it takes a rollout to bring ten minutes to all.
  ['Standby.Delay', [74, 120], [12, 10]],
  ['Audio.DefaultVolume', [14, 60], [8, 70], [6, 40]],
  ['Audio.Ultrasound.MaxVolume', [9, 60]],
  ['Conference.MaxReceiveCallRate', [7, 3072], [4, 6000]],
  ['Video.Selfview.Default.PIPPosition', [12, 'LowerLeft']],
  ['Video.Selfview.OnCall.Duration', [10, 15]],
  ['Proximity.Mode', [11, 'On']],
  ['Bookings.CheckIn.Enabled', [20, 'True']],
];

const RULED = 'CONFIG_MANAGED_BY_RULE';
const ELSEWHERE = 'CONFIG_MANAGED_BY_DIFFERENT_AUTHORITY';

/** What everybody knows of the devices by name. */
const BY_NAME: ReadonlyMap<string, readonly ConfigurationSeed[]> = new Map(
  Object.entries({
    Fjord: [{ key: 'Standby.Delay', value: 120 }],
    // It was set after the device had gone.
    Sognefjord: [{ key: 'Audio.DefaultVolume', value: 65, applied: 50 }],
    // Registered with a call manager, which has the last word on calls.
    Hardanger: [
      { key: 'Conference.MaxReceiveCallRate', reason: ELSEWHERE },
      { key: 'Conference.MaxTransmitCallRate', reason: ELSEWHERE },
      { key: 'Standby.Delay', value: 10 },
    ],
    // The device of the guide's example.
    'Harold Nordlund': [
      { key: 'Video.Selfview.OnCall.Duration', value: 15 },
      { key: 'Video.Selfview.Default.PIPPosition', value: 'LowerLeft' },
    ],
    Thames: [
      { key: 'Standby.Delay', reason: RULED, rule: 30 },
      { key: 'Standby.Control', reason: RULED, rule: 'On' },
    ],
    Tower: [{ key: 'Video.Output.Connector[2].Resolution', reason: ELSEWHERE }],
    Redwood: [{ key: 'Audio.DefaultVolume', value: 70, reason: RULED, rule: 45 }],
  } satisfies Record<string, ConfigurationSeed[]>),
);

/** The seeds of one device; the same for the same device, whatever the seed of the world. */
export function seedsOf(device: SimDevice): ConfigurationSeed[] {
  const byKey = new Map<string, ConfigurationSeed>();
  const zone = ZONES.get(device.locationName);
  if (zone) byKey.set('Time.Zone', { key: 'Time.Zone', value: zone });
  for (const [nth, [key, ...choices]] of HABITS.entries()) {
    let dice = mixed(device.index, nth) % 100;
    for (const [of100, value] of choices) {
      if (dice >= 0 && dice < of100) byKey.set(key, { key, value });
      dice -= of100;
    }
  }
  // By its place, as somebody may have renamed it.
  const name = HAND_SHAPED[device.index]?.name ?? '';
  for (const seed of BY_NAME.get(name) ?? []) byKey.set(seed.key, seed);
  return [...byKey.values()];
}

function mixed(index: number, nth: number): number {
  let hash = Math.imul(index + 1, 0x9e3779b1) ^ Math.imul(nth + 1, 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return (hash ^ (hash >>> 12)) >>> 1;
}
