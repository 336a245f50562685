import { setImmediate as turn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { createLocalWork } from '#jobs/local-work.ts';
import { systemClock as clock } from '#lib/clock.ts';
import { createLaneCache } from '#store/lane-cache.ts';
import { createPlace, quiet } from './engines.ts';
import { newEvent } from './samples.ts';

const event = (number: number) => ({ seq: String(number).padStart(4, '0') });

/** A cache that reads its lane, as after more events came in than it keeps. */
function reading(...found: { seq: string }[]) {
  const cache = createLaneCache<{ seq: string }>();
  cache.expectMore(['lane'], true);
  cache.reading('lane');
  cache.load('lane', found, false);
  return cache;
}

test('an event that was read before its own caller knew that it is stored comes once', () => {
  const cache = reading(event(1), event(2));
  cache.push('lane', event(2));
  cache.push('lane', event(3));
  const all: unknown[] = [];
  for (let first = cache.first('lane'); first; first = cache.first('lane')) {
    all.push(first);
    cache.shift('lane');
  }
  expect(all).toEqual([event(1), event(2), event(3)]);
});

test('also when it was done meanwhile', () => {
  const cache = reading(event(1));
  cache.shift('lane');
  cache.push('lane', event(1));
  expect(cache.first('lane')).toBeUndefined();
  expect(cache.isMoreStored('lane')).toBe(false);
  cache.push('lane', event(2));
  expect(cache.first('lane')).toEqual(event(2));
});

test('a burst larger than the memory for it is worked once and in order', async () => {
  await using place = await createPlace();
  const { inbox } = await place.open();
  await inbox.lanes();
  const worked = new Map<string, number[]>();
  const work = createLocalWork({ log: quiet, clock });
  work.handle(
    'lane',
    async (lane) => {
      for (let claim = await inbox.claim(lane); claim && 'event' in claim; claim = await inbox.claim(lane)) {
        for (let turns = 0; turns < 3; turns += 1) await turn();
        worked.set(lane, [...(worked.get(lane) ?? []), Number(claim.event.key)]);
        await inbox.done(claim.event);
      }
    },
    { concurrency: 16 },
  );
  await work.start();
  let next = 0;
  const adder = async () => {
    for (let number = next++; number < 8_000; number = next++) {
      const lane = `lane-${number % 40}`;
      await inbox.add(newEvent(String(number), lane));
      work.wake('lane', lane);
    }
  };
  await Promise.all(Array.from({ length: 400 }, adder));
  await expect.poll(async () => (await inbox.depth()).waiting, { timeout: 20_000 }).toBe(0);
  await work.stop();
  const all = [...worked.values()].flat();
  expect(all).toHaveLength(8_000);
  expect(new Set(all).size).toBe(8_000);
  for (const numbers of worked.values()) expect(numbers).toEqual([...numbers].sort((one, other) => one - other));
});
