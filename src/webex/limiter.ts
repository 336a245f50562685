import type { Clock } from '#lib/clock.ts';
import { WebexError } from './errors.ts';

/**
 * Which cooldowns a call heeds. `token`: all of them. `messages`: only those that a call to `/messages` drew, which is
 * for the notice that everything else has to wait.
 */
export type Scope = 'token' | 'messages';

export interface Turn {
  /**
   * go: the call may go out now. cooling: Webex asked for a pause; ask again after `ms`. place: the budget has a place
   * for this call in `ms`; ask again then, with `hasPlace`. full: the line is too long and no place was taken; there may
   * be one in `ms`.
   */
  is: 'go' | 'cooling' | 'place' | 'full';
  ms: number;
}

/** One cooldown and one budget for all calls of a token. No method throws. */
export interface Limiter {
  /** Asked before every call. What is known at once is no promise, so that a call which may go waits for nothing. */
  turn(scope: Scope, hasPlace: boolean): Turn | Promise<Turn>;
  /** Webex answered 429: from now on nobody calls for `ms`. `scope` is `messages` when a call to `/messages` drew it. */
  cool(ms: number, scope: Scope): void | Promise<void>;
  /** Milliseconds left of the cooldown that this process knows of; 0 when there is none. */
  left(scope: Scope): number;
}

export interface MemoryLimiter extends Limiter {
  turn(scope: Scope, hasPlace: boolean): Turn;
  cool(ms: number, scope: Scope): void;
}

export interface BudgetOptions {
  /** Calls a second that all callers may make together, a second's worth at once. Left out: no budget of our own. */
  callsPerSecond?: number | undefined;
}

/** The line for a place of the budget, in time: when it is longer, the next calls are refused. */
export const MAX_LINE_MS = 60_000;

const GO: Turn = { is: 'go', ms: 0 };

/** The limiter of one process, by the clock that nobody can set. */
export function createMemoryLimiter({ clock, callsPerSecond }: BudgetOptions & { clock: Clock }): MemoryLimiter {
  const openAt = { token: 0, messages: 0 };
  /** Between two calls of a budget that is spent. */
  const everyMs = callsPerSecond === undefined ? undefined : 1_000 / callsPerSecond;
  /** How far ahead of the clock the budget may be spent without anybody waiting. */
  const burstMs = Math.max(0, 1_000 - (everyMs ?? 0));
  let spentUntil = 0;

  const left = (scope: Scope) => Math.max(0, openAt[scope] - clock.elapsed());

  return {
    left,

    turn(scope, hasPlace) {
      const ms = left(scope);
      if (ms > 0) return { is: 'cooling', ms };
      if (everyMs === undefined || hasPlace || scope === 'messages') return GO;
      const now = clock.elapsed();
      const from = Math.max(spentUntil, now);
      const waitMs = from - burstMs - now;
      if (waitMs > MAX_LINE_MS) return { is: 'full', ms: waitMs - MAX_LINE_MS };
      spentUntil = from + everyMs;
      return waitMs > 0 ? { is: 'place', ms: waitMs } : GO;
    },

    cool(ms, scope) {
      const until = clock.elapsed() + ms;
      openAt.token = Math.max(openAt.token, until);
      if (scope === 'messages') openAt.messages = Math.max(openAt.messages, until);
    },
  };
}

/** Too many calls stand in line for the bot's own budget. */
export function overBudget(retryAfterMs: number): WebexError {
  return new WebexError('The bot has more to ask of Webex than it may at the moment.', {
    code: 'webex-over-budget',
    kind: 'no-answer',
    outcome: 'not-sent',
    hint: 'Nothing was done. Try again in a minute.',
    retryAfterMs,
  });
}
