import { expect, test } from 'vitest';
import { createMemoryLimiter } from '#webex/limiter.ts';
import { failureOf, fakeWebex, testClock } from './fake-webex.ts';
import { handClock } from './hand-clock.ts';

const PERSON = { id: 'p1', emails: [], displayName: 'Alice', orgId: 'o1', type: 'person' };
const limited = (seconds: string) => ({ status: 429, headers: { 'retry-after': seconds } });

test('64 callers of all kinds make no call before Retry-After, and do not come back all at once', async () => {
  const clock = handClock();
  const arrivals: number[] = [];
  await using fake = await fakeWebex(() => {
    arrivals.push(clock.elapsed());
    return arrivals.length === 1 ? limited('38') : { json: { ...PERSON, roomId: 'r1', deviceId: 'd', result: {} } };
  });
  const webex = fake.webexWith({ clock });
  const calls: Promise<unknown>[] = [webex.people.get('p1')];
  await clock.untilAsleep(1);
  for (let number = 0; number < 16; number++) {
    calls.push(webex.devices.get('d'), webex.xapi.command('d', 'Audio.Volume.Set'), webex.people.get('p1'));
    calls.push(webex.messages.create({ to: { roomId: 'r1' }, text: 'hi' }));
  }
  await clock.untilAsleep(65);
  expect(new Set(clock.asleep()).size).toBeGreaterThan(32);
  while (clock.asleep().length > 0) clock.wakeNext();
  await Promise.all(calls);
  expect(arrivals).toHaveLength(66);
  expect(Math.min(...arrivals.slice(1))).toBeGreaterThanOrEqual(38_000);
});

test('callers who stood in line for a connection when the 429 came make no call either', async () => {
  const clock = handClock();
  const arrivals: number[] = [];
  const gate = Promise.withResolvers<void>();
  await using fake = await fakeWebex(async () => {
    arrivals.push(clock.elapsed());
    // A full house: one of them is refused while the others are still at work.
    if (arrivals.length === 64) return limited('38');
    await gate.promise;
    return { json: PERSON };
  });
  const webex = fake.webexWith({ clock });
  const calls = Array.from({ length: 100 }, () => webex.people.get('p1'));
  await clock.untilAsleep(1);
  gate.resolve();
  await clock.untilAsleep(37);
  expect(arrivals).toHaveLength(64);
  while (clock.asleep().length > 0) clock.wakeNext();
  await Promise.all(calls);
  expect(arrivals).toHaveLength(64 + 37);
  expect(Math.min(...arrivals.slice(64))).toBeGreaterThanOrEqual(38_000);
});

test.each([
  ['back', -3_600_000],
  ['forth', 3_600_000],
])('a wall clock that is set %s by an hour neither shortens nor lengthens a pause', async (_way, ms) => {
  const arrivals: number[] = [];
  const clock = testClock();
  await using fake = await fakeWebex(() => {
    arrivals.push(clock.elapsed());
    return arrivals.length === 1 ? limited('38') : { json: PERSON };
  });
  const webex = fake.webexWith({ clock });
  await webex.with({ onWait: () => clock.setForth(ms) }).people.get('p1');
  expect(arrivals).toHaveLength(2);
  expect(arrivals[1]).toBeGreaterThanOrEqual(38_000);
  expect(arrivals[1]).toBeLessThanOrEqual(39_000);
  await webex.people.get('p1');
  expect(clock.slept).toHaveLength(1);
});

test('the longest of several pauses counts', () => {
  const clock = testClock();
  const limiter = createMemoryLimiter({ clock });
  limiter.cool(38_000, 'token');
  limiter.cool(5_000, 'messages');
  expect(limiter.turn('token', false)).toEqual({ is: 'cooling', ms: 38_000 });
  expect(limiter.turn('messages', false)).toEqual({ is: 'cooling', ms: 5_000 });
});

test('a budget lets a second of calls go at once, then one after the other', async () => {
  const clock = handClock();
  const arrivals: number[] = [];
  await using fake = await fakeWebex(() => {
    arrivals.push(clock.elapsed());
    return { json: PERSON };
  });
  const webex = fake.webexWith({ clock, limiter: createMemoryLimiter({ clock, callsPerSecond: 10 }) });
  const calls = Array.from({ length: 15 }, () => webex.people.get('p1'));
  await Promise.all(calls.slice(0, 10));
  expect(clock.asleep()).toEqual([100, 200, 300, 400, 500]);
  for (const call of calls.slice(10)) {
    clock.wakeNext();
    await call;
  }
  expect(arrivals).toEqual([...Array(10).fill(0), 100, 200, 300, 400, 500]);
});

test('a pause that begins while a call waits for its place holds that call up too', async () => {
  const clock = handClock();
  const arrivals: number[] = [];
  await using fake = await fakeWebex(() => {
    arrivals.push(clock.elapsed());
    return { json: PERSON };
  });
  const limiter = createMemoryLimiter({ clock, callsPerSecond: 1 });
  const webex = fake.webexWith({ clock, limiter });
  await webex.people.get('p1');
  const second = webex.people.get('p1');
  await clock.untilAsleep(1);
  limiter.cool(38_000, 'token');
  clock.wakeNext();
  await clock.untilAsleep(1);
  clock.wakeNext();
  await second;
  expect(arrivals[0]).toBe(0);
  expect(arrivals[1]).toBeGreaterThanOrEqual(38_000);
});

test('a line of more than a minute takes nobody else in, and is open again when it has moved on', async () => {
  const clock = handClock();
  await using fake = await fakeWebex(() => ({ json: PERSON }));
  const webex = fake.webexWith({ clock, limiter: createMemoryLimiter({ clock, callsPerSecond: 1 }) });
  const calls = Array.from({ length: 62 }, () => webex.people.get('p1'));
  const refused = await failureOf(Promise.all(calls.slice(61)));
  expect(refused).toMatchObject({ code: 'webex-over-budget', outcome: 'not-sent' });
  expect(fake.seen.length).toBeLessThanOrEqual(1);
  clock.wakeNext();
  const late = webex.people.get('p1');
  while (clock.asleep().length > 0) clock.wakeNext();
  await Promise.all([...calls.slice(0, 61), late]);
  expect(fake.seen).toHaveLength(62);
});
