import { expect, test } from 'vitest';
import { METRIC_SPAN_MS } from '#webex/workspace-metrics.ts';
import { openAsAdmin } from './as-admin.ts';
import { failureOf, fakeWebex } from './fake-webex.ts';

const NOW = Date.parse('2026-11-20T16:20:00Z');
const HOUR = 3_600_000;

test('an administrator reads what a workspace measured, oldest first', async () => {
  await using world = await openAsAdmin(['metrics:read'], { now: () => NOW });
  const { workspaceMetrics } = world.webex;
  const room = world.cloud.fleet.all().find(({ displayName }) => displayName === 'Geiranger');
  const workspaceId = room?.workspaceId ?? '';
  const span = { workspaceId, from: NOW - METRIC_SPAN_MS.hourly, to: NOW };

  const samples = await workspaceMetrics.samples({ ...span, metric: 'temperature', unit: 'fahrenheit' });
  expect(samples[0]).toMatchObject({ deviceId: room?.id, timestamp: span.from });
  expect(samples.at(-1)?.timestamp).toBe(NOW);
  expect(samples.every(({ value }) => value >= 68 && value <= 76)).toBe(true);

  const hours = await workspaceMetrics.buckets({ ...span, metric: 'humidity', aggregation: 'hourly' });
  expect(hours[0]).toMatchObject({
    start: Date.parse('2026-11-18T16:00:00Z'),
    end: Date.parse('2026-11-18T17:00:00Z'),
  });
  expect(hours).toHaveLength(49);

  const month = { workspaceId, from: NOW - METRIC_SPAN_MS.daily, to: NOW };
  const days = await workspaceMetrics.durations({ ...month, aggregation: 'daily', measurement: 'timeUsed' });
  expect(days.map(({ start }) => start)).toEqual(days.map(({ start }) => start).toSorted((one, other) => one - other));
  expect(days.every(({ duration }) => duration >= 0 && duration <= 24 * 60)).toBe(true);
  expect(days).toHaveLength(31);

  const alone = { workspaceId, metric: 'tvoc', aggregation: 'hourly', from: NOW - HOUR, to: NOW } as const;
  expect(await failureOf(world.bot.workspaceMetrics.buckets(alone))).toMatchObject({ status: 403 });
});

test('a bucket without figures is one, and a date that is none is a bad answer', async () => {
  let start = '2026-11-20T08:00:00Z';
  await using fake = await fakeWebex(() => ({ json: { items: [{ start, end: '2026-11-20T09:00:00Z' }] } }));
  const asked = { workspaceId: 'w', metric: 'peopleCount', aggregation: 'hourly', from: 0, to: HOUR } as const;
  expect(await fake.webex.workspaceMetrics.buckets(asked)).toMatchObject([
    { start: Date.parse(start), end: Date.parse(start) + HOUR },
  ]);
  expect(fake.seen[0]?.query.get('unit')).toBeNull();
  start = 'this morning';
  expect(await failureOf(fake.webex.workspaceMetrics.buckets(asked))).toMatchObject({ kind: 'bad-answer' });
});
