import { describe, expect, test } from 'vitest';
import { type Look, startWatching, type WatchNews } from '#jobs/watching.ts';
import type { NewWatch, Watch } from '#store/index.ts';
import { createPlace, quiet } from '../store/engines.ts';
import { newWatch } from '../store/samples.ts';
import { timeMachine } from '../time-machine.ts';
import { standIn } from './stand-in.ts';

const HOUR = 3_600_000;

/** The job on a real store, with a device that says what the test lets it say. */
async function openJob(overrides: Partial<NewWatch> = {}) {
  const place = await createPlace();
  const clock = timeMachine();
  const store = await place.open({ clock });
  const first: Look = { kind: 'values', values: { 'Audio.Volume': '45' } };
  const { told, asked, answers, hears, ask, tell } = standIn<Look, WatchNews>(first);
  const jobs: { stop(): Promise<void> }[] = [];
  const made = await store.watches.add(
    newWatch({ nextAt: clock.now() + 5_000, until: clock.now() + HOUR, ...overrides }),
  );
  const id = made?.watch.id ?? '';
  const start = () => {
    const job = startWatching({
      watches: store.watches,
      look: ask,
      tell,
      clock,
      log: quiet,
      everyMs: 5,
    });
    jobs.push(job);
    return job;
  };
  const current = () => store.watches.get(id);
  return {
    clock,
    store,
    told,
    start,
    current,
    looks: asked,
    device: answers,
    volume(level: number) {
      answers({ kind: 'values', values: { 'Audio.Volume': String(level) } });
    },
    space: hears,
    /** Lets the time of the next look come, and waits until it is noted; gives the pause that follows, in seconds. */
    async look(): Promise<number | undefined> {
      const due = (await current())?.nextAt ?? 0;
      clock.skip(Math.max(0, due - clock.now()));
      const at = clock.now();
      let after: Watch | undefined;
      await expect
        .poll(async () => {
          after = await current();
          // Taken for a look, its next one is a minute away.
          return after === undefined || (after.nextAt > at && after.nextAt !== at + 60_000) || after.pauseMs === 60_000;
        })
        .toBe(true);
      return after && (after.nextAt - at) / 1000;
    },
    async [Symbol.asyncDispose]() {
      for (const job of jobs) await job.stop();
      await place[Symbol.asyncDispose]();
    },
  };
}

describe('looks', () => {
  test('come seldomer while nothing changes, at most a minute apart, and often again after a change', async () => {
    await using job = await openJob();
    job.start();
    const pauses: (number | undefined)[] = [];
    for (let at = 0; at < 6; at += 1) pauses.push(await job.look());
    expect(pauses).toEqual([7.5, 11.25, 16.875, 25.313, 37.97, 56.955]);
    expect(job.told).toEqual([]);
    job.volume(30);
    expect(await job.look()).toBe(5);
    expect(job.told).toEqual([{ kind: 'changed', changes: [{ path: 'Audio.Volume', before: '45', after: '30' }] }]);
    expect(await job.look()).toBe(7.5);
    expect(job.told).toHaveLength(1);
  });

  test('belong to one process each', async () => {
    await using job = await openJob();
    for (let at = 0; at < 4; at += 1) job.start();
    for (let at = 0; at < 5; at += 1) await job.look();
    expect(job.looks()).toBe(5);
  });

  test('are taken over from a process that ended in one', async () => {
    await using job = await openJob();
    const watch = await job.current();
    if (watch) await job.store.watches.claim(watch, job.clock.now() + 60_000);
    job.start();
    job.volume(30);
    job.clock.skip(60_000);
    await expect.poll(() => job.told.length).toBe(1);
  });

  test('that a stop breaks off are made at once by the next process', async () => {
    await using job = await openJob();
    let fail = (_: Error) => {};
    job.device(
      () =>
        new Promise((_, reject) => {
          fail = reject;
        }),
    );
    const first = job.start();
    job.clock.skip(5_000);
    await expect.poll(() => job.looks()).toBe(1);
    const stopped = first.stop();
    fail(new Error('broken off'));
    await stopped;
    expect((await job.current())?.nextAt).toBe(job.clock.now());
  });
});

describe('what is told', () => {
  test('a change while Webex is away is told when it is back', async () => {
    await using job = await openJob();
    job.start();
    job.volume(30);
    job.space(new Error('away'));
    await job.look();
    expect(await job.current()).toMatchObject({ values: { 'Audio.Volume': '45' }, posts: 0 });
    job.space(true);
    await job.look();
    expect(job.told).toHaveLength(1);
    expect(await job.current()).toMatchObject({ values: { 'Audio.Volume': '30' }, posts: 1 });
  });

  test('values that come and go, and several at once, are one message', async () => {
    await using job = await openJob({ values: { 'Call[1].Status': 'Connected', 'Audio.Volume': '45' } });
    job.start();
    job.device({ kind: 'values', values: { 'Audio.Volume': '30', 'Call[2].Status': 'Ringing' } });
    await job.look();
    expect(job.told).toEqual([
      {
        kind: 'changed',
        changes: [
          { path: 'Call[1].Status', before: 'Connected', after: undefined },
          { path: 'Audio.Volume', before: '45', after: '30' },
          { path: 'Call[2].Status', before: undefined, after: 'Ringing' },
        ],
      },
    ]);
  });

  test('an offline device is told once, and that it is back', async () => {
    await using job = await openJob();
    job.start();
    job.device({ kind: 'away', isOffline: true });
    for (let at = 0; at < 3; at += 1) await job.look();
    job.volume(45);
    await job.look();
    expect(job.told).toEqual([
      { kind: 'away', isOffline: true },
      { kind: 'back', changes: [] },
    ]);
  });

  test('a silent device is told at the third look only', async () => {
    await using job = await openJob();
    job.start();
    job.device({ kind: 'away', isOffline: false });
    await job.look();
    await job.look();
    expect(job.told).toEqual([]);
    await job.look();
    expect(job.told).toEqual([{ kind: 'away', isOffline: false }]);
  });

  test('nothing more once somebody stopped it in mid-look', async () => {
    await using job = await openJob();
    job.device(async () => {
      await job.store.watches.end((await job.current())?.id ?? '');
      return { kind: 'values', values: { 'Audio.Volume': '30' } };
    });
    const running = job.start();
    job.clock.skip(5_000);
    await expect.poll(() => job.looks()).toBe(1);
    await running.stop();
    expect(job.told).toEqual([]);
  });
});

describe('the end', () => {
  test('comes in time, with a last word', async () => {
    await using job = await openJob();
    job.start();
    await job.look();
    job.clock.skip(HOUR);
    await expect.poll(() => job.current()).toBeUndefined();
    expect(job.told).toEqual([{ kind: 'ended', why: 'time' }]);
  });

  test('is later when somebody gave it more time', async () => {
    await using job = await openJob();
    job.start();
    await job.store.watches.extend((await job.current())?.id ?? '', job.clock.now() + 3 * HOUR);
    job.clock.skip(2 * HOUR);
    await expect.poll(() => job.looks()).toBe(1);
    expect(job.told).toEqual([]);
  });

  test.each(['gone', 'refused', 'not-allowed'] as const)('comes when the device or the right is %s', async (kind) => {
    await using job = await openJob();
    job.start();
    job.device({ kind });
    await job.look();
    expect(await job.current()).toBeUndefined();
    expect(job.told).toEqual([{ kind: 'ended', why: kind }]);
  });

  test('comes after 60 messages', async () => {
    await using job = await openJob({ posts: 58 });
    job.start();
    job.volume(1);
    await job.look();
    job.volume(2);
    await job.look();
    expect(await job.current()).toBeUndefined();
    expect(job.told.at(-1)).toEqual({ kind: 'ended', why: 'posts' });
    expect(job.told).toHaveLength(3);
  });

  test('comes quietly when nobody is there to be told', async () => {
    await using job = await openJob();
    job.start();
    job.volume(30);
    job.space(false);
    await job.look();
    expect(await job.current()).toBeUndefined();
  });

  test('waits for Webex with its last word, but not for ever', async () => {
    await using job = await openJob();
    job.start();
    job.space(new Error('away'));
    job.clock.skip(HOUR + 60_000);
    await job.look();
    expect(await job.current()).toBeDefined();
    job.clock.skip(2 * HOUR);
    await expect.poll(() => job.current()).toBeUndefined();
  });
});
