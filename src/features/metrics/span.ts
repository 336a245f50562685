import { type NextStep, Problem } from '#lib/problem.ts';
import { DAY_MS, duration } from '#lib/time.ts';
import { dayIn, fromZoned } from '#lib/zoned.ts';

const HOUR_MS = 3_600_000;
/** The longest time that Webex answers at once, by how finely it is told. */
const MOST_MS = { samples: 2 * DAY_MS, hourly: 2 * DAY_MS, daily: 30 * DAY_MS } as const;

export type By = keyof typeof MOST_MS;

/** How a time is said. */
export interface SpanWords {
  /** `24h`, `7d` */
  last?: string | undefined;
  from?: string | undefined;
  to?: string | undefined;
  by?: By | undefined;
}

/** From when to when, in ms since the epoch, and how finely it is told. */
export interface Span {
  from: number;
  to: number;
  by: By;
  /** It goes on to this moment. */
  isNow: boolean;
}

const UNITS: Readonly<Record<string, number>> = { h: HOUR_MS, d: DAY_MS, w: 7 * DAY_MS };
const WHAT: Readonly<Record<By, string>> = { samples: 'Samples', hourly: 'Hours', daily: 'Days' };

/** `24h`, `7 days`, `week` → `24h`, `7d`, `1w`; undefined for anything else. */
export function lastIn(text: string): string | undefined {
  const [, count = '1', unit = ''] =
    /^(\d{1,4})?\s*(h|hours?|hrs?|d|days?|w|weeks?|months?)$/i.exec(text.trim().toLowerCase()) ?? [];
  if (unit === '' || Number(count) === 0) return undefined;
  return unit.startsWith('m') ? `${30 * Number(count)}d` : `${Number(count)}${unit.charAt(0)}`;
}

const msOf = (last: string): number => Number(last.slice(0, -1)) * (UNITS[last.slice(-1)] ?? DAY_MS);

/**
 * The time that is meant, told as finely as Webex does for its length. `say` makes the same words with another time. Throws a
 * Problem that says what fits where Webex would refuse it.
 */
export function spanOf(
  words: SpanWords,
  { now, timeZone, usual, say }: { now: number; timeZone: string; usual: string; say: (words: SpanWords) => string },
): Span {
  const { from, to } = limits(words, { now, timeZone, usual });
  if (from >= to) throw backwards(from >= now, say);
  const length = to - from;
  const by = words.by ?? (length <= MOST_MS.hourly ? 'hourly' : 'daily');
  if (length > MOST_MS[by]) throw tooLong(by, length, words, say);
  return { from, to, by, isNow: to === now };
}

function limits(
  { last, from, to }: SpanWords,
  { now, timeZone, usual }: { now: number; timeZone: string; usual: string },
) {
  if (from === undefined) return { from: now - msOf(last ?? usual), to: now };
  const [start, end] = [from, to ?? 'now'].map((text) => momentOf(text, now, timeZone));
  return { from: start ?? now, to: Math.min(end ?? now, now) };
}

/** A moment as people write it: `2026-11-20`, `2026-11-20T08:30`, `today`, `now`. Throws a Problem for what is none. */
function momentOf(text: string, now: number, timeZone: string): number {
  const day = text.toLowerCase();
  if (day === 'now') return now;
  const written = day === 'today' ? dayIn(now, timeZone) : day === 'yesterday' ? dayIn(now - DAY_MS, timeZone) : text;
  const at = fromZoned(written.toUpperCase(), timeZone);
  if (at !== undefined) return at;
  throw new Problem(`"${text}" is no time`, {
    code: 'bad-arguments',
    hint: `Write it as 2026-11-20 or 2026-11-20T08:30, in ${timeZone}.`,
  });
}

const backwards = (isLater: boolean, say: (words: SpanWords) => string) =>
  new Problem(isLater ? 'That time is still to come' : 'That time ends before it begins', {
    code: 'bad-span',
    hint: 'Say "from" the earlier and "to" the later time, both in the past.',
    next: [lastStep('24h', say), lastStep('7d', say)],
  });

function tooLong(by: By, length: number, words: SpanWords, say: (words: SpanWords) => string): Problem {
  const fitsDays = length <= MOST_MS.daily;
  return new Problem(
    `${WHAT[by]} are told for ${by === 'daily' ? '30 d' : '48 h'} at a time, not for ${duration(length)}`,
    {
      code: 'bad-span',
      hint: fitsDays
        ? 'Webex tells longer times by the day only.'
        : 'Webex tells up to 48 h by the hour or by samples, and up to 30 d by the day.',
      next: [
        ...(fitsDays ? [{ title: 'The same by day', say: say({ ...words, by: 'daily' }) }] : []),
        ...(by === 'daily' ? [] : [{ title: `Last 48 h, ${by}`, say: say({ last: '48h', by }) }]),
        ...(fitsDays ? [] : [lastStep('30d', say)]),
      ],
    },
  );
}

/** "Last 7 d" */
export const lastStep = (last: string, say: (words: SpanWords) => string): NextStep => ({
  title: `Last ${last.slice(0, -1)} ${last.slice(-1)}`,
  say: say({ last }),
});
