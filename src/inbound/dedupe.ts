import { LRUCache } from 'lru-cache';
import type { Clock } from '#lib/clock.ts';

/** Remembers events, so that one delivered twice is served once. */
export interface SeenEvents {
  /** True the first time a key is claimed. */
  claim(key: string): boolean | Promise<boolean>;
  /** Gives a claim back, because the event could not be taken. */
  release(key: string): void | Promise<void>;
}

const MAX_KEYS = 10_000;
const MAX_AGE_MS = 60 * 60_000;

/** Remembers in memory: the last 10,000 events of the last hour. */
export function createSeenEvents(clock: Pick<Clock, 'now'>): SeenEvents {
  // ttlResolution 0: without it the cache holds on to one reading of the clock for a timer's length.
  const seen = new LRUCache<string, true>({ max: MAX_KEYS, ttl: MAX_AGE_MS, ttlResolution: 0, perf: clock });
  return {
    claim(key) {
      if (seen.has(key)) return false;
      seen.set(key, true);
      return true;
    },
    release(key) {
      seen.delete(key);
    },
  };
}
