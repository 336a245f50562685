import { type Clock, systemClock } from '#lib/clock.ts';
import type { Logger } from '#lib/log.ts';
import { Problem } from '#lib/problem.ts';
import { shared } from '#lib/shared.ts';

/** Looks at one thing the bot needs. `signal` aborts when nobody waits for the answer any more. */
export type Check = (signal: AbortSignal) => Promise<Problem | undefined>;

/** `message` and `hint` are those of a Problem, so they are safe to show to anybody. */
export interface Reason {
  check: string;
  message: string;
  hint?: string;
}

export interface ReadinessOptions {
  /** What to look at when a check gives no answer, by its name. */
  hints?: Record<string, string>;
  /** By name; the names stand in the answer. */
  checks: Record<string, Check>;
  log: Logger;
  clock?: Clock;
}

const LIMIT_MS = 2_000;
const EVERY_MS = 1_000;
const FAILED = 'check-failed';

/** Why the bot is not ready; empty when it is. Checks run side by side, two seconds each, at most once a second for all callers. */
export function createReadiness({
  checks,
  hints = {},
  log,
  clock = systemClock,
}: ReadinessOptions): () => Promise<Reason[]> {
  /** The code of what each failing check said last: a state is logged when it changes, not at each probe. */
  const failing = new Map<string, string>();

  function tell(check: string, problem: Problem | undefined): void {
    const before = failing.get(check);
    if (problem === undefined) {
      if (failing.delete(check)) log.info({ check }, 'ready again');
    } else if (before !== problem.code) {
      failing.set(check, problem.code);
      log.warn({ check, err: problem.code === FAILED ? problem.cause : problem }, 'not ready');
    }
  }

  async function lookAt(name: string, check: Check): Promise<Reason[]> {
    const problem = await within(check, clock, hints[name]);
    tell(name, problem);
    if (problem === undefined) return [];
    const { message, hint } = problem;
    return [{ check: name, message, ...(hint !== undefined && { hint }) }];
  }

  const all = async () => (await Promise.all(Object.entries(checks).map((entry) => lookAt(...entry)))).flat();
  return shared(all, EVERY_MS, clock);
}

/** What the check says. One that fails or takes too long says so itself, in words that hold nothing of the failure. */
async function within(check: Check, clock: Clock, hint?: string): Promise<Problem | undefined> {
  const ended = new AbortController();
  const tooLate = async () => {
    await clock.sleep(LIMIT_MS, ended.signal);
    return new Problem(`This check gave no answer within ${LIMIT_MS / 1000} s.`, {
      code: 'check-timeout',
      ...(hint !== undefined && { hint }),
    });
  };
  try {
    return await Promise.race([check(ended.signal), tooLate()]);
  } catch (error) {
    if (error instanceof Problem) return error;
    return new Problem('This check itself failed.', { code: FAILED, hint: 'The log says why.', cause: error });
  } finally {
    ended.abort();
  }
}
