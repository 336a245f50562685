import { expect, test } from 'vitest';
import { inTurn } from '../../../src/features/codes/in-turn.ts';

test('one begins when the one before it has ended, also when that failed; another workspace does not wait', async () => {
  const seen: string[] = [];
  const step = (key: string, name: string, fails = false) =>
    inTurn(key, async () => {
      seen.push(`${name} begins`);
      await new Promise((resolve) => setImmediate(resolve));
      seen.push(`${name} ends`);
      if (fails) throw new Error(name);
    });
  await Promise.allSettled([step('fjord', 'a', true), step('fjord', 'b'), step('kew', 'c')]);
  expect(seen.slice(0, 2)).toEqual(['a begins', 'c begins']);
  expect(seen.filter((one) => !one.startsWith('c'))).toEqual(['a begins', 'a ends', 'b begins', 'b ends']);
});
