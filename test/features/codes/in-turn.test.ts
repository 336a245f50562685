import { expect, test } from 'vitest';
import { inTurn } from '../../../src/features/codes/in-turn.ts';

test('one begins when the one before it has ended, also when that failed', async () => {
  const seen: string[] = [];
  const step = (name: string, fails = false) =>
    inTurn(async () => {
      seen.push(`${name} begins`);
      await Promise.resolve();
      seen.push(`${name} ends`);
      if (fails) throw new Error(name);
    });
  await Promise.allSettled([step('a', true), step('b'), step('c')]);
  expect(seen).toEqual(['a begins', 'a ends', 'b begins', 'b ends', 'c begins', 'c ends']);
});
