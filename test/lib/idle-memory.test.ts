import { expect, test } from 'vitest';
import { giveBackMemory } from '#lib/idle-memory.ts';

test('garbage is collected once after work, as soon as the process is at rest', async () => {
  // A second of work each: a start, rest, rest, a burst, some traffic, rest, rest.
  const seconds = [0.9, 0.01, 0.0, 0.8, 0.1, 0.02, 0.0];
  const looked = seconds.length;
  const collected: number[] = [];
  const over = Promise.withResolvers<void>();
  const keeper = giveBackMemory({
    everyMs: 1,
    looksAtRest: 1,
    collect: () => void collected.push(looked - seconds.length),
    worked: () => {
      const share = seconds.shift();
      if (share === undefined) over.resolve();
      return share ?? 0;
    },
  });
  await over.promise;
  keeper.stop();
  expect(collected).toEqual([2, 6]);
});

test('without a collector there is nothing to do', () => {
  expect(() => giveBackMemory({ collect: undefined }).stop()).not.toThrow();
});
