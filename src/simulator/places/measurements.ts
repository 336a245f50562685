import { isReachable, type SimDevice } from '../devices/device.ts';
import { capabilitiesOf } from './capabilities.ts';
import { isBooked, type Metric, measured, zoneClock } from './office-day.ts';

/** How often a device reports, in ms. */
const EVERY = 5 * 60_000;
export const BUCKET = { hourly: 3_600_000, daily: 86_400_000 } as const;
export type Aggregation = keyof typeof BUCKET;

const CAPABILITY: Record<Metric, string> = {
  soundLevel: 'soundLevel',
  ambientNoise: 'ambientNoise',
  temperature: 'temperature',
  humidity: 'relativeHumidity',
  tvoc: 'airQuality',
  peopleCount: 'occupancyDetection',
};

/** What is asked about a workspace: of which moments, in ms since the epoch, and where its clocks are. */
export interface Asked {
  devices: readonly SimDevice[];
  timeZone: string;
  from: number;
  to: number;
}

export interface Sample {
  deviceId: string;
  at: number;
  value: number;
}

interface Bucket {
  start: number;
  end: number;
  mean: number;
  max: number;
  min: number;
}

/** What connected devices with the capability have reported, oldest first. */
export function samplesOf({ devices, timeZone, from, to }: Asked, metric: Metric): Sample[] {
  const able = devices.filter((one) => isReachable(one) && capabilitiesOf([one])[CAPABILITY[metric]]?.configured);
  const ahead = zoneClock(timeZone);
  return moments(from, to).flatMap((at) =>
    able.map((device) => ({ deviceId: device.id, at, value: measured(device, metric, at, ahead(at)) })),
  );
}

/** Oldest first. Zeros are no measurement: a mean of people is one of the time in use, and a night has no bucket. */
export function bucketsOf(asked: Asked, metric: Metric, aggregation: Aggregation): Bucket[] {
  const size = BUCKET[aggregation];
  const counted = samplesOf(asked, metric).filter(({ value }) => value > 0);
  const groups = Map.groupBy(counted, ({ at }) => Math.floor(at / size) * size);
  return [...groups].map(([start, samples]) => {
    const values = samples.map(({ value }) => value);
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    return { start, end: start + size, mean, max: Math.max(...values), min: Math.min(...values) };
  });
}

/** Minutes of each bucket, oldest first; none without a connected device that notices people. */
export function durationsOf(asked: Asked, measurement: 'timeUsed' | 'timeBooked', aggregation: Aggregation) {
  const size = BUCKET[aggregation];
  const ahead = zoneClock(asked.timeZone);
  const byId = new Map(asked.devices.map((device) => [device.id, device]));
  const minutes = new Map<number, number>();
  for (const [at, samples] of Map.groupBy(samplesOf(asked, 'peopleCount'), (sample) => sample.at)) {
    const start = Math.floor(at / size) * size;
    const counts = samples.some(({ deviceId, value }) => {
      const device = byId.get(deviceId);
      return measurement === 'timeUsed' ? value > 0 : device !== undefined && isBooked(device, at, ahead(at));
    });
    minutes.set(start, (minutes.get(start) ?? 0) + (counts ? EVERY / 60_000 : 0));
  }
  return [...minutes].map(([start, duration]) => ({ start, end: start + size, duration }));
}

function moments(from: number, to: number): number[] {
  const first = Math.ceil(from / EVERY) * EVERY;
  return Array.from({ length: Math.max(0, Math.floor((to - first) / EVERY) + 1) }, (_, at) => first + at * EVERY);
}
