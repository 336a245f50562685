import { z } from 'zod';
import { dayIn, fromZoned } from './zoned.ts';

const DAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const;
const ON = ['day', 'weekday', ...DAYS] as const;

/** Again and again: every so many hours, or at a time of day in a zone ("07:00"). */
export const Repeat = z.union([
  z.object({ hours: z.int().min(1).max(168) }),
  z.object({ on: z.enum(ON), at: z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/), zone: z.string() }),
]);
export type Repeat = z.infer<typeof Repeat>;

const HOUR_MS = 3_600_000;
/** Where nobody says when: before people come. */
const MORNING = '07';
const SHORT = /^(mon|tue|wed|thu|fri|sat|sun)/;

/** "day at 7:00", "weekday at 07:00", "mondays at 7", "monday", "6 hours", "hour": what follows "every". Undefined for anything else. */
export function readRepeat(text: string, zone: string): Repeat | undefined {
  const words = text.trim().toLowerCase().replace(/\s+/g, ' ');
  const [, count = '1', unit] = /^(\d{1,3})? ?(h|hours?|days?|weeks?)$/.exec(words) ?? [];
  if (unit !== undefined) {
    const hours = Number(count) * (unit.startsWith('h') ? 1 : unit.startsWith('d') ? 24 : 168);
    return Repeat.safeParse({ hours }).data;
  }
  const [, day = '', hour = MORNING, minute = '00'] = /^([a-z]+)(?: at (\d{1,2})(?:[:.](\d{2}))?)?$/.exec(words) ?? [];
  const [short] = SHORT.exec(day) ?? [];
  const on = /^days?$/.test(day)
    ? 'day'
    : /^(week|work|working)days?$/.test(day)
      ? 'weekday'
      : DAYS.find((one) => short !== undefined && one.startsWith(short) && `${one}s`.startsWith(day));
  return Repeat.safeParse({ on, at: `${hour.padStart(2, '0')}:${minute}`, zone }).data;
}

/** What follows "every", as `readRepeat` reads it: "weekday at 07:00", "6 hours". */
export const repeatWords = (repeat: Repeat): string =>
  'hours' in repeat ? (repeat.hours === 1 ? 'hour' : `${repeat.hours} hours`) : `${repeat.on} at ${repeat.at}`;

/** The first moment after `after` (ms since the epoch). Every so many hours: counted from there, so none is made up for. */
export function nextOf(repeat: Repeat, after: number): number {
  if ('hours' in repeat) return after + repeat.hours * HOUR_MS;
  const today = Date.parse(`${dayIn(after, repeat.zone)}T00:00Z`);
  for (let ahead = 0; ahead <= 8; ahead += 1) {
    const date = new Date(today + ahead * 24 * HOUR_MS);
    const weekday = (date.getUTCDay() + 6) % 7;
    const isOn = repeat.on === 'day' || (repeat.on === 'weekday' ? weekday < 5 : DAYS[weekday] === repeat.on);
    const at = isOn ? fromZoned(`${date.toISOString().slice(0, 10)}T${repeat.at}`, repeat.zone) : undefined;
    if (at !== undefined && at > after) return at;
  }
  return after + 24 * HOUR_MS;
}
