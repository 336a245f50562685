import { aheadMs } from './zoned.ts';

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

/** Times of a day, in minutes from midnight. One that does not end later than it begins ends the day after. */
export interface TimesOfDay {
  from: number;
  to: number;
}

/**
 * The stretches of these times around a moment: those of yesterday, today and tomorrow, as far as they are among `days`. One that goes over
 * midnight belongs to the day it began. Where clocks are set back, a stretch lasts from the first time that they show its
 * beginning to the last time that they show its end; where they are set forth over its beginning, it begins then.
 */
export function stretchesAround(
  now: number,
  { days = DAYS, ...times }: TimesOfDay & { days?: readonly (typeof DAYS)[number][] },
  timeZone: string,
): Stretch[] {
  const today = Math.floor((now + aheadMs(now, timeZone)) / DAY_MS) * DAY_MS;
  return [today - DAY_MS, today, today + DAY_MS].flatMap((day) => {
    const name = DAYS[new Date(day).getUTCDay()];
    if (name === undefined || !days.includes(name)) return [];
    return stretchOf(wallOf(day, times), timeZone) ?? [];
  });
}

/** The stretch of these times that begins on a day such as `2026-11-20`; undefined when clocks skip all of it. */
export const stretchOn = (day: string, times: TimesOfDay, timeZone: string): Stretch | undefined =>
  stretchOf(wallOf(Date.parse(`${day}T00:00:00Z`), times), timeZone);

const wallOf = (day: number, { from, to }: TimesOfDay): Stretch => ({
  from: day + from * MINUTE_MS,
  to: day + to * MINUTE_MS + (to <= from ? DAY_MS : 0),
});

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
  let offset = aheadMs(from, timeZone);
  for (let at = from + PROBE_MS; at < to + PROBE_MS; at += PROBE_MS) {
    const next = aheadMs(at, timeZone);
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
  const old = aheadMs(before, timeZone);
  let [low, high] = [before, after];
  while (high - low > 1_000) {
    const middle = Math.floor((low + high) / 2_000) * 1_000;
    if (aheadMs(middle, timeZone) === old) low = middle;
    else high = middle;
  }
  return high;
}
