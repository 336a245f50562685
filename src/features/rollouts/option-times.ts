import { inFile } from '#lib/line-faults.ts';
import { openingDay, type RolloutStart, type RolloutWindow } from '#lib/rollout-window.ts';
import { readZone } from '#lib/time-zones.ts';
import { dayIn, timeIn } from '#lib/zoned.ts';

export interface Now {
  /** ms since the epoch. */
  now: number;
  /** Of whoever asks. */
  timeZone: string;
}

type Groups = Partial<Record<string, string>>;
type Fault = { fault: string };

export const MINUTE_MS = 60_000;
const UNITS: Record<string, number> = { d: 24 * 60 * MINUTE_MS, h: 60 * MINUTE_MS, m: MINUTE_MS, s: 1_000 };

export const numberOf = (text: string): number => Number(text.replace(',', '.'));

/** `2h`, `90 min`, `1h 30min`, `1.5 hours` in milliseconds. */
export function spanOf(text: string): number | undefined {
  const parts = [...text.matchAll(/([\d.,]+)\s*([a-z]+)/giu)].map(([, count = '', unit = '']) => {
    const known = /^(?:d|days?|h|hours?|hrs?|m|mins?|minutes?|s|secs?|seconds?)$/i.test(unit);
    return known ? numberOf(count) * (UNITS[unit.charAt(0).toLowerCase()] ?? Number.NaN) : Number.NaN;
  });
  const sum = Math.round(parts.reduce((total, part) => total + part, 0) / 1_000) * 1_000;
  return Number.isFinite(sum) ? sum : undefined;
}

/** `20`, `20:00`, `8pm`, `noon` → `20:00`. */
function timeOf(text: string): string | undefined {
  const word = text.toLowerCase().replace(/[\s.](?=[ap])|(?<=[apm])\./g, '');
  if (word === 'noon') return '12:00';
  if (word === 'midnight') return '00:00';
  const [, hour = '', minute = '00', half] = /^(\d{1,2})(?:[:.](\d{2}))?([ap]m)?$/.exec(word) ?? [];
  const hours = half === undefined ? Number(hour) : (Number(hour) % 12) + (half === 'pm' ? 12 : 0);
  const fits =
    hour !== '' && Number(minute) < 60 && (half === undefined ? hours < 24 : Number(hour) >= 1 && Number(hour) <= 12);
  if (!fits) return /^24(?:[:.]00)?$/.test(word) ? '00:00' : undefined;
  return `${String(hours).padStart(2, '0')}:${minute}`;
}

const noTime = (text: string) => ({ fault: `${inFile(text)} is no time of day. Write it as 20:00 or 8pm` });

function zoneOf(typed: string | undefined): { zone?: string } | Fault {
  if (typed === undefined) return {};
  const read = readZone(typed);
  if ('zone' in read) return read;
  const meant = read.near.length === 0 ? 'Write it as Europe/Oslo' : `Nearest: ${read.near.join(', ')}`;
  return { fault: `${inFile(typed)} is no time zone. ${meant}` };
}

const isDate = (date: string): boolean => {
  const at = Date.parse(`${date}T00:00:00Z`);
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(date);
};

export function readWindow(
  { day, from: begin = '', to: end = '', zone }: Groups,
  { now, timeZone }: Now,
): { window: RolloutWindow } | Fault {
  const [from, to] = [timeOf(begin), timeOf(end)];
  if (from === undefined) return noTime(begin);
  if (to === undefined) return noTime(end);
  if (from === to) return { fault: `The window ${from}–${to} has no end. Leave it out to roll out at any time` };
  const place = zoneOf(zone);
  if ('fault' in place) return place;
  if (day !== undefined && /^\d/.test(day) && !isDate(day)) return { fault: `${day} is no date` };
  const date = day && openingDay(day.toLowerCase(), { from, to, zone: place.zone ?? timeZone, now });
  return { window: { from, to, ...place, ...(date !== undefined && { date }) } };
}

/** "start in 2h", by the clocks of whoever asks. */
export function readStartIn({ span = '' }: Groups, { now, timeZone }: Now): { startAt: RolloutStart } | Fault {
  const ms = spanOf(span);
  if (ms === undefined) return { fault: `${inFile(span)} is no length of time. Say "start in 2h"` };
  // Clocks show minutes.
  const at = Math.ceil((now + ms) / MINUTE_MS) * MINUTE_MS;
  return { startAt: { text: `${dayIn(at, timeZone)} ${timeIn(at, timeZone)}`, zone: timeZone } };
}

export function readStart({ day, time: typed, zone }: Groups): { startAt: RolloutStart } | Fault {
  const time = typed === undefined ? '00:00' : timeOf(typed);
  if (time === undefined) return noTime(typed ?? '');
  if (day !== undefined && /^\d/.test(day) && !isDate(day)) return { fault: `${day} is no date` };
  const place = zoneOf(zone);
  if ('fault' in place) return place;
  return { startAt: { text: [...(day === undefined ? [] : [day.toLowerCase()]), time].join(' '), ...place } };
}
