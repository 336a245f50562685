import type { Clock } from '#lib/clock.ts';

/** A call that comes so long after the one before shows that Webex was not asked for all that it would take. */
const GAP_MS = 1_000;
/** Less is not enough to learn from. */
const LEAST_MS = 1_000;
const LEAST_CALLS = 50;
const REMEMBERED = 3;
/**
 * Calls go out a little slower than Webex took them, and faster by and by, so that the next 429 comes late. Where none comes
 * for long Webex takes more than it did, and that is found out soon.
 */
const BEGINS = 0.97;
const GROWS_PER_MS = 0.000_005;
const LATE_MS = 7_000;
const GROWS_LATE_PER_MS = 0.000_1;
/** Where none comes for so long what was learned is not so: it was learned of few calls, or of pauses that were not about their number. */
const TRUSTED_MS = 30_000;
/** Whatever was learned, no call waits longer for it. */
const MOST_WAIT_MS = 1_000;

/** How fast calls of one kind may follow one another. No method throws. */
export interface Pace {
  /** Takes the next place: milliseconds until it is there; 0 as long as nothing is known. */
  place(): number;
  /** Webex took a call, whatever it answered. */
  took(): void;
  /** Webex answered 429, and wants a pause. */
  refused(pauseMs: number): void;
}

/**
 * Learns how many calls Webex takes: its limits are not published, but what it took from one 429 to the next is one. Calls at
 * that pace draw fewer of them, and leave nothing unused that would be lost when all of Webex asks for a pause.
 * docs/decisions/0055-pace.md
 */
export function createPace({ elapsed }: Pick<Clock, 'elapsed'>): Pace {
  /** Calls a millisecond, the newest last. */
  let rates: readonly number[] = [];
  let taken = 0;
  let askedAt = 0;
  /** When Webex refused a call last; undefined when nothing can be learned from the time since. */
  let refusedAt: number | undefined;
  let shutUntil = 0;
  /** When the next call has its place. */
  let nextAt = 0;

  return {
    place() {
      const now = elapsed();
      if (now - Math.max(askedAt, shutUntil) > GAP_MS || now - shutUntil > TRUSTED_MS) refusedAt = undefined;
      askedAt = now;
      if (refusedAt === undefined || rates.length === 0) return 0;
      const since = now - refusedAt;
      const share = BEGINS + GROWS_PER_MS * since + GROWS_LATE_PER_MS * Math.max(0, since - LATE_MS);
      const waitMs = Math.min(Math.max(0, nextAt - now), MOST_WAIT_MS);
      nextAt += 1 / (Math.max(...rates) * share);
      return waitMs;
    },

    took() {
      taken += 1;
    },

    refused(pauseMs) {
      const now = elapsed();
      // Those that were under way when it began.
      if (refusedAt !== undefined && now < shutUntil) return;
      const span = refusedAt === undefined ? 0 : now - refusedAt;
      if (refusedAt === undefined) rates = [];
      else if (span >= LEAST_MS && taken >= LEAST_CALLS) rates = [...rates, taken / span].slice(-REMEMBERED);
      refusedAt = now;
      nextAt = now;
      taken = 0;
      shutUntil = now + pauseMs;
    },
  };
}
