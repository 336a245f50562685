import { expect, test } from 'vitest';
import { giveBackMemory } from '#lib/idle-memory.ts';

/** After which looks garbage is collected; `shares` is how much of the time of each was worked. */
async function collectedAfter(
  shares: readonly number[],
  options: { looksAtRest: number; longMs?: number },
): Promise<number[]> {
  const seconds = [...shares];
  const looked = seconds.length;
  const collected: number[] = [];
  const over = Promise.withResolvers<void>();
  const keeper = giveBackMemory({
    everyMs: 1,
    ...options,
    collect: () => void collected.push(looked - seconds.length),
    worked: () => {
      const share = seconds.shift();
      if (share === undefined) over.resolve();
      return share ?? 0;
    },
  });
  await over.promise;
  keeper.stop();
  return collected;
}

test('garbage is collected once after work, as soon as the process is at rest', async () => {
  // A start, rest, rest, a burst, some traffic, rest, rest.
  expect(await collectedAfter([0.9, 0.01, 0.0, 0.8, 0.1, 0.02, 0.0], { looksAtRest: 1 })).toEqual([2, 6]);
});

test('after long work a shorter rest is enough, once', async () => {
  const [short, long] = [[0.9], [0.9, 0.9, 0.9]];
  const rest = [0, 0, 0, 0, 0];
  const options = { looksAtRest: 4, longMs: 2 };
  expect(await collectedAfter([...short, ...rest], options)).toEqual([5]);
  expect(await collectedAfter([...long, ...rest, ...short, ...rest], options)).toEqual([6, 13]);
});

test('without a collector there is nothing to do', () => {
  expect(() => giveBackMemory({ collect: undefined }).stop()).not.toThrow();
});
