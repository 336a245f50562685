import { type Logger, withEventId } from '#lib/log.ts';
import type { Runner } from './work.ts';

/** The right to run a key, held until it is given back or its heartbeat fails. `retryCount` tells it from an earlier holder's. */
export interface Claim {
  id: string;
  retryCount: number;
  key: string;
}

/** How a run ended. A `cut` one was broken off by the end of the process; one that `lost` its claim may run elsewhere already. */
export type Ending = 'done' | 'failed' | 'cut' | 'lost';

interface Run {
  claim: Claim;
  abort: AbortController;
  /** Milliseconds of `performance.now()`; after this another process may have taken the claim. */
  heldUntil: number;
  ended: Promise<void>;
}

interface ClaimedRunsOptions {
  kind: string;
  runner: Runner;
  log: Logger;
  /** Sends the heartbeat of these claims and resolves with the ids of those that are still held. */
  keep(claims: Claim[]): Promise<ReadonlySet<string>>;
  onEnd(claim: Claim, ending: Ending): void;
}

/** Under the ten seconds after which a claim without a heartbeat goes to somebody else. */
const HELD_MS = 9_000;

/** Runs keys for as long as their claims are held. */
export function createClaimedRuns({ kind, runner, log, keep, onEnd }: ClaimedRunsOptions) {
  const running = new Map<string, Run>();
  /** The last run of a key here. One that lost its claim may still be at work when the key is claimed again. */
  const lastRun = new Map<string, Run>();
  let isStopping = false;
  let isKeeping = false;

  async function perform(run: Run): Promise<void> {
    const { claim, abort } = run;
    let ending: Ending = 'done';
    try {
      // The run belongs to no event, whichever one happened to wake it.
      if (!abort.signal.aborted) await withEventId(undefined, async () => runner(claim.key, abort.signal));
    } catch (error) {
      ending = 'failed';
      if (!abort.signal.aborted) log.error({ err: error, kind, key: claim.key }, 'work failed');
    }
    if (abort.signal.aborted) ending = isStopping ? 'cut' : 'lost';
    running.delete(claim.id);
    if (lastRun.get(claim.key) === run) lastRun.delete(claim.key);
    onEnd(claim, ending);
  }

  function lose({ abort, claim }: Run): void {
    if (abort.signal.aborted) return;
    log.warn({ kind, key: claim.key }, 'the claim on running work was lost');
    abort.abort();
  }

  return {
    count: () => running.size,

    /** `asked` is when the claim was asked for, by `performance.now()`. */
    begin(claim: Claim, asked: number): void {
      const before = lastRun.get(claim.key)?.ended;
      const run: Run = { claim, abort: new AbortController(), heldUntil: asked + HELD_MS, ended: Promise.resolve() };
      running.set(claim.id, run);
      lastRun.set(claim.key, run);
      if (isStopping) run.abort.abort();
      run.ended = before ? before.then(() => perform(run)) : perform(run);
    },

    /** Breaks off runs whose heartbeat has not been answered for too long. Cheap: to be called every second. */
    check(): void {
      const now = performance.now();
      for (const run of running.values()) if (now > run.heldUntil) lose(run);
    },

    /** Sends the heartbeat of all running keys, and breaks off those that are not held any more. Never rejects. */
    async keep(): Promise<void> {
      if (isKeeping || running.size === 0) return;
      isKeeping = true;
      const asked = performance.now();
      const runs = [...running.values()];
      try {
        const held = await keep(runs.map(({ claim }) => claim));
        for (const run of runs) {
          if (held.has(run.claim.id)) run.heldUntil = asked + HELD_MS;
          else if (running.has(run.claim.id)) lose(run);
        }
      } catch (error) {
        log.warn({ err: error, kind }, 'a heartbeat could not be sent');
      } finally {
        isKeeping = false;
      }
    },

    /** Breaks off what runs and what begins from now on, and waits for what runs. */
    async stop(): Promise<void> {
      isStopping = true;
      const runs = [...running.values()];
      for (const { abort } of runs) abort.abort();
      await Promise.all(runs.map(({ ended }) => ended));
    },
  };
}
