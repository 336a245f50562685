import { expect, test } from 'vitest';
import { shared } from '#lib/shared.ts';

test('a flood of callers costs one look a second, and those at the same time get the same answer', async () => {
  let now = 0;
  let looks = 0;
  const open = Promise.withResolvers<void>();
  const look = shared(
    async () => {
      looks += 1;
      if (looks === 1) await open.promise;
      return looks;
    },
    1_000,
    { elapsed: () => now },
  );
  const first = Array.from({ length: 100 }, look);
  now = 5_000;
  const late = look();
  open.resolve();
  expect(new Set([...(await Promise.all(first)), await late])).toEqual(new Set([1]));
  now = 5_999;
  expect(await look()).toBe(2);
  now = 6_500;
  expect(await look()).toBe(2);
  now = 7_000;
  expect(await look()).toBe(3);
});

test('a failure is shared too, and the next look may succeed', async () => {
  let now = 0;
  let isDown = true;
  const look = shared(
    async () => {
      if (isDown) throw new Error('down');
      return 'up';
    },
    1_000,
    { elapsed: () => now },
  );
  await expect(look()).rejects.toThrow('down');
  isDown = false;
  await expect(look()).rejects.toThrow('down');
  now = 1_000;
  expect(await look()).toBe('up');
});
