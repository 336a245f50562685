import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Clock } from '#lib/clock.ts';
import { createLog } from '#lib/log.ts';
import { openSharedLimiter, type SharedLimiterOptions } from '#webex/shared-limiter.ts';
import { openDoor } from '../store/door.ts';
import { engines, type Place, quiet, type TestEngine } from '../store/engines.ts';
import { type OpenThrottle, openThrottle, throttleSuite } from '../store/suites/throttle.ts';
import { failureOf, fakeWebex, TOKEN, testClock } from './fake-webex.ts';

const PERSON = { id: 'p1', emails: [], displayName: 'Alice', orgId: 'o1', type: 'person' };
const refusing = (seconds: string) => {
  let asked = 0;
  return () => (++asked === 1 ? { status: 429, headers: { 'retry-after': seconds } } : { json: PERSON });
};
const limiterOver = (
  { throttle }: Pick<OpenThrottle, 'throttle'>,
  clock: Clock,
  more: Partial<SharedLimiterOptions> = {},
) => openSharedLimiter({ token: TOKEN, throttle, hasOthers: true, clock, log: quiet, ...more });

describe.each(engines)('on $name', (engine) => {
  beforeAll(() => engine.start());
  afterAll(() => engine.stop());

  throttleSuite(engine);
  if (engine.name === 'sqlite') oneProcess(engine);
  else manyProcesses(engine);
});

test('a pause that became known while a call asked, and is waited out, keeps nobody out', async () => {
  const clock = testClock();
  const noted = Promise.withResolvers<void>();
  const asked: number[] = [];
  const OPEN_AT = 7;
  const row = {
    cool: async (ms: number) => {
      await noted.promise;
      return { openAt: OPEN_AT, shutMs: ms, placeMs: undefined };
    },
    ask: async ({ takesPlace, waitedOut }: { takesPlace: boolean; waitedOut: number }) => {
      if (!takesPlace) return { openAt: 0, shutMs: 0, placeMs: undefined };
      asked.push(waitedOut);
      // The store was slow to answer whoever drew the pause: that comes in the middle of this question.
      noted.resolve();
      await new Promise((resolve) => setImmediate(resolve));
      return { openAt: OPEN_AT, shutMs: 1_000, placeMs: waitedOut === OPEN_AT ? 0 : undefined };
    },
  };
  const limiter = await limiterOver({ throttle: { row: () => row, close: async () => {} } }, clock);
  void limiter.cool(1_000, 'token');
  await clock.sleep(1_000);
  expect(await limiter.turn('token', false)).toEqual({ is: 'go', ms: 0 });
  expect(asked).toEqual([0, OPEN_AT]);
});

/** A process of the bot: connections, a clock and a client of its own. */
async function openProcess(place: Pick<Place, 'dataDir' | 'databaseUrl'>, more: Partial<SharedLimiterOptions> = {}) {
  const clock = testClock();
  const opened = await openThrottle(place, clock);
  return { clock, limiter: await limiterOver(opened, clock, more), ...opened };
}

function manyProcesses(engine: TestEngine): void {
  test('the second process makes no call during the pause that the first one drew', async () => {
    await using place = await engine.emptyPlace();
    await using one = await openProcess(place);
    await using two = await openProcess(place);
    await using fake = await fakeWebex(refusing('600'));
    const first = fake.webexWith(one);
    const second = fake.webexWith(two);
    expect(await failureOf(first.people.get('p1'))).toMatchObject({ status: 429, outcome: 'refused' });
    const calls = Array.from({ length: 64 }, () => failureOf(second.people.get('p1')));
    for (const error of await Promise.all(calls)) expect(error).toMatchObject({ status: 429, outcome: 'not-sent' });
    expect(fake.seen).toHaveLength(1);

    // Each process times the pause by its own clock, whatever the database's says.
    await second.with({ maxWaitMs: 900_000 }).people.get('p1');
    expect(two.clock.slept).toHaveLength(1);
    expect(two.clock.slept[0]).toBeGreaterThan(590_000);
    expect(await failureOf(first.people.get('p1'))).toMatchObject({ status: 429, outcome: 'not-sent' });
    expect(fake.seen).toHaveLength(2);
  });

  test('a pause that follows one already waited out is heeded too', async () => {
    await using place = await engine.emptyPlace();
    await using one = await openProcess(place);
    await using two = await openProcess(place);
    await one.limiter.cool(600_000, 'token');
    expect((await two.limiter.turn('token', false)).is).toBe('cooling');
    await two.clock.sleep(600_000);
    expect((await two.limiter.turn('token', false)).is).toBe('go');
    await one.limiter.cool(5_000, 'token');
    expect((await two.limiter.turn('token', false)).is).toBe('cooling');
  });

  test('the notice goes out from every process, unless posting itself was refused', async () => {
    await using place = await engine.emptyPlace();
    await using one = await openProcess(place);
    await using two = await openProcess(place);
    await one.limiter.cool(600_000, 'token');
    expect((await two.limiter.turn('messages', false)).is).toBe('go');
    await one.limiter.cool(600_000, 'messages');
    expect((await two.limiter.turn('messages', false)).is).toBe('cooling');
  });

  test('two processes share one budget', async () => {
    await using place = await engine.emptyPlace();
    await using one = await openProcess(place, { callsPerSecond: 0.1 });
    await using two = await openProcess(place, { callsPerSecond: 0.1 });
    const turns = await Promise.all(
      Array.from({ length: 10 }, (_, number) => (number % 2 ? one : two).limiter.turn('token', false)),
    );
    expect(turns.filter(({ is }) => is === 'go')).toHaveLength(1);
    const places = turns.map(({ ms }) => Math.round(ms / 10_000)).sort((a, b) => a - b);
    expect(places).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    // Whoever has a place needs none; whoever has none hears that the line is too long.
    expect((await one.limiter.turn('token', true)).is).toBe('go');
    expect((await two.limiter.turn('token', false)).is).toBe('full');
  });

  test('through the client: each of two processes makes its calls when its places come', async () => {
    await using place = await engine.emptyPlace();
    await using one = await openProcess(place, { callsPerSecond: 0.1 });
    await using two = await openProcess(place, { callsPerSecond: 0.1 });
    await using fake = await fakeWebex(() => ({ json: PERSON }));
    const clients = [fake.webexWith(one), fake.webexWith(two)];
    await Promise.all(clients.flatMap(({ people }) => [people.get('p1'), people.get('p2')]));
    expect(fake.seen).toHaveLength(4);
    const slept = [...one.clock.slept, ...two.clock.slept].map((ms) => Math.round(ms / 10_000));
    expect(slept.sort()).toEqual([1, 2, 3]);
  });

  test('the row tells nothing of the token', async () => {
    await using place = await engine.emptyPlace();
    await using one = await openProcess(place);
    await one.limiter.cool(1_000, 'messages');
    const rows = await one.db.selectFrom('throttle').selectAll().execute();
    expect(rows).toHaveLength(2);
    expect(JSON.stringify(rows)).not.toContain(TOKEN);
  });

  test('a store that is gone holds up no call, and the others hear of a pause once it is back', async () => {
    await using place = await engine.emptyPlace();
    await using door = await openDoor(place.databaseUrl ?? '');
    const { log, lines } = listen();
    await using one = await openProcess({ ...place, databaseUrl: door.url }, { log, patienceMs: 200 });
    await using two = await openProcess(place);
    await using fake = await fakeWebex(refusing('600'));
    const webex = fake.webexWith(one);
    door.turn('shut');
    expect(await failureOf(webex.people.get('p1'))).toMatchObject({ status: 429, outcome: 'refused' });
    expect(await failureOf(webex.people.get('p1'))).toMatchObject({ status: 429, outcome: 'not-sent' });
    expect(fake.seen).toHaveLength(1);
    expect(lines).toHaveLength(1);

    door.turn('open');
    await expect.poll(async () => (await two.limiter.turn('token', false)).is, { timeout: 10_000 }).toBe('cooling');
    await webex.with({ maxWaitMs: 900_000 }).people.get('p1');
    expect(fake.seen).toHaveLength(2);
  });

  test('a store that hangs holds up no call for long, and is asked again when it is back', async () => {
    await using place = await engine.emptyPlace();
    await using door = await openDoor(place.databaseUrl ?? '');
    const { log, lines } = listen();
    await using one = await openProcess({ ...place, databaseUrl: door.url }, { log, patienceMs: 200 });
    await using two = await openProcess(place);
    await using fake = await fakeWebex(() => ({ json: PERSON }));
    const webex = fake.webexWith(one);
    door.turn('silent');
    for (let number = 0; number < 5; number++) await webex.people.get('p1');
    expect(fake.seen).toHaveLength(5);
    expect(lines).toHaveLength(1);

    await two.limiter.cool(600_000, 'token');
    expect((await one.limiter.turn('token', false)).is).toBe('go');
    door.turn('open');
    await expect.poll(async () => (await one.limiter.turn('token', false)).is, { timeout: 10_000 }).toBe('cooling');
  });
}

function oneProcess(engine: TestEngine): void {
  test('a restart in the middle of a pause makes no call before its end', async () => {
    await using place = await engine.emptyPlace();
    await using fake = await fakeWebex(refusing('600'));
    const clock = testClock();
    const start = async () => {
      const opened = await openThrottle(place, clock);
      return {
        ...opened,
        webex: fake.webexWith({ clock, limiter: await limiterOver(opened, clock, { hasOthers: false }) }),
      };
    };
    {
      await using before = await start();
      expect(await failureOf(before.webex.people.get('p1'))).toMatchObject({ outcome: 'refused' });
    }
    await clock.sleep(200_000);
    await using after = await start();
    expect(await failureOf(after.webex.people.get('p1'))).toMatchObject({ status: 429, outcome: 'not-sent' });
    expect(fake.seen).toHaveLength(1);
    await after.webex.with({ maxWaitMs: 900_000 }).people.get('p1');
    expect(clock.elapsed()).toBeGreaterThanOrEqual(600_000);
    expect(clock.elapsed()).toBeLessThan(602_000);
  });

  test.each([-3_600_000, 3_600_000])('a wall clock set by %i ms changes nothing about a pause', async (ms) => {
    await using place = await engine.emptyPlace();
    await using fake = await fakeWebex(refusing('38'));
    await using one = await openProcess(place, { hasOthers: false });
    const webex = fake.webexWith(one);
    await webex.with({ onWait: () => one.clock.setForth(ms) }).people.get('p1');
    await webex.people.get('p1');
    expect(one.clock.slept).toHaveLength(1);
    expect(one.clock.elapsed()).toBeGreaterThanOrEqual(38_000);
  });

  test('a call that may go asks nobody and waits for nothing', async () => {
    await using place = await engine.emptyPlace();
    await using one = await openProcess(place, { hasOthers: false });
    expect(one.limiter.turn('token', false)).toEqual({ is: 'go', ms: 0 });
  });
}

function listen() {
  const lines: string[] = [];
  return { lines, log: createLog('warn', { write: (line) => void lines.push(line) }) };
}
