import { describe, expect, test } from 'vitest';
import { type News, startBackOnline } from '#jobs/back-online.ts';
import type { Store } from '#store/index.ts';
import { createPlace, quiet } from '../store/engines.ts';
import { timeMachine } from '../time-machine.ts';

interface Told {
  device: string;
  space: string;
  news: News;
}

/** The job on a real store, with a device whose connection the test says. */
async function openJob() {
  const place = await createPlace();
  const clock = timeMachine();
  const store = await place.open({ clock });
  const told: Told[] = [];
  const looks: string[] = [];
  const waiters = new Set<() => void>();
  let connection: string | undefined | Error = 'disconnected';
  const jobs: { stop(): Promise<void> }[] = [];
  const start = (from: Store = store) => {
    const job = startBackOnline({
      followUps: from.followUps,
      connectionOf: async (deviceId) => {
        looks.push(deviceId);
        for (const wake of waiters) wake();
        if (connection instanceof Error) throw connection;
        return connection;
      },
      tell: async ({ deviceName, spaceId }, news) => {
        told.push({ device: deviceName, space: spaceId, news });
      },
      clock,
      log: quiet,
      everyMs: 5,
    });
    jobs.push(job);
    return job;
  };
  return {
    clock,
    store,
    told,
    looks,
    start,
    is(status: string | undefined | Error) {
      connection = status;
    },
    promise: (kind: 'restart' | 'back-online', more: { spaceId?: string; deadline?: number } = {}) =>
      store.followUps.add({
        kind,
        deviceId: 'fjord',
        deviceName: 'Fjord',
        spaceId: 'space',
        personId: 'alice',
        since: clock.now(),
        deadline: clock.now() + 24 * 3_600_000,
        ...more,
      }),
    /** Resolves when the device was looked at this many more times. */
    looked(times: number): Promise<void> {
      const until = looks.length + times;
      return new Promise((resolve) => {
        const wake = () => {
          if (looks.length < until) return;
          waiters.delete(wake);
          resolve();
        };
        waiters.add(wake);
      });
    },
    async [Symbol.asyncDispose]() {
      for (const job of jobs) await job.stop();
      await place[Symbol.asyncDispose]();
    },
  };
}

describe('a restart', () => {
  test('is over when the device was seen away and is back, and is told once with how long it took', async () => {
    await using job = await openJob();
    await job.promise('restart');
    job.is('connected');
    job.start();
    await job.looked(2);
    expect(job.told).toEqual([]);
    job.is('disconnected');
    await job.looked(2);
    job.clock.skip(108_000);
    job.is('connected');
    await job.looked(1);
    await expect
      .poll(() => job.told)
      .toEqual([{ device: 'Fjord', space: 'space', news: { kind: 'back', ms: 108_000 } }]);
    await expect.poll(() => job.store.followUps.waiting()).toEqual([]);
  });

  test('that nobody saw is believed after a while only', async () => {
    await using job = await openJob();
    await job.promise('restart');
    job.is('connected');
    job.start();
    await job.looked(2);
    expect(job.told).toEqual([]);
    job.clock.skip(5 * 60_000);
    await job.looked(1);
    await expect.poll(() => job.told).toMatchObject([{ news: { kind: 'never-left' } }]);
  });

  test('that never ends is given up at its deadline', async () => {
    await using job = await openJob();
    await job.promise('restart', { deadline: job.clock.now() + 60_000 });
    job.start();
    await job.looked(1);
    expect(job.told).toEqual([]);
    job.clock.skip(60_001);
    await job.looked(1);
    await expect.poll(() => job.told).toMatchObject([{ news: { kind: 'gave-up' } }]);
  });
});

test('a device that was away is back at once, with issues too', async () => {
  await using job = await openJob();
  await job.promise('back-online');
  job.is('connected_with_issues');
  job.start();
  await job.looked(1);
  await expect.poll(() => job.told).toMatchObject([{ news: { kind: 'back' } }]);
});

test('a device that is deleted meanwhile is told as gone', async () => {
  await using job = await openJob();
  await job.promise('restart');
  job.start();
  await job.looked(1);
  job.is(undefined);
  await job.looked(1);
  await expect.poll(() => job.told).toMatchObject([{ news: { kind: 'deleted' } }]);
  await expect.poll(() => job.store.followUps.waiting()).toEqual([]);
});

test('Webex that does not answer ends no wait', async () => {
  await using job = await openJob();
  await job.promise('back-online');
  job.is(new Error('no answer'));
  job.start();
  await job.looked(3);
  expect(job.told).toEqual([]);
  job.is('connected');
  await job.looked(1);
  await expect.poll(() => job.told).toHaveLength(1);
});

test('after ten minutes it looks once a minute', async () => {
  await using job = await openJob();
  await job.promise('back-online');
  job.clock.skip(11 * 60_000);
  job.start();
  await job.looked(1);
  const first = job.looks.length;
  await job.store.followUps.waiting();
  await new Promise((resolve) => setTimeout(resolve, 60));
  expect(job.looks.length).toBe(first);
  job.clock.skip(61_000);
  await job.looked(1);
  expect(job.looks.length).toBe(first + 1);
});

test('two processes tell once', async () => {
  await using job = await openJob();
  await job.promise('back-online');
  await job.promise('back-online', { spaceId: 'another space' });
  job.is('connected');
  job.start();
  job.start();
  await job.looked(3);
  await expect.poll(() => job.told.length).toBe(2);
  expect(job.told.map(({ space }) => space).sort()).toEqual(['another space', 'space']);
});

test('what was promised before a restart of the bot is kept after it', async () => {
  await using job = await openJob();
  await job.promise('restart');
  const first = job.start();
  await job.looked(1);
  await first.stop();
  job.clock.skip(90_000);
  job.is('connected');
  job.start();
  job.clock.skip(5 * 60_000);
  await expect.poll(() => job.told).toHaveLength(1);
});
