import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { closesAt, dateOf, lengthOf, nextOpening, openAt, startOf } from '#lib/rollout-window.ts';

const at = (text: string) => Date.parse(text);
const iso = (moment: number | undefined) =>
  moment === undefined ? undefined : new Date(moment).toISOString().replace(':00.000Z', 'Z');
const night = { from: '20:00', to: '06:00', zone: 'Europe/Oslo' };

describe('a window over midnight', () => {
  test('is open from its first minute to before its last', () => {
    // Oslo is an hour before UTC in November.
    expect(
      ['18:59:59', '19:00:00', '23:30:00', '04:59:59', '05:00:00'].map((time) =>
        openAt(night, at(`2026-11-23T${time}Z`)),
      ),
    ).toEqual([false, true, true, true, false]);
  });

  test('knows when it opens and closes', () => {
    expect(iso(nextOpening(night, at('2026-11-23T12:00:00Z')))).toBe('2026-11-23T19:00Z');
    expect(iso(nextOpening(night, at('2026-11-23T22:00:00Z')))).toBe('2026-11-23T22:00Z');
    expect(iso(closesAt(night, at('2026-11-23T22:00:00Z')))).toBe('2026-11-24T05:00Z');
    expect(closesAt(night, at('2026-11-23T12:00:00Z'))).toBeUndefined();
    expect(lengthOf(night)).toBe(10 * 3_600_000);
  });
});

describe('when clocks change', () => {
  test('a night is as long as its clocks show it', () => {
    expect(iso(closesAt(night, at('2026-03-28T20:00:00Z')))).toBe('2026-03-29T04:00Z');
    expect(iso(closesAt(night, at('2026-10-24T20:00:00Z')))).toBe('2026-10-25T05:00Z');
  });

  test('a window in the hour that is not there opens the day after', () => {
    const window = { from: '02:05', to: '02:55', zone: 'Europe/Oslo' };
    expect(iso(nextOpening(window, at('2026-03-29T00:00:00Z')))).toBe('2026-03-30T00:05Z');
    expect(nextOpening({ ...window, date: '2026-03-29' }, at('2026-03-01T00:00:00Z'))).toBeUndefined();
  });

  test('a window in the hour that comes twice is open both times', () => {
    const window = { from: '02:15', to: '02:45', zone: 'Europe/Oslo' };
    expect(iso(nextOpening(window, at('2026-10-24T12:00:00Z')))).toBe('2026-10-25T00:15Z');
    expect(iso(closesAt(window, at('2026-10-25T00:20:00Z')))).toBe('2026-10-25T01:45Z');
  });
});

test('with a date it opens once', () => {
  const window = { ...night, date: '2026-11-25' };
  expect(iso(nextOpening(window, at('2026-11-23T22:00:00Z')))).toBe('2026-11-25T19:00Z');
  expect(openAt(window, at('2026-11-23T22:00:00Z'))).toBe(false);
  expect(openAt(window, at('2026-11-26T04:59:00Z'))).toBe(true);
  expect(nextOpening(window, at('2026-11-26T05:00:00Z'))).toBeUndefined();
});

test('at any moment it is open, or opens later and not before', () => {
  const minute = fc.integer({ min: 0, max: 1439 }).map((count) => iso(count * 60_000)?.slice(11, 16) ?? '');
  const zone = fc.constantFrom(
    'Europe/Oslo',
    'UTC',
    'America/New_York',
    'Australia/Lord_Howe',
    'Asia/Kolkata',
    'Pacific/Apia',
  );
  const moment = fc.integer({ min: at('2026-01-01T00:00:00Z'), max: at('2027-01-01T00:00:00Z') });
  fc.assert(
    fc.property(minute, minute, zone, moment, (from, to, place, now) => {
      fc.pre(from !== to);
      const window = { from, to, zone: place };
      const opens = nextOpening(window, now) ?? Number.NaN;
      expect(opens === now).toBe(openAt(window, now));
      expect(openAt(window, opens)).toBe(true);
      if (opens > now) expect(openAt(window, opens - 1)).toBe(false);
      const closes = closesAt(window, opens) ?? Number.NaN;
      expect(closes).toBeGreaterThan(opens);
      expect(openAt(window, closes - 1)).toBe(true);
    }),
    { numRuns: 60 },
  );
});

test('a start is the next time that clocks show, or on its day', () => {
  const now = at('2026-11-22T18:00:00Z');
  const starts = (text: string, zone = 'Europe/Oslo') => iso(startOf({ text }, { now, zone }));
  expect(starts('20:00')).toBe('2026-11-22T19:00Z');
  expect(starts('19:00')).toBe('2026-11-23T18:00Z');
  expect(starts('18:00')).toBe('2026-11-23T17:00Z');
  expect(starts('today 18:00')).toBe('2026-11-22T17:00Z');
  expect(starts('tomorrow 20:00')).toBe('2026-11-23T19:00Z');
  expect(starts('tomorrow 20:00', 'Asia/Tokyo')).toBe('2026-11-24T11:00Z');
  expect(starts('2026-12-24 20:00', 'America/New_York')).toBe('2026-12-25T01:00Z');
  // A Sunday.
  expect(starts('friday 20:00')).toBe('2026-11-27T19:00Z');
  expect(starts('sat 08:00')).toBe('2026-11-28T07:00Z');
  expect(starts('sunday 20:00')).toBe('2026-11-22T19:00Z');
  expect(starts('sun 19:00')).toBe('2026-11-29T18:00Z');
  expect(starts('sun 20:00', 'Asia/Tokyo')).toBe('2026-11-29T11:00Z');
  expect(starts('sunken 20:00')).toBeUndefined();
  expect(starts('2026-02-30 20:00')).toBeUndefined();
  expect(starts('whenever')).toBeUndefined();
  expect(dateOf('tomorrow', { now: at('2026-12-31T12:00:00Z'), zone: 'Asia/Tokyo' })).toBe('2027-01-01');
});
