import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createPace } from '#webex/pace.ts';

interface Cloud {
  /** Calls a second that it takes, 2 s' worth at once; from `changesAt` on so many. */
  perSecond: number;
  becomes?: { atMs: number; perSecond: number };
  /** Seconds at which it is shut for two seconds, whatever was left. */
  storms?: number[];
}

/** Somebody with so many calls to make, as fast as they can, heeding Retry-After, by a clock that only they move. */
function callsOf(cloud: Cloud, { calls, perSecond, isPaced }: { calls: number; perSecond: number; isPaced: boolean }) {
  let now = 0;
  const pace = createPace({ elapsed: () => now });
  let rate = cloud.perSecond;
  let left = 2 * rate;
  let filledAt = 0;
  const storms = [...(cloud.storms ?? [])];
  const answers = { taken: 0, refused: 0, longestMs: 0 };
  const refuse = (pauseMs: number) => {
    answers.refused += 1;
    pace.refused(pauseMs);
    now += pauseMs;
  };
  while (answers.taken < calls) {
    now += 1_000 / perSecond;
    const waitMs = isPaced ? pace.place() : 0;
    answers.longestMs = Math.max(answers.longestMs, waitMs);
    now += waitMs;
    if (cloud.becomes && now >= cloud.becomes.atMs) rate = cloud.becomes.perSecond;
    left = Math.min(2 * rate, left + ((now - filledAt) * rate) / 1_000);
    filledAt = now;
    const [storm = Infinity] = storms;
    if (now >= storm * 1_000) {
      storms.shift();
      refuse(2_000);
    } else if (left < 1) refuse(1_000);
    else {
      left -= 1;
      answers.taken += 1;
      pace.took();
    }
  }
  return { ...answers, ms: now };
}

test('before Webex refused anything no call waits', () => {
  const pace = createPace({ elapsed: () => 5 });
  for (let calls = 0; calls < 1_000; calls += 1) {
    expect(pace.place()).toBe(0);
    pace.took();
  }
});

test.each([300, 350, 500, 1_000])(
  'with a limit of 200 a second, %i a second are paced: fewer are refused, and storms cost less',
  (perSecond) => {
    const cloud = { perSecond: 200, storms: [14, 27, 40] };
    const unpaced = callsOf(cloud, { calls: 10_000, perSecond, isPaced: false });
    const paced = callsOf(cloud, { calls: 10_000, perSecond, isPaced: true });
    expect(paced.refused).toBeLessThan(unpaced.refused);
    expect(paced.ms).toBeLessThan(unpaced.ms);
    // 10,000 at 200 a second, with 400 at once, take 48 s.
    expect(paced.ms).toBeLessThan(50_000);
  },
);

test('whoever is slower than the limit is not made slower by much, whatever was learned of a storm', () => {
  const cloud = { perSecond: 200, storms: [5, 11, 20, 33] };
  const unpaced = callsOf(cloud, { calls: 10_000, perSecond: 180, isPaced: false });
  const paced = callsOf(cloud, { calls: 10_000, perSecond: 180, isPaced: true });
  expect(paced.ms / unpaced.ms).toBeLessThan(1.1);
});

test('a limit that was raised is found out', () => {
  const cloud = { perSecond: 100, becomes: { atMs: 30_000, perSecond: 400 } };
  const { ms } = callsOf(cloud, { calls: 15_000, perSecond: 600, isPaced: true });
  // 3,200 in the first half a minute, the rest at 400 a second would take 30 s.
  expect(ms).toBeLessThan(30_000 + 45_000);
});

test('a pace that was learned of few calls is forgotten where nothing is refused, however many come then', () => {
  let now = 0;
  const pace = createPace({ elapsed: () => now });
  const call = () => {
    const waitMs = pace.place();
    pace.took();
    return waitMs;
  };
  // Two a second, as a rollout makes that is spread over hours, and pauses that were not about their number.
  for (let storm = 0; storm < 5; storm += 1) {
    pace.refused(2_000);
    now += 2_000;
    for (let calls = 0; calls < 56; calls += 1, now += 500) call();
  }
  pace.refused(2_000);
  now += 2_000;
  const from = now;
  let waitedUntil = from;
  for (; now < from + 120_000; now += 60) if (call() > 0) waitedUntil = now;
  expect(waitedUntil - from).toBeLessThanOrEqual(30_000);
});

test('no call ever waits longer than a second, nor less than nothing', () => {
  const step = fc.record({
    what: fc.constantFrom('place', 'took', 'refused'),
    afterMs: fc.nat({ max: 3_000 }),
    times: fc.integer({ min: 1, max: 200 }),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      let now = 0;
      const pace = createPace({ elapsed: () => now });
      for (const { what, afterMs, times } of steps) {
        now += afterMs;
        for (let time = 0; time < times; time += 1) {
          if (what === 'took') pace.took();
          else if (what === 'refused') pace.refused(afterMs);
          else {
            const ms = pace.place();
            expect(ms).toBeGreaterThanOrEqual(0);
            expect(ms).toBeLessThanOrEqual(1_000);
          }
        }
      }
    }),
  );
});
