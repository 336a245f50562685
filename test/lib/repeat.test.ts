import { expect, test } from 'vitest';
import { nextOf, readRepeat, repeatWords } from '#lib/repeat.ts';

const OSLO = 'Europe/Oslo';

test.each([
  ['day at 7:00', 'day at 07:00'],
  ['weekday at 07:30', 'weekday at 07:30'],
  ['Mondays at 7', 'monday at 07:00'],
  ['thu at 23.59', 'thursday at 23:59'],
  ['monday', 'monday at 07:00'],
  ['weekday', 'weekday at 07:00'],
  ['6 hours', '6 hours'],
  ['hour', 'hour'],
  ['2 days', '48 hours'],
  ['day', '24 hours'],
])('"every %s" is read as "every %s", and back', (text, words) => {
  const repeat = readRepeat(text, OSLO);
  if (!repeat) throw new Error('not read');
  expect(repeatWords(repeat)).toBe(words);
  expect(readRepeat(words, OSLO)).toEqual(repeat);
});

test.each(['', 'day at 25:00', 'day at 7:60', 'someday at 7:00', '0 hours', '200 hours', 'mo at 7', '7:00'])(
  '"every %s" is not guessed at',
  (text) => {
    expect(readRepeat(text, OSLO)).toBeUndefined();
  },
);

const next = (text: string, after: string): string => {
  const repeat = readRepeat(text, OSLO);
  return repeat ? new Date(nextOf(repeat, Date.parse(after))).toISOString() : '';
};

test('the next run is by the clocks of the zone, over the change to winter time as well', () => {
  // Clocks in Oslo went back on 25 October 2026, a Sunday.
  expect(next('day at 07:00', '2026-10-24T04:59:59Z')).toBe('2026-10-24T05:00:00.000Z');
  expect(next('day at 07:00', '2026-10-24T05:00:00Z')).toBe('2026-10-25T06:00:00.000Z');
  expect(next('day at 00:30', '2026-10-24T22:15:00Z')).toBe('2026-10-24T22:30:00.000Z');
  // Clocks went forward on 29 March: there is no 02:30, and no day is left out.
  const skipped = next('day at 02:30', '2026-03-28T12:00:00Z');
  expect(skipped.slice(0, 12)).toBe('2026-03-29T0');
  expect(next('weekday at 07:00', '2026-11-20T07:00:00Z')).toBe('2026-11-23T06:00:00.000Z');
  expect(next('monday at 07:00', '2026-11-23T06:00:00Z')).toBe('2026-11-30T06:00:00.000Z');
  expect(next('6 hours', '2026-11-22T13:10:00Z')).toBe('2026-11-22T19:10:00.000Z');
});
