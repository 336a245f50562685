import type { Clock } from '../src/lib/clock.ts';

export interface TimeMachine extends Clock {
  /** Moves the clock on. */
  skip(ms: number): void;
  /** Somebody sets the clock, forth or back: no time passes by that. */
  set(ms: number): void;
}

/** From this length a sleep is skipped instead of slept: a test never waits for a second. */
const LONG_MS = 900;
/** Every lab begins at the same moment, so that transcripts name the same times. */
const START = Date.parse('2026-11-22T13:00:00Z');

/**
 * A clock that stands still but for `skip` and for long sleeps, which it jumps over. What has elapsed takes the same jumps,
 * and goes on in between: a short sleep has to end.
 */
export function timeMachine(): TimeMachine {
  let now = START;
  /** By how much somebody set it. */
  let offset = 0;
  const from = performance.now();
  return {
    now: () => now + offset,
    elapsed: () => now - START + performance.now() - from,
    set: (ms) => {
      offset += ms;
    },
    skip: (ms) => {
      now += ms;
    },
    sleep: (ms, signal) => {
      const isLong = ms >= LONG_MS;
      if (isLong) now += ms;
      return new Promise((resolve) => {
        if (signal?.aborted) return resolve();
        const done = () => {
          clearTimeout(timer);
          signal?.removeEventListener('abort', done);
          resolve();
        };
        const timer = setTimeout(done, isLong ? 1 : ms);
        signal?.addEventListener('abort', done, { once: true });
      });
    },
  };
}
