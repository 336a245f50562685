import { expect, test } from 'vitest';
import { dayIn, fromZoned } from '#lib/zoned.ts';

const at = (text: string, zone: string) => {
  const found = fromZoned(text, zone);
  return found === undefined ? undefined : new Date(found).toISOString();
};

test.each([
  ['2026-11-20', 'UTC', '2026-11-20T00:00:00.000Z'],
  ['2026-11-20', 'Europe/Oslo', '2026-11-19T23:00:00.000Z'],
  ['2026-07-20', 'Europe/Oslo', '2026-07-19T22:00:00.000Z'],
  ['2026-11-20T08:30', 'America/New_York', '2026-11-20T13:30:00.000Z'],
  ['2026-11-20 08:30', 'Asia/Kolkata', '2026-11-20T03:00:00.000Z'],
  // The day on which clocks go forth, and the one on which they go back.
  ['2026-03-29', 'Europe/Oslo', '2026-03-28T23:00:00.000Z'],
  ['2026-03-29T12:00', 'Europe/Oslo', '2026-03-29T10:00:00.000Z'],
  ['2026-10-25', 'Europe/Oslo', '2026-10-24T22:00:00.000Z'],
])('%s in %s is %s', (text, zone, moment) => {
  expect(at(text, zone)).toBe(moment);
});

test.each(['2026-02-30', '2026-13-01', '2026-11-20T25:00', '20 Nov', '', '2026-1-1'])('"%s" is no date', (text) => {
  expect(at(text, 'UTC')).toBeUndefined();
});

test('a day is the one that clocks of the zone show', () => {
  const moment = Date.parse('2026-11-20T23:30:00Z');
  expect(dayIn(moment, 'UTC')).toBe('2026-11-20');
  expect(dayIn(moment, 'Europe/Oslo')).toBe('2026-11-21');
});
