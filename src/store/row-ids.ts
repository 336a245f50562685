import { randomUUID } from 'node:crypto';
import type { Clock } from '#lib/clock.ts';

const COUNTERS = 0x10000;
const MOST_AHEAD_MS = 24 * 3_600_000;

/**
 * Makes ids that sort in the order they were made: 12 hex digits of time, 4 of a counter, 16 of chance. The rows then
 * need no second index for "newest first", and a batch written twice after a broken connection is stored once. A
 * clock that is set back does not upset the order while the process runs, nor, with the newest id of an earlier run as
 * `after`, over a restart. An id from farther ahead than a day was made by a clock that was wrong, and does not count.
 */
export function createRowIds(clock: Clock, after = ''): () => string {
  let time = timeOf(after, clock.now());
  let counter = 0;
  return () => {
    const now = clock.now();
    if (now > time) {
      time = now;
      counter = 0;
    } else if (++counter === COUNTERS) {
      time += 1;
      counter = 0;
    }
    // Node draws the chance of many UUIDs at once; asking the system for eight bytes each time costs ten times as much.
    const chance = randomUUID().slice(-17).replace('-', '');
    return `${hex(time, 12)}${hex(counter, 4)}${chance}`;
  };
}

function timeOf(id: string, now: number): number {
  const time = Number.parseInt(id.slice(0, 12), 16) + 1;
  return time <= now + MOST_AHEAD_MS ? time : 0;
}

/** Sorts before every id that was made at this time (ms since the epoch) or later. */
export const firstIdOf = (time: number): string => hex(Math.max(time, 0), 12);

function hex(value: number, digits: number): string {
  return Math.trunc(value).toString(16).padStart(digits, '0');
}
