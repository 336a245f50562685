import { performance } from 'node:perf_hooks';

const EVERY_MS = 10_000;

/** For what can happen thousands of times a second: counted, and told at most every ten seconds with the count. */
export function createRareLog<T>(tell: (count: number, latest: T) => void): (latest: T) => void {
  let count = 0;
  let toldAt = Number.NEGATIVE_INFINITY;
  return (latest) => {
    count += 1;
    if (performance.now() - toldAt < EVERY_MS) return;
    tell(count, latest);
    toldAt = performance.now();
    count = 0;
  };
}
