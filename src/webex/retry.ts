import type { Clock } from '#lib/clock.ts';
import type { Logger } from '#lib/log.ts';
import type { Metrics } from '#lib/metrics.ts';
import { stillCooling, stopped, WebexError } from './errors.ts';
import { type Limiter, overBudget, type Scope, type Turn } from './limiter.ts';
import { createPace, type Pace } from './pace.ts';
import { createSlots } from './slots.ts';

/** What may be sent again after Webex did not answer with success. */
export type Repeat =
  /** Reads and deletes: sending them twice does no harm. */
  | 'safe'
  /** Commands: only after an answer that says it was not executed (429, 423). */
  | 'not-executed'
  /** Everything else that writes: only after 429. */
  | 'rate-limit';

/** How the caller wants to be treated while Webex makes it wait. */
export interface CallContext {
  /** Told once for each wait of more than three seconds, when it begins. `ms` is how long it will be. */
  onWait?: (ms: number) => void;
  /** Stops waiting, and breaks off a request that is under way. */
  signal?: AbortSignal;
  /** Stops waiting only: what is under way comes to its end. */
  waits?: AbortSignal;
  /** The longest all waits of one call may be together; a call that would wait longer fails. Default 2 minutes. */
  maxWaitMs?: number;
  /** The same for everything but reads, where it is shorter: 0 fails at once instead of waiting. */
  maxWriteWaitMs?: number;
  /**
   * Posts messages also while other calls wait for a 429, unless a call to `/messages` drew it. Only for the notice that
   * everything else has to wait: docs/decisions/0023-one-cooldown.md.
   */
  duringCooldown?: boolean;
  /**
   * Runs right before each attempt, after all waits for it. What it throws keeps the attempt from being made and goes to the
   * caller as it is.
   */
  before?: () => Promise<void>;
  /** Told of everything but reads that Webex did, by its tracking id. */
  onWrite?: (trackingId: string) => void;
}

const DEFAULT_WAIT_MS = 5_000;
const LEAST_WAIT_MS = 500;
const WORTH_TELLING_MS = 3_000;
const MAX_WAIT_MS = 120_000;
/** A Retry-After of hours is believed for a quarter of an hour, then Webex is asked again. */
const MAX_COOLDOWN_MS = 15 * 60_000;
const MAX_TRIES = 3;
const MAX_TOTAL_MS = 30_000;

export interface RetryOptions {
  clock: Clock;
  log: Logger;
  limiter: Limiter;
  metrics?: Pick<Metrics, 'cooled'> | undefined;
  timeoutMs: number;
  /** Requests under way at the same time; more wait for their turn before their time limit starts. */
  concurrency: number;
}

type Attempt<T> = (limitMs: number) => Promise<T>;
/** `resource` is the first part of the path. */
export type Retry = <T>(attempt: Attempt<T>, repeat: Repeat, context: CallContext, resource: string) => Promise<T>;

/**
 * Repeats attempts as far as that is safe. All calls of a token share the pause that a 429 asks for
 * (https://developer.webex.com/docs/basics, "Rate limits"): otherwise each of them would draw its own.
 */
export function createRetry({ clock, log, limiter, metrics, timeoutMs, concurrency }: RetryOptions): Retry {
  const slots = createSlots(concurrency);
  /** By resource: each has a limit of its own. */
  const paces = new Map<string, Pace>();

  function paceOf(resource: string): Pace {
    const pace = paces.get(resource) ?? createPace(clock);
    paces.set(resource, pace);
    return pace;
  }

  return async function retry<T>(
    attempt: Attempt<T>,
    repeat: Repeat,
    context: CallContext,
    resource: string,
  ): Promise<T> {
    const isMessages = resource === 'messages';
    const heeds: Scope = isMessages && context.duringCooldown ? 'messages' : 'token';
    const maxWait = context.maxWaitMs ?? MAX_WAIT_MS;
    // People wait for cards.
    const pace = isMessages ? undefined : paceOf(resource);
    let isPaced = false;
    let hasPlace = false;
    let waited = 0;
    let tries = 0;
    let spent = 0;

    async function wait(ms: number, failure: WebexError): Promise<void> {
      if (waited + ms > maxWait) throw failure;
      if (ms > WORTH_TELLING_MS) context.onWait?.(ms);
      log.info({ waitMs: ms, status: failure.status }, 'waiting for Webex');
      const { signal, waits } = context;
      await clock.sleep(ms, signal && waits ? AbortSignal.any([signal, waits]) : (signal ?? waits));
      waited += ms;
      if (signal?.aborted || waits?.aborted) throw stopped();
    }

    async function waitForTurn({ is, ms }: Turn): Promise<void> {
      hasPlace = is === 'place';
      if (is === 'full') throw overBudget(ms);
      // Places of the budget lie apart already.
      await (is === 'place' ? wait(ms, overBudget(ms)) : wait(withJitter(ms), stillCooling(ms)));
    }

    /** Milliseconds until it is this call's turn among those that go to the same resource. */
    function paceMs(): number {
      if (isPaced || !pace || limiter.left(heeds) > 0) return 0;
      isPaced = true;
      return pace.place();
    }

    for (;;) {
      const soon = paceMs();
      if (soon > 0) await clock.sleep(soon, context.signal);
      if (!slots.take()) await slots.wait();
      let turn: Turn | undefined;
      let from: number | undefined;
      let error: unknown;
      try {
        // Asked last of all: somebody may have drawn a 429 while this call waited for a connection.
        const asked = limiter.turn(heeds, hasPlace);
        turn = asked instanceof Promise ? await asked : asked;
        if (turn.is === 'go') {
          hasPlace = false;
          await context.before?.();
          if (context.signal?.aborted) throw stopped();
          tries += 1;
          from = clock.elapsed();
          const answer = await attempt(Math.max(1, Math.min(timeoutMs, MAX_TOTAL_MS - spent)));
          pace?.took();
          return answer;
        }
      } catch (failure) {
        error = failure;
      } finally {
        if (from !== undefined) spent += clock.elapsed() - from;
        slots.release();
      }
      if (turn && turn.is !== 'go') {
        isPaced = false;
        await waitForTurn(turn);
        continue;
      }
      if (!(error instanceof WebexError)) throw error;
      if (error.status === 429) {
        const pause = Math.min(Math.max(error.retryAfterMs ?? DEFAULT_WAIT_MS, LEAST_WAIT_MS), MAX_COOLDOWN_MS);
        log.warn({ resource, pauseMs: pause, trackingId: error.trackingId }, 'Webex asks for a pause');
        metrics?.cooled();
        pace?.refused(pause);
        isPaced = false;
        await limiter.cool(pause, isMessages ? 'messages' : 'token');
        tries -= 1;
        if (waited + pause > maxWait || context.signal?.aborted) throw error;
        continue;
      }
      if (from !== undefined && error.status !== undefined) pace?.took();
      if (context.signal?.aborted) throw error;
      const pause = pauseFor(error, repeat, tries);
      if (pause === undefined || tries >= MAX_TRIES) throw error;
      // A wait that Webex itself asks for counts against `maxWaitMs` only.
      const counted = error.status === 423 ? 0 : pause;
      if (spent + counted >= MAX_TOTAL_MS) throw error;
      await wait(pause, error);
      spent += counted;
    }
  };
}

/** How long to wait before an error other than 429 is tried again; undefined when it must not be. */
function pauseFor(error: WebexError, repeat: Repeat, tries: number): number | undefined {
  if (error.status === 423) {
    return repeat === 'rate-limit'
      ? undefined
      : withJitter(Math.max(error.retryAfterMs ?? DEFAULT_WAIT_MS, LEAST_WAIT_MS));
  }
  if (repeat !== 'safe') return undefined;
  const passing =
    error.kind !== 'refused' || (error.status !== undefined && error.status >= 500 && error.status !== 501);
  if (!passing) return undefined;
  return error.retryAfterMs === undefined ? withJitter(300 * 3 ** (tries - 1)) : withJitter(error.retryAfterMs);
}

/** Up to a fifth more, at most a second, so that callers who waited together do not all return at once. */
const withJitter = (ms: number) => Math.ceil(ms + Math.random() * Math.min(ms / 5, 1_000));
