import type { Clock } from './clock.ts';

/**
 * Gives what `make` gave last, and asks it again at most once in `everyMs`. Callers who come while it is at work wait for
 * the same answer, so that a flood of them costs no more than one. A failure is shared like an answer.
 */
export function shared<T>(make: () => Promise<T>, everyMs: number, clock: Pick<Clock, 'elapsed'>): () => Promise<T> {
  let latest: Promise<T> | undefined;
  let madeAt = 0;
  let isMaking = false;
  return () => {
    if (latest && (isMaking || clock.elapsed() - madeAt < everyMs)) return latest;
    madeAt = clock.elapsed();
    isMaking = true;
    latest = make().finally(() => {
      isMaking = false;
    });
    return latest;
  };
}
