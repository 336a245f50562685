import { expect, test } from 'vitest';
import { createLoneSeenEvents, createSeenEvents } from '#inbound/dedupe.ts';

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

test('a lone process knows its own events from memory, looks older ones up, and keeps every key', async () => {
  const start = Date.parse('2026-11-22T12:00:00Z');
  let now = start;
  const stored = new Set(['old']);
  const looked: string[] = [];
  const kept = {
    known: async (key: string) => {
      looked.push(key);
      return stored.has(key);
    },
    keepLater: (key: string) => void stored.add(key),
    forget: async (key: string) => void stored.delete(key),
  };
  const seen = createLoneSeenEvents(kept, { now: () => now });
  now += 5 * 60_000;
  const fresh = new Date(now).toISOString();
  expect(await seen.claim('old', '2026-11-22T11:59:00Z')).toBe(false);
  expect(await seen.claim('new', fresh)).toBe(true);
  expect(await seen.claim('new', fresh)).toBe(false);
  expect(await seen.claim('undated')).toBe(true);
  expect(looked).toEqual(['old', 'undated']);
  expect(stored).toEqual(new Set(['old', 'new', 'undated']));
  await seen.release('new');
  expect(await seen.claim('new', fresh)).toBe(true);
});
