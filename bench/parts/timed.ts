import { median, quantile } from './load.ts';

/**
 * Milliseconds. What an item takes is the median of its rounds, which lie apart: other work on the machine only ever makes
 * one of them longer. `all` is the 99th percentile of all runs, with everything that came in between.
 */
export interface Figure {
  p50: number;
  p99: number;
  all: number;
}

/** Runs something once for each item, `rounds` times over, after some rounds nobody looks at; each run is timed alone. */
export const timed = <Item>(items: readonly Item[], rounds: number, run: (item: Item) => unknown): Figure =>
  timedFresh(items, rounds, (item) => item, run);

/** The same with something made for each run, which takes its time unseen. */
export function timedFresh<Item, Made>(
  items: readonly Item[],
  rounds: number,
  make: (item: Item) => Made,
  run: (made: Made) => unknown,
): Figure {
  const took = items.map((): number[] => []);
  for (let round = -Math.ceil(rounds / 4); round < rounds; round += 1) {
    for (const [at, item] of items.entries()) {
      const made = make(item);
      const before = performance.now();
      const came = run(made);
      const ms = performance.now() - before;
      if (came === undefined) throw new Error(`nothing came of ${JSON.stringify(item)}`);
      if (round >= 0) took[at]?.push(ms);
    }
  }
  const sorted = (values: number[]) => values.sort((left, right) => left - right);
  const each = sorted(took.map(median));
  return { p50: quantile(each, 0.5), p99: quantile(each, 0.99), all: quantile(sorted(took.flat()), 0.99) };
}

/** The next of a list of numbers that is the same in every run. */
export function numbers(seed = 1): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state;
  };
}

/** A word as somebody misspells it: a letter less, a letter twice, or two of them swapped. */
export function misspelt(text: string, random: number): string {
  const at = 1 + (random % Math.max(1, text.length - 2));
  const [one = '', two = ''] = text.slice(at, at + 2);
  const slip = [two, one + one + two, two + one][random % 3] ?? '';
  return text.slice(0, at) + slip + text.slice(at + 2);
}
