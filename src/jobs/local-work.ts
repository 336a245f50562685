import type { Clock } from '#lib/clock.ts';
import { type Logger, withEventId } from '#lib/log.ts';
import { backoffMs } from './backoff.ts';
import type { Runner, Work } from './work.ts';

/** Delayed wakes of one key that fall due within this time are one wake. */
const SLOT_MS = 100;

interface Run {
  /** Woken while it ran: it runs once more. */
  isWokenAgain: boolean;
  abort: AbortController;
  ended: Promise<void>;
}

interface Lane {
  kind: string;
  runner: Runner;
  concurrency: number;
  /** First come, first served. */
  waiting: Set<string>;
  running: Map<string, Run>;
  /** How often in a row the runner of a key threw. */
  failures: Map<string, number>;
  isPumpDue: boolean;
}

/** Work of a single process, on SQLite: in memory only, since the rows are the truth and a start wakes what waits. */
export function createLocalWork({ log, clock }: { log: Logger; clock: Clock }): Work {
  const lanes = new Map<string, Lane>();
  const delayed = new Set<string>();
  const stopping = new AbortController();
  let isStarted = false;

  function wakeNow(lane: Lane, key: string): void {
    const run = lane.running.get(key);
    if (run) run.isWokenAgain = true;
    else {
      lane.waiting.add(key);
      pumpSoon(lane);
    }
  }

  /** In a microtask: who wakes is not held up by the work, and all wakes of a moment share one. */
  function pumpSoon(lane: Lane): void {
    if (lane.isPumpDue || !isStarted || lane.running.size >= lane.concurrency) return;
    lane.isPumpDue = true;
    queueMicrotask(() => {
      lane.isPumpDue = false;
      for (const key of lane.waiting) {
        if (stopping.signal.aborted || lane.running.size >= lane.concurrency) return;
        lane.waiting.delete(key);
        const run = { isWokenAgain: false, abort: new AbortController(), ended: Promise.resolve() };
        lane.running.set(key, run);
        run.ended = perform(lane, key, run);
      }
    });
  }

  async function perform(lane: Lane, key: string, run: Run): Promise<void> {
    const { kind, runner, failures } = lane;
    try {
      // The run belongs to no event, whichever one happened to wake it.
      await withEventId(undefined, async () => runner(key, run.abort.signal));
      failures.delete(key);
    } catch (error) {
      if (!stopping.signal.aborted) {
        const failed = (failures.get(key) ?? 0) + 1;
        failures.set(key, failed);
        log.error({ err: error, kind, key, failed }, 'work failed');
        wakeLater(lane, key, backoffMs(failed));
      }
    }
    lane.running.delete(key);
    if (stopping.signal.aborted) return;
    if (run.isWokenAgain) lane.waiting.add(key);
    if (lane.waiting.size > 0) pumpSoon(lane);
  }

  function wakeLater(lane: Lane, key: string, delayMs: number): void {
    const now = clock.elapsed();
    const due = Math.ceil((now + delayMs) / SLOT_MS) * SLOT_MS;
    const slot = `${lane.kind} ${key} ${due}`;
    if (delayed.has(slot)) return;
    delayed.add(slot);
    void clock.sleep(due - now, stopping.signal).then(() => {
      delayed.delete(slot);
      if (!stopping.signal.aborted) wakeNow(lane, key);
    });
  }

  return {
    handle(kind, runner, { concurrency }) {
      lanes.set(kind, {
        kind,
        runner,
        concurrency,
        waiting: new Set(),
        running: new Map(),
        failures: new Map(),
        isPumpDue: false,
      });
    },

    async start() {
      isStarted = true;
      for (const lane of lanes.values()) pumpSoon(lane);
    },

    wake(kind, key, delayMs = 0) {
      const lane = lanes.get(kind);
      if (stopping.signal.aborted) return;
      if (!lane) log.error({ kind, key }, 'nothing runs for this kind of work');
      else if (delayMs > 0) wakeLater(lane, key, delayMs);
      else wakeNow(lane, key);
    },

    async stop() {
      stopping.abort();
      const runs = [...lanes.values()].flatMap(({ waiting, running }) => {
        waiting.clear();
        return [...running.values()];
      });
      for (const { abort } of runs) abort.abort();
      await Promise.all(runs.map(({ ended }) => ended));
    },
  };
}
