import type { Logger } from '#lib/log.ts';

export interface GroupCommitOptions<Row, Answer> {
  /** Stores the rows in one commit and tells how to answer for each. Must bear a row that was stored before. */
  write(rows: Row[]): Promise<(row: Row, index: number) => Answer>;
  log: Logger;
  /** How long a row added with `later` may wait for company, in ms. */
  delayMs?: number;
  /** How long to leave the database in peace after a failure, in ms. */
  retryMs?: number;
  /** How long after the start of a commit the next one may start, in ms: under load rows gather meanwhile. */
  restMs?: number;
  /** Rows in one commit. */
  maxRows?: number;
  /** Rows of `later` kept while the database fails; beyond it the oldest are dropped and logged. */
  maxKept?: number;
}

export interface GroupCommit<Row, Answer> {
  /** Resolves once the row is durable; rejects when its commit failed. Waits at most for the commit that runs now. */
  now(row: Row): Promise<Answer>;
  /** Stores the row soon. A failure is logged and tried again. */
  later(row: Row): void;
  /** Resolves when everything added so far is durable; rejects, after one attempt, when some of it is not. */
  flush(): Promise<void>;
  /** The last commit there was has failed. */
  isFailing(): boolean;
  /** How many commits have failed so far: of what they wrote nobody knows whether it stands there. */
  failures(): number;
  /** Flushes, and tries nothing again. Resolves with the number of rows that could not be stored. */
  close(): Promise<number>;
}

interface Waiting<Row, Answer> {
  row: Row;
  resolve?(answer: Answer): void;
  reject?(error: unknown): void;
}

/**
 * Gathers rows of many callers into one durable commit: a commit costs a disk flush whether it holds one row or two
 * hundred. Rows are stored in the order they came.
 */
export function createGroupCommit<Row, Answer>({
  write,
  log,
  delayMs = 15,
  retryMs = 1_000,
  restMs = 0,
  maxRows = 256,
  maxKept = 10_000,
}: GroupCommitOptions<Row, Answer>): GroupCommit<Row, Answer> {
  type Item = Waiting<Row, Answer>;
  const queue: Item[] = [];
  let running: Promise<void> | undefined;
  let timer: NodeJS.Timeout | undefined;
  let isDue = false;
  let startedAt = Number.NEGATIVE_INFINITY;
  let failure: { error: unknown } | undefined;
  let isFailing = false;
  let failures = 0;
  let closed = false;

  /** Works the queue down. What a failing database refuses is answered (`now`) or kept for later (`later`). */
  async function drain(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    failure = undefined;
    startedAt = performance.now();
    const kept: Item[] = [];
    // What comes in meanwhile is for the next commit.
    for (let left = queue.length; left > 0; left -= maxRows) {
      const batch = queue.splice(0, Math.min(maxRows, left));
      if (failure && !batch.some((item) => item.reject)) kept.push(...batch);
      else kept.push(...(await store(batch)));
    }
    const dropped = Math.max(0, kept.length - maxKept);
    if (dropped > 0) log.error({ dropped }, 'rows were dropped because the store fails');
    queue.unshift(...kept.slice(dropped));
  }

  async function store(batch: Item[]): Promise<Item[]> {
    try {
      const answer = await write(batch.map((item) => item.row));
      isFailing = false;
      batch.forEach((item, index) => {
        item.resolve?.(answer(item.row, index));
      });
      return [];
    } catch (error) {
      failure = { error };
      isFailing = true;
      failures += 1;
      for (const item of batch) item.reject?.(error);
      const kept = batch.filter((item) => !item.reject);
      log.warn({ err: error, rows: batch.length, kept: kept.length }, 'rows were not stored');
      return kept;
    }
  }

  function run(): Promise<void> {
    running ??= drain().finally(() => {
      running = undefined;
      if (queue.some(({ resolve }) => resolve)) soon();
      else if (queue.length > 0) wake();
    });
    return running;
  }

  function wake(): void {
    if (!closed) timer ??= setTimeout(run, failure ? retryMs : delayMs);
  }

  /** At the next turn of the loop: requests read from the sockets in this turn share the commit. Later when it was just done. */
  function soon(): void {
    if (isDue) return;
    isDue = true;
    const start = () => {
      isDue = false;
      run();
    };
    const rest = startedAt + restMs - performance.now();
    if (rest > 0) setTimeout(start, rest);
    else setImmediate(start);
  }

  return {
    now: (row) =>
      new Promise((resolve, reject) => {
        queue.push({ row, resolve, reject });
        soon();
      }),
    later(row) {
      queue.push({ row });
      wake();
    },
    isFailing: () => isFailing,
    failures: () => failures,
    async flush() {
      await running;
      await run();
      if (failure) throw failure.error;
    },
    async close() {
      closed = true;
      await running;
      await run();
      clearTimeout(timer);
      return queue.length;
    },
  };
}
