import { countOf, meantOf } from '#lib/rollout-counts.ts';
import { workedMs } from '#lib/rollout-watch.ts';
import { closesAt } from '#lib/rollout-window.ts';
import { duration } from '#lib/time.ts';
import { plainDateTime, plainTime } from './markup.ts';
import type { Shown, Told } from './rollout-shown.ts';
import type { Count } from './rollout-words.ts';

/** A time of day says enough of what is within so long. */
const SAME_DAY_MS = 12 * 3_600_000;

/** "Spread over 2 h · the next device at about 13:24 UTC · the last device at about 14:45 UTC"; undefined where it is not spread. */
export function spreadWords(
  rollout: Shown,
  counts: readonly Count[],
  { now, timeZone }: Pick<Told, 'now' | 'timeZone'>,
): string | undefined {
  const { overMs, window } = rollout.spec.pacing;
  const total = meantOf(counts);
  // Those that are tried once more have their share of the time behind them.
  if (overMs === undefined || total <= 1 || rollout.retriedFrom !== undefined) return undefined;
  const worked = workedMs(rollout, now);
  /** When it is the turn of the device that so many come before. */
  const turnOf = (before: number) => now + (before / total) * overMs - worked;
  const begun = total - countOf(counts, ['change', 'sending']);
  const [next, last] = [turnOf(begun), turnOf(total - 1)];
  const closes = window === undefined ? undefined : closesAt(window, now);
  const isOpenAt = (at: number) => closes === undefined || at < closes;
  const at = (when: number) => (when - now > SAME_DAY_MS ? plainDateTime : plainTime)(when, timeZone);
  return [
    `Spread over ${duration(overMs)}`,
    // One that is due already may wait for something of its own.
    ...(begun < total - 1 && next > now && isOpenAt(next) ? [`the next device at about ${at(next)}`] : []),
    ...(begun < total && last > now
      ? [isOpenAt(last) ? `the last device at about ${at(last)}` : 'the last device when its hours come again']
      : []),
  ].join(' · ');
}

/** Whether it was held before its hour came, for which it waits once somebody goes on with it. */
export const isEarly = (
  { status, dueAt, resumesAs = 'running' }: Pick<Shown, 'status' | 'dueAt' | 'resumesAs'>,
  now: number,
): boolean => status === 'paused' && resumesAs === 'running' && dueAt > now;
