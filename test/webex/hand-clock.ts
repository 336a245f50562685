import type { Clock } from '#lib/clock.ts';

export interface HandClock extends Clock {
  /** How long those who sleep now asked to sleep. */
  asleep(): number[];
  /** Resolves once so many sleep. */
  untilAsleep(count: number): Promise<void>;
  /** Lets time pass up to the moment when the next one wakes, and wakes it. */
  wakeNext(): void;
}

/** Time passes only when the test says so; whoever sleeps wakes in the right order. */
export function handClock(): HandClock {
  let elapsed = 0;
  const sleepers: { until: number; ms: number; wake(): void }[] = [];
  const watchers = new Set<() => void>();
  return {
    now: () => 1_700_000_000_000 + elapsed,
    elapsed: () => elapsed,
    asleep: () => sleepers.map(({ ms }) => ms),
    sleep: (ms) =>
      new Promise((wake) => {
        sleepers.push({ until: elapsed + ms, ms, wake });
        for (const look of watchers) look();
      }),
    untilAsleep: (count) =>
      new Promise((resolve) => {
        const look = () => {
          if (sleepers.length < count) return;
          watchers.delete(look);
          resolve();
        };
        watchers.add(look);
        look();
      }),
    wakeNext() {
      sleepers.sort((a, b) => a.until - b.until);
      const next = sleepers.shift();
      if (!next) return;
      elapsed = Math.max(elapsed, next.until);
      next.wake();
    },
  };
}
