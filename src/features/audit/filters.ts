import { z } from 'zod';
import type { Line } from '#intent/line.ts';
import type { NextStep } from '#lib/problem.ts';
import { alwaysQuoted } from '#lib/quoted.ts';
import { shortened } from '#lib/shorten.ts';
import { DAY_MS } from '#lib/time.ts';
import { dayIn, fromZoned } from '#lib/zoned.ts';
import { OUTCOME_WORDS, outcomesNamed } from './outcomes.ts';

const UNITS: Record<string, number> = {
  m: 60_000,
  min: 60_000,
  h: 3_600_000,
  d: DAY_MS,
  w: 7 * DAY_MS,
};
const SPAN = /^(\d{1,5}) ?(min|m|h|d|w)$/i;

/** When something began, as people write it, in epoch ms: `2d`, `12h`, `today`, `yesterday`, `2026-11-20`. */
export function sinceOf(text: string, { now, timeZone }: { now: number; timeZone: string }): number | undefined {
  const [, count, unit = ''] = SPAN.exec(text.trim()) ?? [];
  if (count !== undefined) return Math.max(0, now - Number(count) * (UNITS[unit.toLowerCase()] ?? DAY_MS));
  const day = text.trim().toLowerCase();
  if (day === 'today') return fromZoned(dayIn(now, timeZone), timeZone);
  if (day === 'yesterday') return fromZoned(dayIn(now - DAY_MS, timeZone), timeZone);
  return fromZoned(day.toUpperCase(), timeZone);
}

/** What an entry may be searched by, in the order it is written in. */
export const KEYS = ['who', 'device', 'command', 'since', 'outcome'] as const;
type Key = (typeof KEYS)[number];
export type Filters = { [K in Key]?: string | undefined };

const text = z.string().min(1).max(100).optional();
const UTC = { now: 0, timeZone: 'UTC' };

/** The filters of `audit` and `audit export`. */
export const filterShape = {
  who: text,
  device: text,
  command: text.transform((name) => name?.toLowerCase()),
  since: text.refine((since) => since === undefined || sinceOf(since, UTC) !== undefined, {
    error: 'since: takes a time such as 2d, 12h, today or 2026-11-20.',
  }),
  outcome: text.refine((word) => word === undefined || outcomesNamed(word) !== undefined, {
    error: `outcome: takes one of ${OUTCOME_WORDS}.`,
  }),
  unknown: z.undefined({
    error: ({ input }) => `The audit can't be searched for "${shortened(String(input), 40)}"`,
  }),
};

/** What was typed: filters, and the first thing that is none. `known` are further keys, `bare` words that may stand alone. */
export function readFilters(line: Line, known: readonly string[], bare: readonly string[] = []) {
  const { filters, device } = withOn(line, [...KEYS, ...known]);
  const loose = line.words.map(({ text: word }) => word).filter((word) => !bare.includes(word.toLowerCase()));
  const other = [...filters.keys()].find((key) => ![...KEYS, ...known].includes(key));
  return {
    ...Object.fromEntries([...KEYS, ...known].map((key) => [key, filters.get(key)])),
    ...(device !== undefined && { device }),
    unknown: loose.length > 0 ? loose.join(' ') : other && `${other}:${filters.get(other)}`,
  };
}

/** "audit on Fjord outcome:denied": what follows "on" is the device, as everywhere, and filters may come after it. */
function withOn({ filters, on }: Line, keys: readonly string[]) {
  const all = new Map([...filters].map(([key, [value = '']]): [string, string] => [key, value]));
  const [device, ...rest] = on?.split(new RegExp(`\\s+(?=(?:${keys.join('|')}):\\S)`, 'i')) ?? [];
  for (const filter of rest) {
    const [key = ''] = filter.split(':', 1);
    all.set(key.toLowerCase(), filter.slice(key.length + 1).trim());
  }
  return { filters: all, device };
}

/** Words that are no filter are most often a device or a person. */
export const filtersInstead =
  (verb: string) =>
  (raw: unknown): NextStep[] => {
    const { unknown } = Loose.parse(raw);
    return unknown === undefined || unknown.includes(':')
      ? []
      : (['device', 'who'] as const).map((key) => {
          const [filter = ''] = filterWords({ [key]: unknown });
          return { title: filter, say: `${verb} ${filter}` };
        });
  };
const Loose = z.object({ unknown: z.string().max(60).optional().catch(undefined) }).catch({});

/** The filters as they are typed. */
export const filterWords = (filters: Filters): string[] =>
  KEYS.flatMap((key) => {
    const value = filters[key];
    return value === undefined ? [] : [`${key}:${inQuotes(value)}`];
  });

const inQuotes = (value: string): string => (/^[\p{L}\p{N}@._+-]+$/u.test(value) ? value : alwaysQuoted(value));

/** The filters as a line for people. */
export function summaryOf({ who, device, command, since, outcome }: Filters, deviceName: string | undefined): string {
  return [
    'All spaces',
    ...(who === undefined ? [] : [`by ${who}`]),
    ...(device === undefined ? [] : [`about ${deviceName ?? device}`]),
    ...(command === undefined ? [] : [`command ${command}`]),
    ...(since === undefined ? [] : [/^\d{4}|day$/i.test(since) ? `since ${since}` : `the last ${since}`]),
    ...(outcome === undefined ? [] : [`only ${outcome}`]),
  ].join(' · ');
}
