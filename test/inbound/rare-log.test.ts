import { expect, test } from 'vitest';
import { createRareLog } from '#inbound/rare-log.ts';

test('what happens a thousand times in a moment is told once', () => {
  const told: [number, string][] = [];
  const tell = createRareLog<string>((count, latest) => told.push([count, latest]));
  for (let index = 0; index < 1_000; index += 1) tell(`refusal ${index}`);
  expect(told).toEqual([[1, 'refusal 0']]);
});
