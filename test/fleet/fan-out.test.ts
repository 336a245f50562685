import { setImmediate as turn } from 'node:timers/promises';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fanOut } from '#fleet/fan-out.ts';

test('each item is worked once, so many at a time, and the results keep their order', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(3), { maxLength: 40 }), fc.integer({ min: 1, max: 9 }), async (waits, atOnce) => {
      const worked: number[] = [];
      let running = 0;
      let most = 0;
      const results = await fanOut(
        waits.map((wait, index) => ({ wait, index })),
        async ({ wait, index }) => {
          running += 1;
          most = Math.max(most, running);
          for (let left = wait; left > 0; left -= 1) await turn();
          running -= 1;
          worked.push(index);
          return index;
        },
        atOnce,
      );
      expect(results).toEqual(waits.map((_, index) => index));
      expect(worked.sort((left, right) => left - right)).toEqual(results);
      expect(most).toBeLessThanOrEqual(atOnce);
    }),
    { numRuns: 50 },
  );
});

test('a failure comes out when all that was begun has ended; what was not begun is left', async () => {
  const ended: number[] = [];
  const work = async (item: number) => {
    if (item === 1) throw new Error('one');
    await turn();
    ended.push(item);
  };
  await expect(fanOut([0, 1, 2, 3, 4], work, 2)).rejects.toThrow('one');
  expect(ended).toEqual([0]);
});
