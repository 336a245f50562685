import type { QuietHours } from '../policy/policy.ts';

/** A stretch of time, in ms since the epoch; `to` does not belong to it. */
export interface Stretch {
  from: number;
  to: number;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Clocks are set forth and back months apart. */
const PROBE_MS = 6 * HOUR_MS;
/** In the order of Date's days of the week. */
const DAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const;

/**
 * The stretches that rules make around a moment: of each rule those of yesterday, today and tomorrow. One that goes over
 * midnight belongs to the day it began. Where clocks are set back, a stretch lasts from the first time that they show its
 * beginning to the last time that they show its end; where they are set forth over its beginning, it begins then.
 */
export function stretchesAround(
  now: number,
  { days, from, to }: Pick<QuietHours, 'days' | 'from' | 'to'>,
  timeZone: string,
): Stretch[] {
  const today = Math.floor((now + offsetAt(now, timeZone)) / DAY_MS) * DAY_MS;
  return [today - DAY_MS, today, today + DAY_MS].flatMap((day) => {
    const name = DAYS[new Date(day).getUTCDay()];
    if (name === undefined || !days.includes(name)) return [];
    const wall = { from: day + from * MINUTE_MS, to: day + to * MINUTE_MS + (to <= from ? DAY_MS : 0) };
    return stretchOf(wall, timeZone) ?? [];
  });
}

/** When clocks show times between two; `wall` is written as if they were of UTC. Undefined when they skip all of it. */
function stretchOf(wall: Stretch, timeZone: string): Stretch | undefined {
  const parts = evenParts({ from: wall.from - DAY_MS, to: wall.to + DAY_MS }, timeZone)
    .map(({ from, to, offset }) => ({ from: Math.max(from, wall.from - offset), to: Math.min(to, wall.to - offset) }))
    .filter(({ from, to }) => from < to);
  if (parts.length === 0) return undefined;
  return { from: Math.min(...parts.map(({ from }) => from)), to: Math.max(...parts.map(({ to }) => to)) };
}

/** Cut where the clocks of that zone are set forth or back. */
function evenParts({ from, to }: Stretch, timeZone: string): (Stretch & { offset: number })[] {
  const parts: (Stretch & { offset: number })[] = [];
  let begin = from;
  let offset = offsetAt(from, timeZone);
  for (let at = from + PROBE_MS; at < to + PROBE_MS; at += PROBE_MS) {
    const next = offsetAt(at, timeZone);
    if (next === offset) continue;
    const change = changeBetween(at - PROBE_MS, at, timeZone);
    parts.push({ from: begin, to: change, offset });
    begin = change;
    offset = next;
  }
  return [...parts, { from: begin, to: to + PROBE_MS, offset }];
}

/** The first moment after `before` with the offset of `after`. */
function changeBetween(before: number, after: number, timeZone: string): number {
  const old = offsetAt(before, timeZone);
  let [low, high] = [before, after];
  while (high - low > 1_000) {
    const middle = Math.floor((low + high) / 2_000) * 1_000;
    if (offsetAt(middle, timeZone) === old) low = middle;
    else high = middle;
  }
  return high;
}

const formatters = new Map<string, Intl.DateTimeFormat>();

/** By how much the clocks of a zone are before UTC, in ms. Throws a RangeError for a zone that nobody knows. */
function offsetAt(at: number, timeZone: string): number {
  let formatter = formatters.get(timeZone);
  if (!formatter) {
    formatter = new Intl.DateTimeFormat('en-US', {
      timeZone,
      calendar: 'gregory',
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
    formatters.set(timeZone, formatter);
  }
  const seconds = Math.floor(at / 1_000) * 1_000;
  const parts = new Map(formatter.formatToParts(seconds).map(({ type, value }) => [type, Number(value)]));
  const part = (name: Intl.DateTimeFormatPartTypes) => parts.get(name) ?? 0;
  const wall = Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'));
  return wall - seconds;
}
