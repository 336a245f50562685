/** Tells the time. Tests hand in their own, so that no test waits and none depends on the wall clock. */
export interface Clock {
  /** Milliseconds since the epoch. Somebody may set it: for moments, never for how long something takes. */
  now(): number;
  /** Milliseconds since some moment, with fractions. Nobody can set it: for how long something takes. */
  elapsed(): number;
  /** Resolves after `ms` milliseconds, or at once when `signal` aborts. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** The machine's own clock. */
export const systemClock: Clock = {
  now: () => Date.now(),
  elapsed: () => performance.now(),
  sleep: (ms, signal) =>
    new Promise((resolve) => {
      if (signal?.aborted) return resolve();
      const done = () => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', done);
        resolve();
      };
      const timer = setTimeout(done, ms);
      signal?.addEventListener('abort', done, { once: true });
    }),
};
