import type { SimDevice } from '../devices/device.ts';

/**
 * A made day at the office, the same again for the same device and moment: people come from eight, most of them are gone
 * by five, they eat at noon, and weekends are quiet. Rooms are used by the half hour.
 */

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const SLOT = 30 * MINUTE;
const DAY = 24 * HOUR;

/** How likely a half hour of a working day is in use, from each hour on. */
const LIKELY: readonly [from: number, chance: number][] = [
  [0, 0],
  [8, 0.45],
  [9, 0.8],
  [12, 0.2],
  [13, 0.75],
  [16, 0.45],
  [17, 0.06],
  [19, 0],
];
const AT_WEEKENDS = 0.03;
/** A room that is booked stays empty this often; one that is used was not booked as often. */
const NO_SHOW = 0.12;
const UNBOOKED = 0.2;

export const METRICS = ['soundLevel', 'ambientNoise', 'temperature', 'humidity', 'tvoc', 'peopleCount'] as const;
export type Metric = (typeof METRICS)[number];

/** What a device measures at a moment (ms since the epoch), its zone being so many ms ahead of UTC. */
export function measured(device: SimDevice, metric: Metric, at: number, aheadMs: number): number {
  const people = peopleIn(device, at, aheadMs);
  const hour = ((((at + aheadMs) % DAY) + DAY) % DAY) / HOUR;
  // Warmest in the middle of the afternoon, coldest at three in the night.
  const sun = (1 - Math.cos(((hour - 3) / 24) * 2 * Math.PI)) / 2;
  const jitter = chance(device.index, 7, Math.floor(at / (5 * MINUTE)));
  switch (metric) {
    case 'peopleCount':
      return people;
    case 'temperature':
      return tenths(20.4 + 1.6 * sun + Math.min(1.4, 0.2 * people) + 0.4 * jitter);
    case 'humidity':
      return Math.round(30 + 4 * sun + Math.min(8, people) + 3 * jitter);
    case 'tvoc':
      return Math.round(110 + 45 * people + 40 * jitter);
    case 'ambientNoise':
      return Math.round(29 + 6 * sun + 4 * jitter);
    case 'soundLevel':
      return Math.round(people > 0 ? 52 + 14 * jitter : 31 + 5 * jitter);
  }
}

/** Whether the half hour of a moment is booked. */
export function isBooked(device: SimDevice, at: number, aheadMs: number): boolean {
  const slot = Math.floor(at / SLOT);
  const odd = chance(device.index, 3, slot);
  if (peopleIn(device, at, aheadMs) > 0) return odd >= UNBOOKED;
  return likelihood(at, aheadMs) > AT_WEEKENDS && odd < NO_SHOW;
}

function peopleIn({ index, product }: SimDevice, at: number, aheadMs: number): number {
  const slot = Math.floor(at / SLOT);
  if (chance(index, 1, slot) >= likelihood(at, aheadMs)) return 0;
  if (product.traits.has('desk')) return 1;
  const most = 3 + (index % 6);
  return 1 + Math.floor(chance(index, 2, slot) * most);
}

function likelihood(at: number, aheadMs: number): number {
  const local = new Date(at + aheadMs);
  const hour = local.getUTCHours();
  const usual = LIKELY.findLast(([from]) => hour >= from)?.[1] ?? 0;
  const isWeekend = local.getUTCDay() % 6 === 0;
  return isWeekend ? Math.min(AT_WEEKENDS, usual) : usual;
}

/** A number in [0, 1) that only these three decide. */
function chance(index: number, salt: number, step: number): number {
  let mixed = Math.imul((index + 1) ^ Math.imul(salt, 0x9e3779b1), 0x85ebca6b) ^ Math.imul(step | 0, 0x27d4eb2d);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0xc2b2ae35);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0x165667b1);
  return ((mixed ^ (mixed >>> 16)) >>> 0) / 4_294_967_296;
}

const tenths = (value: number): number => Math.round(value * 10) / 10;

/** How far the clocks of a zone are ahead of UTC, in ms; asked for once an hour, as zones change on the hour. */
export function zoneClock(timeZone: string): (at: number) => number {
  const format = new Intl.DateTimeFormat('en', { timeZone, timeZoneName: 'longOffset' });
  const known = new Map<number, number>();
  return (at) => {
    const hour = Math.floor(at / HOUR);
    let ahead = known.get(hour);
    if (ahead === undefined) {
      const name = format.formatToParts(at).find(({ type }) => type === 'timeZoneName')?.value ?? '';
      const [, sign, hours = '0', minutes = '0'] = /GMT([+-])(\d{2}):(\d{2})/.exec(name) ?? [];
      ahead = (Number(hours) * HOUR + Number(minutes) * MINUTE) * (sign === '-' ? -1 : 1);
      known.set(hour, ahead);
    }
    return ahead;
  };
}
