import { expect, test } from 'vitest';
import { createRowIds } from '#store/row-ids.ts';

test('ids sort in the order they were made, also in one millisecond and when the clock is set back', () => {
  let now = 1_700_000_000_000;
  const nextId = createRowIds({ now: () => now, elapsed: () => now, sleep: async () => {} });
  const ids = Array.from({ length: 200_000 }, (_, index) => {
    if (index === 100_000) now -= 86_400_000;
    if (index === 150_000) now += 172_800_000;
    return nextId();
  });
  expect(ids.every((id, index) => index === 0 || id > (ids[index - 1] ?? ''))).toBe(true);
  expect(ids.every((id) => /^[0-9a-f]{32}$/.test(id))).toBe(true);
});

test('after a restart with a clock that was set back, ids still sort after those of before', () => {
  const clockAt = (now: number) => ({ now: () => now, elapsed: () => now, sleep: async () => {} });
  const now = 1_700_000_000_000;
  const before = createRowIds(clockAt(now))();
  expect(createRowIds(clockAt(now - 3_600_000), before)() > before).toBe(true);
  // A clock that was years ahead must not keep what comes now from ever being old.
  const wrong = createRowIds(clockAt(now + 1e11))();
  expect(createRowIds(clockAt(now), wrong)() < wrong).toBe(true);
});
