import { expect, test } from 'vitest';
import { deviceCount, nameList } from '#lib/name-list.ts';

test.each([
  [[], 3, ''],
  [['Fjord'], 3, 'Fjord'],
  [['Camden', 'Fjord'], 3, 'Camden and Fjord'],
  [['Camden', 'Fjord', 'Kew'], 3, 'Camden, Fjord and Kew'],
  [['Camden', 'Fjord', 'Kew', 'Oslo'], 3, 'Camden, Fjord and 2 more'],
  [['Camden', 'Fjord'], 1, 'Camden and 1 more'],
  [['x'.repeat(50)], 3, `${'x'.repeat(39)}…`],
])('%j, at most %i', (names, most, text) => {
  expect(nameList(names, most)).toBe(text);
});

test('devices are counted in words', () => {
  expect([0, 1, 2, 1_234].map(deviceCount)).toEqual(['0 devices', '1 device', '2 devices', '1,234 devices']);
});
