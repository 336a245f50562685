import { expect, test } from 'vitest';
import { createSeenEvents } from '#inbound/dedupe.ts';

test('an event is new once an hour, and again after it was given back', () => {
  let now = 1;
  const seen = createSeenEvents({ now: () => now });
  expect([seen.claim('a'), seen.claim('a'), seen.claim('b')]).toEqual([true, false, true]);
  seen.release('b');
  expect(seen.claim('b')).toBe(true);
  now += 60 * 60_000 + 1;
  expect(seen.claim('a')).toBe(true);
});

test('memory stays bounded', () => {
  const seen = createSeenEvents({ now: () => 1 });
  for (let at = 0; at < 10_001; at += 1) seen.claim(String(at));
  expect([seen.claim('10000'), seen.claim('0')]).toEqual([false, true]);
});
