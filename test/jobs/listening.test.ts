import { afterEach, expect, test, vi } from 'vitest';
import { createWebhookWatch } from '#chat/webhooks.ts';
import { createListening, type Listening, type Outage } from '#jobs/listening.ts';
import { createLog } from '#lib/log.ts';
import { createWebex } from '#webex/index.ts';
import { startWatched } from '../contract/watched.ts';
import { createPlace } from '../store/engines.ts';
import { timeMachine } from '../time-machine.ts';

const MINUTE = 60_000;
const soon = { timeout: 10_000, interval: 2 };
const open: (() => PromiseLike<void>)[] = [];
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});

/** The watch over real webhooks of a cloud, on a real store. What an outage brings up is for `fetch` to say. */
async function openWatch() {
  const clock = timeMachine();
  const cloud = await startWatched({ now: () => clock.now() });
  const place = await createPlace();
  const store = await place.open({ clock });
  const lines: string[] = [];
  const log = createLog('info', { write: (line) => void lines.push(line) });
  const webex = createWebex({ apiBase: cloud.apiBase, token: cloud.botToken, clock, log, timeoutMs: 2_000 });
  open.push(
    () => cloud.close(),
    () => place[Symbol.asyncDispose](),
    () => webex.close(),
  );
  const fetched: Omit<Outage, 'told'>[] = [];
  const began = clock.now();
  let fetch = async (_outage: Outage): Promise<number> => 0;

  function start({ looksFirst = true, isAlone = false } = {}): Listening & { looks(): number } {
    const watch = createWebhookWatch(webex, {
      publicUrl: 'http://127.0.0.1:9',
      secret: 'shared secret',
      log,
      memory: store.notes,
    });
    let looks = 0;
    let running = Promise.resolve();
    const listening = createListening({
      look: async (signal) => {
        looks += 1;
        return watch.look(signal);
      },
      // One run at a time, as the work queue sees to.
      wake: () => {
        running = running.then(() => listening.catchUp(new AbortController().signal));
      },
      fetch: async (outage) => {
        const left = await fetch(outage);
        const { told: _told, ...when } = outage;
        fetched.push({ ...when, since: when.since - began, until: when.until - began });
        return left;
      },
      notes: store.notes,
      clock,
      log,
      isAlone,
      everyMs: 5,
    });
    const stop = async (): Promise<void> => {
      await listening.stop();
      await running;
    };
    open.push(stop);
    if (looksFirst) listening.look().catch(() => {});
    listening.start();
    return { ...listening, stop, looks: () => looks };
  }

  return {
    clock,
    cloud,
    store,
    fetched,
    logged: (words: string) => lines.filter((line) => line.includes(words)),
    start,
    fetching: (work: typeof fetch) => {
      fetch = work;
    },
    switchOff() {
      for (const hook of cloud.world.webhooks.values()) cloud.world.webhooks.put({ ...hook, status: 'inactive' });
    },
    statuses: () => [...cloud.world.webhooks.values()].map(({ status }) => status),
    good: (one: Listening) => vi.waitFor(() => expect(one.state()).toMatchObject({ ok: true }), soon),
    moreLooks: async (one: { looks(): number }) => {
      const before = one.looks();
      await vi.waitFor(() => expect(one.looks()).toBeGreaterThan(before + 1), soon);
    },
  };
}

test('the first start ever has nothing to catch up with', async () => {
  const lab = await openWatch();
  const bot = lab.start({ looksFirst: false });
  expect(bot.state()).toMatchObject({ ok: false, problem: { code: 'listening-not-yet' } });
  await lab.good(bot);
  await lab.moreLooks(bot);
  expect(lab.statuses()).toEqual(['active', 'active', 'active', 'active']);
  expect(bot.state()).toEqual({ ok: true, lastGood: lab.clock.now() });
  expect(lab.fetched).toEqual([]);
});

test('a webhook that Webex switched off is seen and revived, and the time since the last good look caught up with', async () => {
  const lab = await openWatch();
  const bot = lab.start();
  await lab.good(bot);
  await lab.moreLooks(bot);
  lab.switchOff();
  await vi.waitFor(() => expect(lab.fetched).toHaveLength(1), soon);
  expect(lab.fetched).toEqual([{ since: 0, until: 0, isCertain: true }]);
  expect(lab.statuses()).toEqual(['active', 'active', 'active', 'active']);
  await lab.moreLooks(bot);
  expect(lab.fetched).toHaveLength(1);
  expect(lab.logged('webhooks were not as they should be')).toHaveLength(1);
});

test('after a stop the time until the next start is caught up with, and after a crash the time since the last look', async () => {
  const lab = await openWatch();
  const first = lab.start();
  await lab.good(first);
  await first.stop();
  lab.clock.skip(7 * MINUTE);
  const second = lab.start();
  await vi.waitFor(() => expect(lab.fetched).toEqual([{ since: 0, until: 7 * MINUTE, isCertain: true }]), soon);
  await lab.moreLooks(second);
  await second.stop();

  // As if it had ended without a word.
  lab.clock.skip(MINUTE);
  await lab.store.notes.set('listening', { lastGood: lab.clock.now() - 10_000 });
  await lab.good(lab.start());
  await vi.waitFor(
    () => expect(lab.fetched[1]).toEqual({ since: 8 * MINUTE - 10_000, until: 8 * MINUTE, isCertain: true }),
    soon,
  );
});

test('a lone process knows that nobody heard anything since its last look; one of several does not', async () => {
  const lab = await openWatch();
  const restarts = async (isAlone: boolean, awayMs: number) => {
    await lab.store.notes.set('listening', { lastGood: lab.clock.now() });
    lab.clock.skip(awayMs);
    const count = lab.fetched.length;
    const bot = lab.start({ isAlone });
    await vi.waitFor(() => expect(lab.fetched.length).toBeGreaterThan(count), soon);
    await bot.stop();
    return lab.fetched[count]?.isCertain;
  };
  // Looks are 5 ms apart here.
  expect(await restarts(true, 12_000)).toBe(true);
  expect(await restarts(true, 1_000)).toBe(false);
  expect(await restarts(false, 6)).toBe(false);
});

test('with Webex down at the start the state says why, and all is caught up with when it is back', async () => {
  const lab = await openWatch();
  await lab.store.notes.set('listening', { lastGood: lab.clock.now() });
  lab.cloud.faults.add({ effect: 'status', status: 503 });
  const bot = lab.start();
  await vi.waitFor(
    () => expect(bot.state()).toMatchObject({ ok: false, problem: { code: 'webex-unavailable' } }),
    soon,
  );
  lab.clock.skip(20 * MINUTE);
  lab.cloud.faults.clear();
  await lab.good(bot);
  await vi.waitFor(() => expect(lab.fetched).toMatchObject([{ since: 0, isCertain: true }]), soon);
  expect(lab.logged('it could not be seen whether Webex delivers')).toHaveLength(1);
  expect(lab.logged('Webex delivers events')).toHaveLength(1);
});

test('while the bot could not look, an outage is feared, not certain; being asked to wait is none', async () => {
  const lab = await openWatch();
  const bot = lab.start();
  await lab.good(bot);
  const limited = { method: 'GET', path: '/webhooks', effect: 'status', status: 429, retryAfter: 600 } as const;
  lab.cloud.faults.add({ ...limited, times: 1 });
  await vi.waitFor(() => expect(bot.state()).toMatchObject({ problem: { code: 'webex-rate-limit' } }), soon);
  await lab.store.notes.set('listening', { lastGood: lab.clock.now() + 600_000 });
  lab.clock.skip(600_000);
  await lab.good(bot);
  await lab.moreLooks(bot);
  expect(lab.fetched).toEqual([]);

  lab.cloud.faults.add({ method: 'GET', path: '/webhooks', effect: 'status', status: 500 });
  await vi.waitFor(() => expect(bot.state()).toMatchObject({ ok: false }), soon);
  lab.cloud.faults.clear();
  await vi.waitFor(() => expect(lab.fetched).toMatchObject([{ isCertain: false }]), soon);
});

test('a machine that slept catches up with the time it slept', async () => {
  const lab = await openWatch();
  const bot = lab.start();
  await lab.good(bot);
  await lab.moreLooks(bot);
  lab.clock.skip(60 * MINUTE);
  await vi.waitFor(() => expect(lab.fetched).toEqual([{ since: 0, until: 60 * MINUTE, isCertain: false }]), soon);
});

test('what could not be caught up with is tried again, also by the next run, until it is done', async () => {
  const lab = await openWatch();
  await lab.store.notes.set('listening', { lastGood: lab.clock.now() });
  lab.clock.skip(MINUTE);
  let tries = 0;
  lab.fetching(async () => {
    tries += 1;
    throw new Error('Webex is away');
  });
  const first = lab.start();
  await vi.waitFor(() => expect(tries).toBeGreaterThan(1), soon);
  await first.stop();
  expect(lab.fetched).toEqual([]);

  lab.fetching(async () => 0);
  const second = lab.start();
  await vi.waitFor(() => expect(lab.fetched).toHaveLength(1), soon);
  expect(lab.fetched).toEqual([{ since: 0, until: MINUTE, isCertain: true }]);
  await lab.moreLooks(second);
  expect(lab.fetched).toHaveLength(1);
});

test('what was said about an outage is remembered over attempts, and spaces that never can be read are given up', async () => {
  const lab = await openWatch();
  await lab.store.notes.set('listening', { lastGood: lab.clock.now() });
  const seen: boolean[] = [];
  lab.fetching(async ({ told }) => {
    seen.push(told.has('space-1'));
    await told.add('space-1');
    return 1;
  });
  const bot = lab.start();
  await vi.waitFor(() => expect(lab.fetched).toHaveLength(10), soon);
  await lab.moreLooks(bot);
  expect(lab.fetched).toHaveLength(10);
  expect(seen).toEqual([false, ...Array<boolean>(9).fill(true)]);
  expect(lab.logged('some spaces were not caught up with')).toHaveLength(1);
});

test('an outage that comes while another one is caught up with is caught up with too', async () => {
  const lab = await openWatch();
  await lab.store.notes.set('listening', { lastGood: lab.clock.now() });
  lab.clock.skip(MINUTE);
  let isSecond = false;
  lab.fetching(async () => {
    if (isSecond) return 0;
    isSecond = true;
    lab.clock.skip(MINUTE);
    lab.switchOff();
    // The first time there were none yet at all.
    await vi.waitFor(() => expect(lab.logged('webhooks were not as they should be')).toHaveLength(2), soon);
    return 0;
  });
  lab.start();
  await vi.waitFor(() => expect(lab.fetched).toHaveLength(2), soon);
  expect(lab.fetched[1]).toMatchObject({ since: 0, until: 2 * MINUTE });
});

test('two processes on one store catch up with an outage once', async () => {
  const lab = await openWatch();
  const [one, other] = [lab.start(), lab.start()];
  await Promise.all([lab.good(one), lab.good(other)]);
  await Promise.all([lab.moreLooks(one), lab.moreLooks(other)]);
  lab.fetched.length = 0;
  lab.switchOff();
  await vi.waitFor(() => expect(lab.fetched.length).toBeGreaterThan(0), soon);
  await Promise.all([lab.moreLooks(one), lab.moreLooks(other)]);
  expect(lab.statuses()).toEqual(['active', 'active', 'active', 'active']);
  expect(lab.cloud.world.webhooks.createdBy(lab.cloud.world.bot.id)).toHaveLength(4);
});

test('the first look says what is wrong with the settings, and is repeated none the less', async () => {
  const lab = await openWatch();
  lab.cloud.faults.add({ method: 'POST', path: '/webhooks', effect: 'status', status: 400 });
  const bot = lab.start({ looksFirst: false });
  await expect(bot.look()).rejects.toMatchObject({ code: 'public-url' });
  expect(bot.state()).toMatchObject({ ok: false, problem: { code: 'public-url' } });
  lab.cloud.faults.clear();
  await lab.good(bot);
});

test('what was owed before all was ready is asked for again at the start', async () => {
  const lab = await openWatch();
  await lab.store.notes.set('listening', { lastGood: lab.clock.now() });
  const wakes: string[] = [];
  const listening = createListening({
    look: async () => ({ faults: [] }),
    wake: () => void wakes.push('wake'),
    fetch: async () => 0,
    notes: lab.store.notes,
    clock: lab.clock,
    log: createLog('silent'),
  });
  await listening.look();
  expect(wakes).toHaveLength(1);
  listening.start();
  expect(wakes).toHaveLength(2);
  await listening.stop();
});

test('what had to be refused is owed, though Webex delivers', async () => {
  const watch = await openWatch();
  const listening = watch.start();
  await expect.poll(() => listening.state().ok).toBe(true);
  await listening.look();
  const before = watch.fetched.length;
  watch.clock.skip(2 * MINUTE);
  listening.missed();
  await listening.look();
  await expect.poll(() => watch.fetched.length).toBe(before + 1);
  expect(watch.fetched.at(-1)).toMatchObject({ isCertain: true });
  await listening.look();
  await listening.look();
  expect(watch.fetched).toHaveLength(before + 1);
});
