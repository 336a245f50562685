import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { quietNow, quietUntil } from '#guard/limits/quiet.ts';
import { stretchesAround } from '#lib/stretches.ts';

const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
type Day = (typeof DAYS)[number];
const MINUTE = 60_000;
const at = (text: string) => Date.parse(text);
const clock = (text: string) => Number(text.slice(0, 2)) * 60 + Number(text.slice(3));
const hours = (from: string, to: string, days: readonly Day[] = DAYS, timeZone?: string) => ({
  from: clock(from),
  to: clock(to),
  days,
  timeZone,
});
const isQuiet = (now: string, rule: ReturnType<typeof hours>, zone = 'Europe/Oslo') =>
  quietNow(at(now), [rule], zone).length > 0;
const until = (now: string, rules: ReturnType<typeof hours>[], zone = 'Europe/Oslo') => {
  const end = quietUntil(at(now), rules, zone);
  return end === undefined ? undefined : new Date(end).toISOString().replace('.000', '');
};

describe('quiet hours', () => {
  test('begin with their first minute and end before their last', () => {
    const rule = hours('08:00', '16:00');
    // Oslo is an hour before UTC in November.
    expect(isQuiet('2026-11-23T06:59:59Z', rule)).toBe(false);
    expect(isQuiet('2026-11-23T07:00:00Z', rule)).toBe(true);
    expect(isQuiet('2026-11-23T14:59:59Z', rule)).toBe(true);
    expect(isQuiet('2026-11-23T15:00:00Z', rule)).toBe(false);
    expect(until('2026-11-23T09:00:00Z', [rule])).toBe('2026-11-23T15:00:00Z');
  });

  test('over midnight they belong to the day they began', () => {
    const rule = hours('22:00', '06:00', ['fri']);
    expect(isQuiet('2026-11-20T20:59:00Z', rule)).toBe(false);
    expect(isQuiet('2026-11-20T21:00:00Z', rule)).toBe(true);
    expect(isQuiet('2026-11-21T04:59:00Z', rule)).toBe(true);
    expect(isQuiet('2026-11-21T05:00:00Z', rule)).toBe(false);
    // The night to Friday is Thursday's.
    expect(isQuiet('2026-11-20T00:00:00Z', rule)).toBe(false);
    expect(isQuiet('2026-11-21T21:30:00Z', rule)).toBe(false);
  });

  test('to midnight is to the end of the day', () => {
    const rule = hours('18:00', '00:00', ['sun']);
    expect(isQuiet('2026-11-22T22:59:00Z', rule)).toBe(true);
    expect(isQuiet('2026-11-22T23:00:00Z', rule)).toBe(false);
  });

  test('a rule keeps its own time zone', () => {
    const rule = hours('08:00', '16:00', DAYS, 'America/New_York');
    expect(isQuiet('2026-11-23T12:59:00Z', rule)).toBe(false);
    expect(isQuiet('2026-11-23T13:00:00Z', rule)).toBe(true);
  });

  test('end when the last rule ends', () => {
    const night = hours('22:00', '06:00');
    const morning = hours('05:30', '08:00', ['mon']);
    expect(until('2026-11-22T22:00:00Z', [night])).toBe('2026-11-23T05:00:00Z');
    expect(until('2026-11-22T22:00:00Z', [night, morning])).toBe('2026-11-23T07:00:00Z');
    expect(until('2026-11-22T12:00:00Z', [night, morning])).toBe('2026-11-22T12:00:00Z');
  });

  test('rules that leave no moment free have no end', () => {
    expect(until('2026-11-22T12:00:00Z', [hours('00:00', '12:00'), hours('12:00', '00:00')])).toBeUndefined();
  });
});

describe('on the days when the clocks of Oslo change', () => {
  test('forth: what begins in the hour that is not there begins after it', () => {
    // 29 March 2026: 02:00 is 03:00, which is 01:00 UTC.
    const rule = hours('02:30', '05:00');
    expect(isQuiet('2026-03-29T00:59:00Z', rule)).toBe(false);
    expect(isQuiet('2026-03-29T01:00:00Z', rule)).toBe(true);
    expect(until('2026-03-29T01:00:00Z', [rule])).toBe('2026-03-29T03:00:00Z');
  });

  test('forth: what ends in that hour ends before it, and what is all in it is left out', () => {
    expect(until('2026-03-29T00:30:00Z', [hours('01:00', '02:30')])).toBe('2026-03-29T01:00:00Z');
    expect(stretchesAround(at('2026-03-29T00:59:00Z'), hours('02:05', '02:55', ['sun']), 'Europe/Oslo')).toEqual([]);
  });

  test('forth: a night is an hour shorter', () => {
    const [night] = stretchesAround(at('2026-03-29T00:00:00Z'), hours('22:00', '06:00', ['sat']), 'Europe/Oslo');
    expect((Number(night?.to) - Number(night?.from)) / MINUTE).toBe(7 * 60);
  });

  test('back: the hour that comes twice belongs to it both times', () => {
    // 25 October 2026: 03:00 is 02:00, which is 01:00 UTC.
    const rule = hours('02:15', '02:45', ['sun']);
    expect(isQuiet('2026-10-25T00:14:00Z', rule)).toBe(false);
    expect(isQuiet('2026-10-25T00:15:00Z', rule)).toBe(true);
    // 02:50 and 02:05 in between: once begun, it lasts until it is over for good.
    expect(isQuiet('2026-10-25T00:50:00Z', rule)).toBe(true);
    expect(isQuiet('2026-10-25T01:05:00Z', rule)).toBe(true);
    expect(until('2026-10-25T00:20:00Z', [rule])).toBe('2026-10-25T01:45:00Z');
  });

  test('back: a night is an hour longer', () => {
    const [night] = stretchesAround(at('2026-10-25T00:00:00Z'), hours('22:00', '06:00', ['sat']), 'Europe/Oslo');
    expect((Number(night?.to) - Number(night?.from)) / MINUTE).toBe(9 * 60);
  });
});

/** What the clocks of a zone show, minute by minute for 80 hours around a moment, by Intl alone. */
function minutesAround(timeZone: string, moment: string): { now: number; date: string; minute: number }[] {
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' });
  const begin = at(moment) - 40 * 60 * MINUTE;
  return Array.from({ length: 80 * 60 }, (_, index) => {
    const now = begin + index * MINUTE;
    const [date = '', time = ''] = format.format(now).split(' ');
    return { now, date, minute: clock(time) };
  });
}
const dayBefore = (date: string) => new Date(at(date) - 24 * 60 * MINUTE).toISOString().slice(0, 10);
const dayOf = (date: string): Day => DAYS[(new Date(date).getUTCDay() + 6) % 7] ?? 'mon';

test('minute by minute, a stretch is all from the first to the last minute that its day shows of it', () => {
  // Zones whose clocks change at midnight, by half an hour, or never, around days when they do.
  const places = [
    ['Europe/Oslo', '2026-03-29T01:00:00Z'],
    ['Europe/Oslo', '2026-10-25T01:00:00Z'],
    ['America/St_Johns', '2010-11-07T02:31:00Z'],
    ['America/Sao_Paulo', '2018-11-04T03:00:00Z'],
    ['America/Havana', '2026-11-01T05:00:00Z'],
    ['Australia/Lord_Howe', '2026-04-04T15:00:00Z'],
    ['Asia/Kolkata', '2026-06-01T00:00:00Z'],
    ['Pacific/Chatham', '2026-09-26T14:00:00Z'],
  ].map(([zone = '', moment = '']) => ({ zone, minutes: minutesAround(zone, moment) }));
  const minute = fc.oneof(fc.integer({ min: 0, max: 1439 }), fc.integer({ min: 0, max: 200 }));
  const wrong: string[] = [];
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: places.length - 1 }),
      minute,
      minute,
      fc.subarray([...DAYS], { minLength: 1 }),
      (index, from, to, days) => {
        fc.pre(from !== to);
        const { zone, minutes } = places[index] ?? { zone: '', minutes: [] };
        const isOver = to <= from;
        /** First and last minute of each day's stretch. */
        const found = new Map<string, [number, number]>();
        for (const { now, date, minute: shows } of minutes) {
          const isIn = isOver ? shows >= from || shows < to : shows >= from && shows < to;
          if (!isIn) continue;
          const day = isOver && shows < to ? dayBefore(date) : date;
          if (days.includes(dayOf(day))) found.set(day, [found.get(day)?.[0] ?? now, now]);
        }
        for (const { now } of minutes.slice(36 * 60, 44 * 60).filter((_, nth) => nth % 11 === 0)) {
          const expected = [...found.values()].some(([first, last]) => first <= now && now <= last);
          const quiet = quietNow(now, [{ from, to, days, timeZone: zone }], 'UTC').length > 0;
          if (quiet !== expected) wrong.push(`${new Date(now).toISOString()} in ${zone}, ${from} to ${to}, ${days}`);
        }
        return wrong.length === 0;
      },
    ),
    { numRuns: 60 },
  );
  expect(wrong).toEqual([]);
});
