import { expect, test } from 'vitest';
import { z } from 'zod';
import { openCloud } from './cloud.ts';

/** A Friday; in Oslo the clocks are an hour ahead. */
const NOW = Date.parse('2026-11-20T16:20:00Z');

const Items = z.array(
  z.looseObject({
    start: z.string().optional(),
    timestamp: z.string().optional(),
    value: z.number().catch(0),
    mean: z.number().catch(0),
    min: z.number().catch(0),
    duration: z.number().catch(0),
  }),
);

async function openMetrics() {
  const cloud = await openCloud({ now: () => NOW });
  const workspace = (name: string): string => {
    const device = cloud.simulator.fleet.all().find(({ displayName }) => displayName === name);
    return device?.workspaceId ?? '';
  };
  const get = (route: string, name: string, more: Record<string, string>) =>
    cloud.alice.get(`/${route}?${new URLSearchParams({ workspaceId: workspace(name), ...more })}`);
  return {
    cloud,
    workspace,
    asked: (name: string, more: Record<string, string>) => get('workspaceMetrics', name, more),
    metrics: async (name: string, metricName: string, more: Record<string, string> = {}) =>
      Items.parse((await get('workspaceMetrics', name, { metricName, ...more })).body.items),
    durations: async (name: string, more: Record<string, string>) =>
      Items.parse((await get('workspaceDurationMetrics', name, more)).body.items),
    [Symbol.asyncDispose]: () => cloud[Symbol.asyncDispose](),
  };
}
const span = (from: string, to: string) => ({ from: `2026-${from}:00:00Z`, to: `2026-${to}:00:00Z` });
const hourOf = ({ start }: { start?: string | undefined }) => String(start).slice(11, 13);

test('a room has a working day of its zone: people from eight, none at night, and a quiet weekend', async () => {
  await using world = await openMetrics();
  const day = span('11-18T23', '11-19T23');
  const hours = (await world.metrics('Geiranger', 'peopleCount', day)).map(hourOf);
  // 07 UTC is 8 in Oslo.
  expect(hours.every((hour) => hour >= '07' && hour <= '18')).toBe(true);
  expect(hours.length).toBeGreaterThan(5);
  const minutes = (items: { duration: number }[]) => items.reduce((sum, { duration }) => sum + duration, 0);
  const used = { aggregation: 'daily', measurement: 'timeUsed' };
  const thursday = minutes(await world.durations('Geiranger', { ...used, ...span('11-19T00', '11-20T00') }));
  const sunday = minutes(await world.durations('Geiranger', { ...used, ...span('11-15T00', '11-16T00') }));
  expect(thursday).toBeGreaterThan(180);
  expect(sunday).toBeLessThan(thursday / 2);
  expect(minutes(await world.durations('Geiranger', { measurement: 'timeBooked', ...day }))).toBeGreaterThan(60);
  // In London it is an hour earlier.
  const london = (await world.metrics('Greenwich', 'peopleCount', day)).map(hourOf);
  expect(london.every((hour) => hour >= '08')).toBe(true);
});

test('what is measured is plausible, and the same when asked again', async () => {
  await using world = await openMetrics();
  const bounds = {
    temperature: [20, 24],
    humidity: [25, 60],
    tvoc: [50, 700],
    ambientNoise: [25, 45],
    soundLevel: [28, 70],
  } as const;
  for (const [metric, [least, most]] of Object.entries(bounds)) {
    const samples = await world.metrics('Geiranger', metric, { aggregation: 'none' });
    expect(samples.length, metric).toBe(289);
    for (const { value } of samples) {
      expect(value, metric).toBeGreaterThanOrEqual(least);
      expect(value, metric).toBeLessThanOrEqual(most);
    }
    expect(await world.metrics('Geiranger', metric, { aggregation: 'none' })).toEqual(samples);
  }
});

test('buckets begin on the hour, hold what came after the beginning, and come in the order asked for', async () => {
  await using world = await openMetrics();
  const times = { from: '2026-11-19T08:30:00Z', to: '2026-11-19T10:30:00Z' };
  const oldest = await world.metrics('Geiranger', 'temperature', { ...times, sortBy: 'oldestFirst' });
  expect(oldest.map(({ start }) => start)).toEqual(['08', '09', '10'].map((hour) => `2026-11-19T${hour}:00:00.000Z`));
  expect(await world.metrics('Geiranger', 'temperature', times)).toEqual([...oldest].reverse());
  const samples = await world.metrics('Geiranger', 'temperature', {
    ...times,
    aggregation: 'none',
    sortBy: 'oldestFirst',
  });
  expect(samples[0]?.timestamp).toBe('2026-11-19T08:30:00.000Z');
  const inFirst = samples.slice(0, 6).map(({ value }) => value);
  expect(oldest[0]).toMatchObject({ min: Math.min(...inFirst), max: Math.max(...inFirst) });
  const warm = await world.metrics('Geiranger', 'temperature', { ...times, unit: 'fahrenheit', sortBy: 'oldestFirst' });
  expect(warm[0]?.mean).toBeCloseTo((oldest[0]?.mean ?? 0) * 1.8 + 32, 1);
  // What has not happened yet was not measured.
  const late = await world.metrics('Geiranger', 'humidity', {
    from: '2026-11-20T15:00:00Z',
    to: '2026-11-21T15:00:00Z',
  });
  expect(late.map(hourOf)).toEqual(['16', '15']);
});

test('means leave out the zeros of an empty room', async () => {
  await using world = await openMetrics();
  const day = span('11-19T00', '11-20T00');
  const counts = await world.metrics('Geiranger', 'peopleCount', { ...day, aggregation: 'none' });
  expect(counts.some(({ value }) => value === 0)).toBe(true);
  const [whole] = await world.metrics('Geiranger', 'peopleCount', { ...day, aggregation: 'daily' });
  const present = counts.map(({ value }) => value).filter((value) => value > 0);
  expect(whole?.min).toBeGreaterThan(0);
  expect(whole?.mean).toBeCloseTo(present.reduce((sum, value) => sum + value, 0) / present.length, 1);
});

test('there is nothing where no connected device measures it', async () => {
  await using world = await openMetrics();
  expect(await world.metrics('Sognefjord', 'soundLevel')).toEqual([]);
  expect(await world.durations('Sognefjord', {})).toEqual([]);
  expect(await world.metrics('Fjord', 'temperature')).toEqual([]);
  expect(await world.metrics('Reception panel', 'peopleCount')).toEqual([]);
});

test('spans, units and words are checked', async () => {
  await using world = await openMetrics();
  const cases: [Record<string, string>, number][] = [
    [{ metricName: 'temperature', ...span('11-17T00', '11-19T01') }, 400],
    [{ metricName: 'temperature', ...span('11-17T00', '11-19T00') }, 200],
    [{ metricName: 'temperature', aggregation: 'none', ...span('11-17T00', '11-19T01') }, 400],
    [{ metricName: 'temperature', aggregation: 'daily', ...span('10-20T00', '11-19T01') }, 400],
    [{ metricName: 'temperature', aggregation: 'daily', ...span('10-20T00', '11-19T00') }, 200],
    [{ metricName: 'temperature', ...span('11-19T00', '11-18T00') }, 400],
    [{ metricName: 'temperature', from: 'yesterday' }, 400],
    [{ metricName: 'temperature', aggregation: 'weekly' }, 400],
    [{ metricName: 'humidity', unit: 'fahrenheit' }, 400],
    [{ metricName: 'light' }, 400],
    [{}, 400],
  ];
  for (const [asked, status] of cases) {
    expect((await world.asked('Geiranger', asked)).status, JSON.stringify(asked)).toBe(status);
  }
});

test('they are for administrators, and of workspaces that exist', async () => {
  await using world = await openMetrics();
  const path = `/workspaceMetrics?metricName=tvoc&workspaceId=${world.workspace('Fjord')}`;
  for (const caller of [world.cloud.bot, world.cloud.bob, world.cloud.gus]) {
    expect((await caller.get(path)).status).toBe(403);
  }
  expect((await world.cloud.alice.get('/workspaceMetrics?metricName=tvoc&workspaceId=bm9uZQ')).status).toBe(404);
  expect((await world.cloud.alice.get('/workspaceDurationMetrics')).status).toBe(400);
});
