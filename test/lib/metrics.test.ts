import { expect, test } from 'vitest';
import { createMetrics, noMetrics } from '#lib/metrics.ts';

/** The samples of the text format by their whole name, labels included. */
async function samples(metrics: { expose(): Promise<{ text: string }> }): Promise<Map<string, number>> {
  const { text } = await metrics.expose();
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return new Map(
    lines.map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.slice(line.lastIndexOf(' ')))]),
  );
}

test('every figure follows the naming rules and says what it counts', async () => {
  const metrics = createMetrics();
  metrics.called('GET', '/people/me', 200, 0.1);
  const { type, text } = await metrics.expose();
  expect(type).toBe('text/plain; version=0.0.4; charset=utf-8');
  const kinds = [...text.matchAll(/^# TYPE (\S+) (\S+)$/gm)].map(([, name, kind]) => ({ name, kind }));
  const helps = [...text.matchAll(/^# HELP (\S+) (.+)$/gm)];
  expect(helps.map(([, name]) => name)).toEqual(kinds.map(({ name }) => name));
  for (const { name, kind } of kinds) {
    expect(name).toMatch(/^(device_bot|process|nodejs)_[a-z_]+$/);
    if (kind === 'counter') expect(name).toMatch(/_total$/);
    if (kind === 'histogram') expect(name).toMatch(/_seconds$/);
  }
});

test('outcomes stand at zero before the first event, so that a rate misses none', async () => {
  const metrics = createMetrics();
  const before = await samples(metrics);
  for (const outcome of ['accepted', 'duplicate', 'own', 'aside', 'forged', 'refused'])
    expect(before.get(`device_bot_events_received_total{outcome="${outcome}"}`)).toBe(0);
  for (const outcome of ['done', 'refused', 'failed', 'uncertain'])
    expect(before.get(`device_bot_commands_total{outcome="${outcome}"}`)).toBe(0);
  for (const outcome of ['done', 'retry', 'aside'])
    expect(before.get(`device_bot_event_work_duration_seconds_count{outcome="${outcome}"}`)).toBe(0);
});

test('what is observed is counted, and asking does not count it again', async () => {
  const metrics = createMetrics();
  metrics.received('accepted');
  metrics.received('accepted');
  metrics.received('forged');
  metrics.acknowledged(0.004);
  metrics.worked('done', 0.3);
  metrics.worked('aside', 70);
  metrics.commanded('uncertain');
  metrics.cooled();
  metrics.called('GET', '/messages/:id', 200, 0.03);
  metrics.called('GET', '/messages/:id', 429, 0.01);
  metrics.called('POST', '/messages', 'none', 10);
  await metrics.expose();
  const now = await samples(metrics);
  const value = (name: string) => now.get(`device_bot_${name}`);
  expect(value('events_received_total{outcome="accepted"}')).toBe(2);
  expect(value('events_received_total{outcome="forged"}')).toBe(1);
  expect(value('event_ack_duration_seconds_bucket{le="0.0025"}')).toBe(0);
  expect(value('event_ack_duration_seconds_bucket{le="0.005"}')).toBe(1);
  expect(value('event_work_duration_seconds_sum{outcome="aside"}')).toBe(70);
  expect(value('commands_total{outcome="uncertain"}')).toBe(1);
  expect(value('webex_cooldowns_total')).toBe(1);
  expect(value('webex_calls_total{method="GET",route="/messages/:id",status="200"}')).toBe(1);
  expect(value('webex_calls_total{method="GET",route="/messages/:id",status="429"}')).toBe(1);
  expect(value('webex_calls_total{method="POST",route="/messages",status="none"}')).toBe(1);
  expect(value('webex_call_duration_seconds_count{method="GET",route="/messages/:id"}')).toBe(2);
});

test('gauges are looked up when somebody asks, and one that is not known then is left out', async () => {
  const metrics = createMetrics();
  let queued = 3;
  metrics.watch({ queued: () => queued, cooldown: async () => 1.5 });
  metrics.watch({
    aside: async () => {
      throw new Error('the database is away');
    },
  });
  expect((await samples(metrics)).get('device_bot_queued_events')).toBe(3);
  queued = 0;
  const now = await samples(metrics);
  expect(now.get('device_bot_queued_events')).toBe(0);
  expect(now.get('device_bot_webex_cooldown_seconds')).toBe(1.5);
  expect(now.has('device_bot_set_aside_events')).toBe(false);
  metrics.watch({ cooldown: () => undefined });
  expect((await samples(metrics)).has('device_bot_webex_cooldown_seconds')).toBe(false);
});

test('two bots in one process count apart', async () => {
  const [one, other] = [createMetrics(), createMetrics()];
  one.received('accepted');
  expect((await samples(one)).get('device_bot_events_received_total{outcome="accepted"}')).toBe(1);
  expect((await samples(other)).get('device_bot_events_received_total{outcome="accepted"}')).toBe(0);
});

test('routes without end do not fill the memory: the rest is counted as other', async () => {
  const metrics = createMetrics();
  for (let number = 0; number < 2_000; number += 1) metrics.called('GET', `/messages/${number}`, 200, 0.01);
  const now = [...(await samples(metrics))].filter(([name]) => name.startsWith('device_bot_webex_calls_total'));
  expect(now.length).toBeLessThanOrEqual(501);
  expect(now.reduce((sum, [, count]) => sum + count, 0)).toBe(2_000);
  expect(now.at(-1)?.[0]).toContain('route="other"');
});

test('the process tells how it is', async () => {
  const now = await samples(createMetrics());
  expect(now.get('process_resident_memory_bytes')).toBeGreaterThan(1_000_000);
  expect(now.get('process_cpu_seconds_total')).toBeGreaterThan(0);
  expect(now.get('process_start_time_seconds')).toBeLessThanOrEqual(Date.now() / 1000);
  expect(now.get('nodejs_eventloop_active_seconds_total')).toBeGreaterThanOrEqual(0);
});

test('without metrics everything can be told all the same', async () => {
  noMetrics.received('accepted');
  noMetrics.acknowledged(1);
  noMetrics.worked('done', 1);
  noMetrics.called('GET', '/people/me', 200, 1);
  noMetrics.cooled();
  noMetrics.commanded('done');
  noMetrics.watch({ queued: () => 1 });
  expect((await noMetrics.expose()).text).toBe('');
});
