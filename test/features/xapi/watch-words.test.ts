import { describe, expect, test } from 'vitest';
import { readWatchLine, spanOf, untilOf } from '#features/xapi/watch-words.ts';
import type { Line } from '#intent/line.ts';

const MIN = 60_000;

test.each([
  ['10m', 10 * MIN],
  ['10 min', 10 * MIN],
  ['10 minutes', 10 * MIN],
  ['10', 10 * MIN],
  ['90s', 90_000],
  ['90 seconds', 90_000],
  ['2h', 120 * MIN],
  ['1 hour and 30 mins', 90 * MIN],
  ['1h30m', 90 * MIN],
])('"%s" is a length of time', (text, ms) => expect(spanOf(text)).toBe(ms));

test.each(['', 'ten', '10 parsecs', 'm', '1.5h', '-5m', '10m later', '9999999m', '10mm'])('"%s" is none', (text) =>
  expect(spanOf(text)).toBeUndefined(),
);

test.each([
  ['14:00', 'UTC', 60 * MIN],
  ['13:01', 'UTC', MIN],
  ['13.30', 'UTC', 30 * MIN],
  ['14:30', 'Europe/Oslo', 30 * MIN],
  ['00:00', 'UTC', 11 * 60 * MIN],
  ['9:00', 'UTC', 20 * 60 * MIN],
  ['13:00', 'UTC', 24 * 60 * MIN],
])('until %s in %s, at one o’clock', (time, zone, ms) => {
  expect(untilOf(time, Date.parse('2026-11-22T13:00:00Z'), zone)).toBe(ms);
});

test('the seconds that have passed of this minute count', () => {
  expect(untilOf('14:00', Date.parse('2026-11-22T13:59:45Z'), 'UTC')).toBe(15_000);
});

describe('the words of a watch', () => {
  const line = (words: string, on?: string): Line => ({
    words: words.split(' ').map((text) => ({ text, quoted: false })),
    text: words,
    on,
    filters: new Map(),
    raw: words,
    body: undefined,
  });
  const paths = ['Audio.Volume'];

  test.each([
    [line('Audio.Volume', 'Fjord for 10m'), { paths, device: 'Fjord', for: '10m' }],
    [line('Audio.Volume for 10 min', 'Fjord'), { paths, device: 'Fjord', for: '10 min' }],
    [line('Audio.Volume', 'Fjord until 14:00'), { paths, device: 'Fjord', until: '14:00' }],
    [line('Audio.Volume', 'Room for two'), { paths, device: 'Room for two' }],
    [line('Audio.Volume', 'Room for two for 2h'), { paths, device: 'Room for two', for: '2h' }],
    [line('Audio.Volume for 10m'), { paths, device: undefined, for: '10m' }],
    [line('audio volume'), { paths: ['audio.volume'], device: undefined }],
  ])('%#', (given, expected) => expect(readWatchLine(given)).toEqual(expected));
});
