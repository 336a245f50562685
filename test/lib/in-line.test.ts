import { expect, test } from 'vitest';
import { placeIn, readyIn } from '#lib/in-line.ts';

const NOW = 1_000;
const waiting = (planId: string, ...devices: string[]) => ({
  planId,
  devices: devices.map((id) => ({ id })),
  until: 2_000,
  claimedUntil: 0,
});
const ids = (line: { planId: string }[]) => line.map(({ planId }) => planId);

test('a place is counted among those that want one of the same devices', () => {
  const line = [waiting('a', 'fjord'), waiting('b', 'kew'), waiting('c', 'fjord', 'kew'), waiting('d', 'kew')];
  expect(['a', 'b', 'c', 'd', 'nobody'].map((id) => placeIn(line, id))).toEqual([1, 1, 3, 3, 0]);
});

test('the first for each free device comes next, and nobody passes one who waits for several', () => {
  const line = [waiting('a', 'fjord', 'kew'), waiting('b', 'kew'), waiting('c', 'oslo'), waiting('d', 'oslo')];
  expect(ids(readyIn(line, [], NOW))).toEqual(['a', 'c']);
  expect(ids(readyIn(line, [{ deviceId: 'fjord' }], NOW))).toEqual(['c']);
});

test('one that is being done holds its devices, and one that ran out is due at once', () => {
  const [first, second, third] = [waiting('a', 'fjord'), waiting('b', 'fjord'), waiting('c', 'kew')];
  expect(ids(readyIn([{ ...first, claimedUntil: NOW + 1 }, second, third], [], NOW))).toEqual(['c']);
  const late = { ...second, until: NOW - 1 };
  expect(ids(readyIn([first, late], [{ deviceId: 'fjord' }], NOW))).toEqual(['b']);
});
