import type { Clock } from '#lib/clock.ts';
import type { Logger } from '#lib/log.ts';
import { stillCooling, stopped, WebexError } from './errors.ts';

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
  /** The longest all waits of one call may be together; a call that would wait longer fails. Default 2 minutes. */
  maxWaitMs?: number;
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
  timeoutMs: number;
  /** Requests under way at the same time; more wait for their turn before their time limit starts. */
  concurrency: number;
}

type Attempt<T> = (limitMs: number) => Promise<T>;
/** `resource` is the first part of the path: Webex limits each resource by itself. */
export type Retry = <T>(attempt: Attempt<T>, repeat: Repeat, context: CallContext, resource: string) => Promise<T>;

/**
 * Repeats attempts as far as that is safe. All calls of one client to the same resource share the pause that a 429 asks
 * for (https://developer.webex.com/docs/basics, "Rate limits"): otherwise each of them would draw its own 429. Other
 * resources go on, so that a space can be told that its device has to wait.
 */
export function createRetry({ clock, log, timeoutMs, concurrency }: RetryOptions): Retry {
  const turns = createTurns(concurrency);
  const cooling = new Map<string, number>();

  return async function retry<T>(
    attempt: Attempt<T>,
    repeat: Repeat,
    context: CallContext,
    resource: string,
  ): Promise<T> {
    const coolUntil = () => cooling.get(resource) ?? 0;
    const maxWait = context.maxWaitMs ?? MAX_WAIT_MS;
    let waited = 0;
    let tries = 0;
    let spent = 0;

    async function wait(ms: number, failure: WebexError): Promise<void> {
      if (waited + ms > maxWait) throw failure;
      if (ms > WORTH_TELLING_MS) context.onWait?.(ms);
      log.info({ waitMs: ms, status: failure.status }, 'waiting for Webex');
      await clock.sleep(ms, context.signal);
      waited += ms;
      if (context.signal?.aborted) throw stopped();
    }

    for (;;) {
      for (let left = coolUntil() - clock.now(); left > 0; left = coolUntil() - clock.now()) {
        await wait(withJitter(left), stillCooling(left));
      }
      if (!turns.take()) await turns.wait();
      const from = clock.now();
      let error: unknown;
      try {
        // Somebody else may have drawn a 429 while this call waited for its turn.
        if (coolUntil() > from) continue;
        tries += 1;
        return await attempt(Math.max(1, Math.min(timeoutMs, MAX_TOTAL_MS - spent)));
      } catch (failure) {
        error = failure;
      } finally {
        spent += clock.now() - from;
        turns.release();
      }
      if (!(error instanceof WebexError) || context.signal?.aborted) throw error;
      if (error.status === 429) {
        const pause = Math.min(Math.max(error.retryAfterMs ?? DEFAULT_WAIT_MS, LEAST_WAIT_MS), MAX_COOLDOWN_MS);
        cooling.set(resource, Math.max(coolUntil(), clock.now() + pause));
        tries -= 1;
        if (waited + coolUntil() - clock.now() > maxWait) throw error;
        continue;
      }
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
const withJitter = (ms: number) => Math.round(ms + Math.random() * Math.min(ms / 5, 1_000));

/** Lets `limit` holders in at a time, first come first served. */
function createTurns(limit: number) {
  let free = limit;
  const waiting: (() => void)[] = [];
  return {
    /** True when a turn was free; otherwise `wait` for one. */
    take(): boolean {
      if (free === 0) return false;
      free -= 1;
      return true;
    },
    wait: () => new Promise<void>((resolve) => waiting.push(resolve)),
    release(): void {
      const next = waiting.shift();
      if (next) next();
      else free += 1;
    },
  };
}
