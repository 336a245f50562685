import { LRUCache } from 'lru-cache';
import type { Clock } from '#lib/clock.ts';

/** Remembers events, so that one delivered twice is served once. */
export interface SeenEvents {
  /** True the first time a key is claimed. `created` is when its event happened (ISO 8601), as Webex tells it. */
  claim(key: string, created?: string): boolean | Promise<boolean>;
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

/** What keeps keys over a restart; see `store/events.ts`. */
interface KeptKeys {
  known(key: string): Promise<boolean>;
  keepLater(key: string, at: number): void;
  forget(key: string): Promise<void>;
}

/** For how long memory alone is enough to know an event of this run by. */
const FRESH_MS = 10 * 60_000;
/** How far Webex's clock may be ahead of this one. */
const SKEW_MS = 60_000;

/**
 * For a lone process: events of this run are known from memory, older ones are looked up, and nobody waits for the disk.
 * The queue is in memory too, so a key that a crash loses belongs to work that it loses: the next delivery is worked.
 */
export function createLoneSeenEvents(kept: KeptKeys, clock: Pick<Clock, 'now'>): SeenEvents {
  const memory = createSeenEvents(clock);
  const startedAt = clock.now();
  const mayBeOld = (created: string | undefined): boolean => {
    const at = Date.parse(created ?? '');
    return !(at > startedAt + SKEW_MS && clock.now() - at < FRESH_MS);
  };
  return {
    async claim(key, created) {
      if (!(await memory.claim(key))) return false;
      if (mayBeOld(created) && (await kept.known(key))) return false;
      kept.keepLater(key, clock.now());
      return true;
    },
    async release(key) {
      await memory.release(key);
      await kept.forget(key);
    },
  };
}
