import { createHash } from 'node:crypto';
import type { Clock } from '#lib/clock.ts';
import type { Logger } from '#lib/log.ts';
import {
  type BudgetOptions,
  createMemoryLimiter,
  type Limiter,
  MAX_LINE_MS,
  type Scope,
  type Turn,
} from './limiter.ts';

/** What the row of a token says. */
export interface Standing {
  /** When the row opens, by the store's clock. Another number is another cooldown. */
  openAt: number;
  /** Milliseconds until then; 0 when it is open. */
  shutMs: number;
  /** Milliseconds until the place that was taken; undefined when none was: the row is shut, or the line is too long. */
  placeMs: number | undefined;
}

/** One row that all processes share. The store has it; this room does not know the store. */
interface SharedRow {
  /** `waitedOut` is the `openAt` of a cooldown that is over for the caller, whatever the store's clock says. */
  ask(ask: { takesPlace: boolean; waitedOut: number }): Promise<Standing>;
  /** Shuts the row for `ms` from now, or leaves it shut for longer. */
  cool(ms: number): Promise<Standing>;
}

/** When the line is too long, somebody may ask again after this. */
const FULL_MS = 1_000;

export interface SharedLimiterOptions extends BudgetOptions {
  token: string;
  throttle: { row(name: string, budget: BudgetOptions & { maxLineMs: number }): SharedRow };
  /**
   * Whether other processes use the token too, so that every call has to ask. Without them this process knows all, and
   * the row is only for its next start.
   */
  hasOthers: boolean;
  clock: Clock;
  log: Logger;
  /** How long a call waits for the store, and how long a store that failed is left in peace. Default one second. */
  patienceMs?: number;
}

/**
 * The limiter of a token over all processes and restarts. What the row says is timed by this process's own clock from
 * the moment it was learned. When the store fails, calls go on with what this process knows. Resolves once a cooldown
 * that was left behind by an earlier run is known.
 */
export async function openSharedLimiter(options: SharedLimiterOptions): Promise<Limiter> {
  const { throttle, hasOthers, clock, log, callsPerSecond, patienceMs = 1_000 } = options;
  const memory = createMemoryLimiter({ clock, callsPerSecond });
  // Never the token itself: the store is copied and backed up.
  const name = createHash('sha256').update(options.token).digest('hex').slice(0, 32);
  const rows = {
    token: throttle.row(name, { callsPerSecond, maxLineMs: MAX_LINE_MS }),
    messages: throttle.row(`${name}/messages`, { maxLineMs: MAX_LINE_MS }),
  };
  /** The `openAt` of the cooldown that `memory` knows of. */
  const known = { token: 0, messages: 0 };
  const unsaved = new Set<Scope>();
  let isDown = false;

  function learn(scope: Scope, { openAt, shutMs }: Standing): void {
    if (shutMs <= 0 || openAt === known[scope]) return;
    known[scope] = openAt;
    memory.cool(shutMs, scope);
  }

  function giveUp(error?: unknown): void {
    if (!isDown)
      log.warn({ err: error }, 'the store does not say whether Webex may be called; this process decides alone');
    isDown = true;
  }

  function tryAgainSoon(): void {
    setTimeout(() => {
      isDown = false;
      for (const scope of unsaved) save(scope, memory.left(scope));
    }, patienceMs).unref();
  }

  /** What the store answers; undefined when it fails or takes too long, and then it is left in peace. */
  async function patiently<T>(answer: Promise<T>): Promise<T | undefined> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<undefined>((resolve) => {
      timer = setTimeout(() => {
        giveUp();
        // A store that hangs is not asked a second time: each question would take one of its connections.
        answer.finally(tryAgainSoon).catch(() => {});
        resolve(undefined);
      }, patienceMs);
    });
    try {
      return await Promise.race([answer, late]);
    } catch (error) {
      giveUp(error);
      tryAgainSoon();
      return undefined;
    } finally {
      clearTimeout(timer);
    }
  }

  async function ask(scope: Scope, hasPlace: boolean): Promise<Turn> {
    const takesPlace = scope === 'token' && !hasPlace;
    for (;;) {
      const waitedOut = known[scope];
      const seen = await patiently(rows[scope].ask({ takesPlace, waitedOut }));
      if (!seen) return memory.turn(scope, hasPlace);
      learn(scope, seen);
      // Also what another call of this process drew meanwhile.
      const ms = memory.left(scope);
      if (ms > 0) return { is: 'cooling', ms };
      // The cooldown that the row is shut for became known while it was asked, and is waited out: that has to be said.
      if (seen.shutMs > 0 && known[scope] !== waitedOut) continue;
      if (seen.placeMs === undefined) return { is: 'full', ms: FULL_MS };
      return { is: seen.placeMs > 0 ? 'place' : 'go', ms: seen.placeMs };
    }
  }

  async function save(scope: Scope, exactMs: number): Promise<void> {
    const ms = Math.ceil(exactMs);
    unsaved.delete(scope);
    if (ms <= 0) return;
    const seen = await patiently(rows[scope].cool(ms));
    if (!seen) unsaved.add(scope);
    // Somebody else drew a longer one.
    else if (seen.shutMs > ms) learn(scope, seen);
    else known[scope] = seen.openAt;
  }

  for (const scope of ['token', 'messages'] as const) {
    const seen = await patiently(rows[scope].ask({ takesPlace: false, waitedOut: 0 }));
    if (seen) learn(scope, seen);
  }

  return {
    left: memory.left,

    turn(scope, hasPlace) {
      if (!hasOthers || isDown || memory.left(scope) > 0) return memory.turn(scope, hasPlace);
      return ask(scope, hasPlace);
    },

    async cool(ms, scope) {
      // At once, for all other calls of this process.
      memory.cool(ms, scope);
      await Promise.all([save('token', ms), scope === 'messages' && save('messages', ms)]);
    },
  };
}
