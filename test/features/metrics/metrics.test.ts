import { describe, expect, test } from 'vitest';
import { barOf, scaleOf, sizeFor, slotsOf, sparkline } from '#features/metrics/chart.ts';
import { metricWords, readMetricWords } from '#features/metrics/metric-words.ts';
import { lastIn, spanOf } from '#features/metrics/span.ts';
import { openLab } from '../../lab.ts';

const HOUR = 3_600_000;
const NOW = Date.parse('2026-11-22T13:20:00Z');
const span = (words: Parameters<typeof spanOf>[0]) =>
  spanOf(words, { now: NOW, timeZone: 'Europe/Oslo', usual: '24h', say: (other) => JSON.stringify(other) });

describe('words', () => {
  test.each([
    ['Fjord sound level last 7 days daily', { workspace: 'Fjord', metric: 'soundLevel', last: '7d', by: 'daily' }],
    ['San Jose lab temp fahrenheit', { workspace: 'San Jose lab', metric: 'temperature', unit: 'fahrenheit' }],
    ['"Sound lab" noise last week', { workspace: 'Sound lab', metric: 'ambientNoise', last: '1w' }],
    ['in Fjord air quality from 2026-11-20 08:00 to today', { metric: 'tvoc', from: '2026-11-20t08:00', to: 'today' }],
    ['id:Y2lz people yesterday raw', { workspace: 'id:Y2lz', from: 'yesterday', to: 'today', by: 'samples' }],
    ['Fjord people now and then', { workspace: 'Fjord', metric: 'peopleCount', unknown: 'now' }],
  ])('"%s" are told apart, and read the same again', (words, told) => {
    const read = readMetricWords(words);
    expect(read).toMatchObject(told);
    const { unknown: _, ...again } = read;
    expect(readMetricWords(metricWords(again))).toEqual(again);
  });

  test('a time is a number of hours, days or weeks', () => {
    expect(['24h', '7 days', 'week', '2 weeks', 'month'].map(lastIn)).toEqual(['24h', '7d', '1w', '2w', '30d']);
    expect(['0h', 'soon', '7', '-1d', ''].map(lastIn)).toEqual([undefined, undefined, undefined, undefined, undefined]);
  });
});

describe('a time', () => {
  test('is told as finely as Webex does for its length', () => {
    expect(span({})).toEqual({ from: NOW - 24 * HOUR, to: NOW, by: 'hourly', isNow: true });
    expect(span({ last: '48h' }).by).toBe('hourly');
    expect(span({ last: '49h' }).by).toBe('daily');
    expect(span({ last: '30d' }).by).toBe('daily');
    expect(span({ last: '24h', by: 'daily' }).by).toBe('daily');
  });

  test('that was written is one of the bot’s own zone, and never goes beyond now', () => {
    const day = span({ from: '2026-11-20', to: '2026-11-21t08:00' });
    expect([day.from, day.to].map((at) => new Date(at).toISOString())).toEqual([
      '2026-11-19T23:00:00.000Z',
      '2026-11-21T07:00:00.000Z',
    ]);
    expect(span({ from: 'today', to: '2026-12-24' })).toMatchObject({ to: NOW, isNow: true });
  });

  test.each([
    [{ last: '7d', by: 'hourly' as const }, 'Hours are told for 48 h at a time, not for 7 d'],
    [{ last: '31d' }, 'Days are told for 30 d at a time, not for 31 d'],
    [{ from: '2026-12-24' }, 'That time is still to come'],
    [{ from: '2026-11-21', to: '2026-11-20' }, 'That time ends before it begins'],
    [{ from: '2026-02-30' }, '"2026-02-30" is no time'],
  ])('%j is refused before Webex is asked', (words, why) => {
    expect(() => span(words)).toThrow(why);
  });
});

describe('a chart', () => {
  const points = [0, 1, 3].map((hour) => ({ start: hour * HOUR, value: hour * 10 }));

  test('shows gaps as gaps', () => {
    expect(slotsOf(points, 0, 4 * HOUR, HOUR).map(({ value }) => value)).toEqual([0, 10, undefined, 30]);
    expect(sparkline(slotsOf(points, 0, 4 * HOUR, HOUR))).toBe('▁▃·█');
    expect(sparkline(slotsOf([], 0, 2 * HOUR, HOUR))).toBe('··');
  });

  test('has no more rows than fit, and bars no longer than others', () => {
    expect(sizeFor(0, 24 * HOUR, HOUR, 24)).toBe(HOUR);
    expect(sizeFor(0, 48 * HOUR, HOUR, 24)).toBe(2 * HOUR);
    expect(sizeFor(0, HOUR, 0, 24)).toBe(HOUR / 12);
    expect([0.01, 5, 9.9, 10].map((value) => barOf(value, 0, 10).bar.length)).toEqual([1, 7, 14, 14]);
    expect(barOf(20, 20, 20).bar).toBe('█'.repeat(14));
    expect(barOf(0, 0, 10).hasBar).toBe(false);
    expect(barOf(undefined, 0, 10).hasBar).toBe(false);
  });
});

test('what Webex would refuse is never asked of it, and the longest times fit on a card', async () => {
  await using lab = await openLab();
  await lab.logIn('Alice', 'everything');
  for (const words of [
    'metrics Geiranger temperature last 30d',
    'metrics Geiranger people last 48h samples',
    'usage Fjord last 30d',
    'usage Fjord last 48h',
  ])
    expect((await lab.alice.says(words)).lines).toHaveProperty('20');
  expect((await lab.alice.says('metrics Geiranger people last 60d')).title).toContain('30 d at a time');
});

test('the measure may come first, and a time be said with "for" or by itself', () => {
  const temperature = { workspace: 'fjord', metric: 'temperature', last: '7d' };
  expect(readMetricWords('temperature on fjord for 7d')).toEqual(temperature);
  expect(readMetricWords('fjord temperature 7d')).toEqual(temperature);
  expect(readMetricWords('sound level fjord')).toEqual({ workspace: 'fjord', metric: 'soundLevel' });
  expect(readMetricWords('fjord for 2 weeks')).toEqual({ workspace: 'fjord', last: '2w' });
  expect(readMetricWords('fjord 90d')).toEqual({ workspace: 'fjord', last: '90d' });
  expect(readMetricWords('Board Room 12 people')).toEqual({ workspace: 'Board Room 12', metric: 'peopleCount' });
  expect(readMetricWords('"Sound" temperature')).toEqual({ workspace: 'Sound', metric: 'temperature' });
});

test('bars begin at a rounded value, so that a small difference looks like one', () => {
  expect(scaleOf(33, 35, 5)).toEqual({ from: 25, to: 35 });
  expect(scaleOf(21.4, 23.9, 1)).toEqual({ from: 20, to: 24 });
  expect(scaleOf(0, 900, 50)).toEqual({ from: 0, to: 1_000 });
});
