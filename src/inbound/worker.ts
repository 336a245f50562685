import type { Runner, Work } from '#jobs/work.ts';
import type { Clock } from '#lib/clock.ts';
import { type Logger, withEventId } from '#lib/log.ts';
import type { Metrics } from '#lib/metrics.ts';
import type { Inbox, InboxEvent } from '#store/index.ts';
import { readEnvelope, type WebexEvent } from './envelope.ts';

/** The kind of work that serves the events of a space. */
export const LANES = 'space';
/** Spaces served at the same time by one process. */
export const LANES_AT_ONCE = 64;

/** Which attempt at an event this is. The first one may skip looking for what an earlier one did. */
export interface Attempt {
  /** The same for every attempt at one event, and for nothing else. */
  key: string;
  /** Sorts by the time the event came in. */
  seq: string;
  /** 1 for the first. */
  number: number;
  /** When the event came in, in ms since the epoch. */
  receivedAt: number;
}

export interface WorkerOptions {
  inbox: Inbox;
  work: Work;
  /** Does the work of one event. */
  deliver(event: WebexEvent, attempt: Attempt): Promise<void>;
  /** When the error says that Webex is away for now: the event may be tried again, as if nothing had been done, after this. */
  passing(error: unknown): { afterMs: number } | undefined;
  /** Told of an event that is given up, so that whoever waits for an answer hears of it. */
  onLost(event: WebexEvent, error: unknown, key: string): Promise<void>;
  metrics: Metrics;
  log: Logger;
  clock: Clock;
}

const DELAYS_MS = [1_000, 5_000, 15_000, 30_000];
/** An answer after this long would come as a surprise: better to be told that it was lost. */
const GIVE_UP_MS = 30 * 60_000;
/** Between two attempts to note the end of an event while the store is away. */
const STORE_PAUSE_MS = 500;
/** But a clock that was set forward gives up nothing by itself. */
const LEAST_TRIES = 6;
/** And what nobody could be told of is given up after so many. */
const MOST_UNTOLD = 12;
/** Longer than any work takes, waits for Webex included. What hangs must not hold its space for ever. */
const LONGEST_WORK_MS = 10 * 60_000;
/** An event that was begun so often and never ended has ended the process each time. */
const MOST_BEGUN = 5;

const stepAfter = (attempts: number): number => DELAYS_MS[Math.min(attempts, DELAYS_MS.length) - 1] ?? 0;

/** Serves the events of one lane, the oldest first, until none waits. */
export function createWorker(options: WorkerOptions): Runner {
  const { inbox, work, deliver, passing, onLost, metrics, log, clock } = options;

  /** Undefined when the event is given up. */
  function delayAfter(error: unknown, { attempts, receivedAt }: InboxEvent): number | undefined {
    const isLate = clock.now() - receivedAt > GIVE_UP_MS && attempts >= LEAST_TRIES;
    const pause = passing(error);
    if (isLate || !pause) return undefined;
    return Math.max(stepAfter(attempts), pause.afterMs);
  }

  /**
   * Tells of an event that is given up. When not even that gets through, nobody knows of it yet: then it is tried again
   * for some minutes, though an answer that Webex took without saying so may then stand there twice.
   */
  async function untoldDelay(event: WebexEvent, error: unknown, { key, attempts }: InboxEvent) {
    try {
      await onLost(event, error, key);
    } catch (failure) {
      log.error({ err: failure, key, attempts }, 'a loss could not be told');
      if (attempts < MOST_UNTOLD) return stepAfter(attempts);
    }
    return undefined;
  }

  async function serve(entry: InboxEvent, signal: AbortSignal): Promise<void> {
    const read = readEnvelope(entry.body);
    if (!('event' in read)) {
      await inbox.setAside(entry, 'this can not be worked');
      return;
    }
    const { event } = read;
    const from = performance.now();
    const took = () => (performance.now() - from) / 1000;
    const sentence = (error: unknown) => (error instanceof Error ? error.message : String(error));
    try {
      if (entry.unended > MOST_BEGUN) throw new Error('the bot stopped each time it worked this event');
      await inTime(
        deliver(event, { key: entry.key, seq: entry.seq, number: entry.attempts, receivedAt: entry.receivedAt }),
      );
    } catch (error) {
      const delayMs = delayAfter(error, entry) ?? (await untoldDelay(event, error, entry));
      if (delayMs === undefined) {
        metrics.worked('aside', took());
        log.error({ err: error, key: entry.key, attempts: entry.attempts }, 'event not served, set aside');
        await booked(() => inbox.setAside(entry, sentence(error)), signal);
        return;
      }
      log.warn({ err: error, key: entry.key, attempts: entry.attempts, delayMs }, 'event not served yet');
      metrics.worked('retry', took());
      await booked(() => inbox.again(entry, sentence(error), delayMs), signal);
      return;
    }
    metrics.worked('done', took());
    log.debug({ key: entry.key, attempt: entry.attempts, seconds: took() }, 'event served');
    // A store that is away for longer than a claim lasts: what was answered is still not answered again.
    await booked(() => inbox.done(entry), signal).catch(() => inbox.doneSoon(entry));
  }

  /** What was done is not done again because the store is away at the moment: it is noted as soon as the store is back. */
  async function booked(step: () => Promise<void>, signal: AbortSignal): Promise<void> {
    for (;;) {
      try {
        return await step();
      } catch (error) {
        if (signal.aborted) throw error;
        log.warn({ err: error }, 'the end of an event could not be noted yet');
        await clock.sleep(STORE_PAUSE_MS, signal);
      }
    }
  }

  /** An error that a callback throws can leave a promise open for good. */
  async function inTime(working: Promise<void>): Promise<void> {
    const limit = Promise.withResolvers<never>();
    const timer = setTimeout(() => limit.reject(new Error('the work of an event hangs')), LONGEST_WORK_MS);
    try {
      await Promise.race([working, limit.promise]);
    } finally {
      clearTimeout(timer);
    }
  }

  return async (lane, signal) => {
    while (!signal.aborted) {
      const claim = await inbox.claim(lane);
      if (!claim) return;
      if ('waitMs' in claim) return work.wake(LANES, lane, claim.waitMs);
      const { event } = claim;
      const eventId = event.key.slice(event.key.lastIndexOf(':') + 1);
      await withEventId(eventId, () => serve(event, signal));
    }
  };
}
