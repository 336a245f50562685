import type { Clock } from '#lib/clock.ts';
import type { Logger } from '#lib/log.ts';

interface DueRowsOptions<Row> {
  /** What these rows are, in the log: "watches". */
  what: string;
  /** Those that come due next, the first one first. */
  upcoming(): Promise<readonly Row[]>;
  /** In ms since the epoch. */
  dueAt(row: Row): number;
  /** Does what is due for one row, if it is this process that may. `stopping`: the process ends. */
  turn(row: Row, stopping: AbortSignal): Promise<void>;
  /** Rows that one process works at once. */
  atOnce: number;
  /** How often to see at least whether one is due, in milliseconds. */
  everyMs: number;
  clock: Clock;
  log: Logger;
}

const LEAST_SLEEP_MS = 250;

/** Works rows when they are due, also after a restart. A row that is worked here is not begun a second time. */
export function startDueRows<Row extends { id: string }>(options: DueRowsOptions<Row>): { stop(): Promise<void> } {
  const { what, upcoming, dueAt, turn, atOnce, everyMs, clock, log } = options;
  const stopping = new AbortController();
  const running = new Map<string, Promise<void>>();

  async function loop(): Promise<void> {
    while (!stopping.signal.aborted) {
      let sleep = everyMs;
      try {
        const now = clock.now();
        for (const row of await upcoming()) {
          if (dueAt(row) > now) {
            sleep = Math.min(everyMs, Math.max(LEAST_SLEEP_MS, dueAt(row) - now));
            break;
          }
          if (running.size < atOnce && !running.has(row.id)) start(row);
        }
      } catch (error) {
        log.error({ err: error, what }, 'rows that come due could not be read');
      }
      await clock.sleep(sleep, stopping.signal);
    }
  }

  function start(row: Row): void {
    const work = turn(row, stopping.signal)
      .catch((error: unknown) => log.error({ err: error, what }, 'a row that was due could not be worked'))
      .finally(() => running.delete(row.id));
    running.set(row.id, work);
  }

  const looping = loop();
  return {
    async stop() {
      stopping.abort();
      await looping;
      await Promise.all(running.values());
    },
  };
}
