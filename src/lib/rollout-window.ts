import { type Stretch, stretchesAround, stretchOn } from './stretches.ts';
import { DAY_MS } from './time.ts';
import { dayIn, fromZoned } from './zoned.ts';

/**
 * The time of a day in which a rollout may change devices, `20:00` to `06:00`; `to` does not belong to it. With a date it is
 * open once, beginning on that day.
 */
export interface RolloutWindow {
  from: string;
  to: string;
  /** Whose clocks count, such as Europe/Oslo. Left out: those of whoever asks. */
  zone?: string;
  /** `2026-11-23` */
  date?: string;
}

/** A window whose clocks are known. */
export type ZonedWindow = RolloutWindow & { zone: string };

/** Clocks that skip a whole window do so for a day. */
const MOST_DAYS = 4;

/** Minutes from midnight of `20:30`. */
const minutesOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5));
const timesOf = ({ from, to }: RolloutWindow) => ({ from: minutesOf(from), to: minutesOf(to) });

/** How long it is open, in ms, but for the days on which clocks change. */
export const lengthOf = (window: RolloutWindow): number => {
  const { from, to } = timesOf(window);
  return (to - from + (to <= from ? 24 * 60 : 0)) * 60_000;
};

function stretches(window: ZonedWindow, at: number): Stretch[] {
  if (window.date === undefined) return stretchesAround(at, timesOf(window), window.zone);
  const only = stretchOn(window.date, timesOf(window), window.zone);
  return only ? [only] : [];
}

/** Whether it is open at a moment (epoch ms). Where clocks are set back over an end of it, it is open the whole time. */
export const openAt = (window: ZonedWindow, at: number): boolean => closesAt(window, at) !== undefined;

/** When it closes (epoch ms), if it is open at this moment. */
export function closesAt(window: ZonedWindow, at: number): number | undefined {
  const ends = stretches(window, at).flatMap(({ from, to }) => (from <= at && at < to ? [to] : []));
  return ends.length === 0 ? undefined : Math.max(...ends);
}

/** The first moment from `at` on at which it is open, `at` itself included; undefined when it will not open any more. */
export function nextOpening(window: ZonedWindow, at: number): number | undefined {
  for (let day = 0; day < MOST_DAYS; day += 1) {
    const later = stretches(window, at + day * DAY_MS).filter(({ to }) => to > at);
    if (later.length > 0) return Math.max(at, Math.min(...later.map(({ from }) => from)));
  }
  return undefined;
}

/** When a rollout begins: `22:00`, `today 22:00`, `tomorrow 22:00`, `friday 22:00` or `2026-11-23 22:00`. */
export interface RolloutStart {
  text: string;
  /** Left out: the zone of the window, or that of whoever asks. */
  zone?: string;
}

/**
 * The moment that is meant (epoch ms); a time alone, or on a day of the week, is the next one that clocks show. Undefined for what
 * is no time. A moment with any other day may be over.
 */
export function startOf({ text }: RolloutStart, { now, zone }: { now: number; zone: string }): number | undefined {
  const [day = '', time] = text.split(' ');
  if (time === undefined) {
    const today = dayIn(now, zone);
    const at = fromZoned(`${today} ${day}`, zone);
    return at !== undefined && at <= now ? fromZoned(`${dayAfter(today)} ${day}`, zone) : at;
  }
  const date = dateOf(day, { now, zone });
  const at = fromZoned(`${date} ${time}`, zone);
  const isOver = at !== undefined && at <= now && weekdayOf(day) !== undefined;
  return isOver ? fromZoned(`${dayAfter(date, WEEK)} ${time}`, zone) : at;
}

/** `today`, `tomorrow` and the next `friday` as dates; a date as it is. */
export function dateOf(day: string, { now, zone }: { now: number; zone: string }): string {
  const today = dayIn(now, zone);
  if (day === 'today') return today;
  if (day === 'tomorrow') return dayAfter(today);
  const weekday = weekdayOf(day);
  return weekday === undefined ? day : dayAfter(today, (weekday - new Date(today).getUTCDay() + WEEK) % WEEK);
}

/** The day on which a window opens; on a day of the week it is the next one that does not end before `now`. */
export function openingDay(day: string, { now, ...window }: Omit<ZonedWindow, 'date'> & { now: number }): string {
  const date = dateOf(day, { now, zone: window.zone });
  const isOver = weekdayOf(day) !== undefined && nextOpening({ ...window, date }, now) === undefined;
  return isOver ? dayAfter(date, WEEK) : date;
}

const WEEKDAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];
const WEEK = WEEKDAYS.length;
/** From 0, which is Sunday; of `friday` and `fri`. */
const weekdayOf = (day: string): number | undefined => {
  const found = day.length < 3 ? -1 : WEEKDAYS.findIndex((name) => name.startsWith(day));
  return found === -1 ? undefined : found;
};

const dayAfter = (day: string, days = 1): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
