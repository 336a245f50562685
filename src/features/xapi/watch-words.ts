import { z } from 'zod';
import type { Line } from '#intent/line.ts';
import { readStatusLine } from './status-words.ts';

/** More are a table that somebody refreshes. */
export const MOST_WATCHED = 3;
export const DEFAULT_MS = 10 * 60_000;
export const LONGEST_MS = 8 * 3_600_000;
const LEAST_MS = 30_000;
const DAY_MINUTES = 24 * 60;

const UNITS: Record<string, number> = { h: 3_600_000, m: 60_000, s: 1000 };
const SPAN = /(\d{1,5})\s*(h|m|s)(?:ours?|rs?|in(?:ute)?s?|ec(?:ond)?s?)?(?![a-z])/gi;
const TIME = /^([01]?\d|2[0-3])[:.]([0-5]\d)$/;

/** "10m", "90 s", "1h 30min", "2 hours"; a bare number is minutes. In milliseconds; undefined when it is none of it. */
export function spanOf(text: string): number | undefined {
  const whole = text.trim().toLowerCase();
  if (/^\d{1,5}$/.test(whole)) return Number(whole) * 60_000;
  if (
    whole === '' ||
    whole
      .replace(SPAN, '')
      .replace(/\band\b/g, '')
      .trim() !== ''
  )
    return undefined;
  return [...whole.matchAll(SPAN)].reduce((sum, [, count, unit = '']) => sum + Number(count) * (UNITS[unit] ?? 0), 0);
}

const HOW_LONG = 'Write how long as 10m, 90s or 2h.';

/** A length of time as it is written; what is too short or too long is told. */
export const Span = z
  .string()
  .trim()
  .max(40, HOW_LONG)
  .refine((text) => spanOf(text) !== undefined, HOW_LONG)
  .refine((text) => (spanOf(text) ?? LEAST_MS) >= LEAST_MS, 'I watch for 30 s at least.')
  .refine((text) => (spanOf(text) ?? 0) <= LONGEST_MS, 'I watch for 8 h at most.');

export const TimeOfDay = z.string().trim().regex(TIME, 'Write the time as 14:00.');

/** From `now` to the next time it is that late in the zone, in milliseconds; an hour off in the night the clocks change. */
export function untilOf(time: string, now: number, timeZone: string): number {
  const [, hour, minute] = TIME.exec(time.trim()) ?? [];
  const clock = new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit', second: '2-digit' });
  const [hours = 0, minutes = 0, seconds = 0] = clock.format(now).split(':').map(Number);
  const wanted = Number(hour) * 60 + Number(minute) - (hours * 60 + minutes);
  return (((wanted + DAY_MINUTES) % DAY_MINUTES || DAY_MINUTES) * 60 - seconds) * 1000;
}

/** Only what begins with a digit is a time: a room may be called "Room for two". */
const TAIL = /\s+(for|until|till)\s+(\d.*)$/i;

/** "Audio.Volume on Fjord for 10m", "Audio.Volume for 10m on Fjord", "… until 14:00". */
export function readWatchLine(line: Line) {
  const text = ` ${line.words.map((word) => word.text).join(' ')}`;
  const [, word = '', time] = TAIL.exec(` ${line.on ?? ''}`) ?? TAIL.exec(text) ?? [];
  const words = text.replace(TAIL, '').trim();
  const { paths, device } = readStatusLine({
    ...line,
    words: words === '' ? [] : [{ text: words, quoted: false }],
    on: line.on === undefined ? undefined : ` ${line.on}`.replace(TAIL, '').trim(),
  });
  return { paths, device, ...(time !== undefined && (word.toLowerCase() === 'for' ? { for: time } : { until: time })) };
}

/** A watch by the number it has in its space, by its id on a button, or all of them. */
export const Which = z
  .string()
  .trim()
  .regex(/^(\d{1,2}|all|id:[\w-]{1,80})$/i, 'Which watch? Say its number, for example: unwatch 1')
  .optional();

export const readWhich = (text: string): string | undefined => {
  const word = text.trim().replace(/^(?:no\.?|number|#)\s*/i, '');
  return word === '' ? undefined : word;
};
