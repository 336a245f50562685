import type { Logger } from '#lib/log.ts';
import { rowsFromJson } from './bulk.ts';
import { createGroupCommit } from './group-commit.ts';
import type { Database, Engine, Tables } from './tables.ts';
import { plain } from './text.ts';

const PRUNE_AT_ONCE = 2_000;

export interface Events {
  /**
   * True for exactly one caller a key, over all processes and restarts, and only once that is durable. Callers of one
   * moment share a commit. Rejects when it could not be stored; then nothing is known of the key.
   */
  firstTime(key: string, at: number): Promise<boolean>;
  /** Whether the key was stored before. */
  known(key: string): Promise<boolean>;
  /** Stores a key within a quarter of a second, in the background. Failures are logged and tried again. */
  keepLater(key: string, at: number): void;
  /** Gives a key back, because its event could not be taken: the next delivery is a first one again. */
  forget(key: string): Promise<void>;
  /** Forgets keys seen before `olderThan` (ms since the epoch). Resolves with how many. */
  prune(olderThan: number): Promise<number>;
  close(): Promise<void>;
}

/** The keys of the events that came in, so that one delivered twice is worked once. */
export function createEvents(db: Database, { engine, log }: { engine: Engine; log: Logger }): Events {
  type Row = Tables['seen_event'];

  const seen = createGroupCommit<Row, boolean>({
    log,
    delayMs: 250,
    async write(batch) {
      const firsts = new Map<string, Row>();
      for (const row of batch) if (!firsts.has(row.key)) firsts.set(row.key, row);
      // In one order everywhere: two processes that insert the same keys crosswise would block each other.
      const rows = [...firsts.values()].sort((a, b) => (a.key < b.key ? -1 : 1));
      const stored = await db
        .insertInto('seen_event')
        .columns(['key', 'at'])
        .expression(rowsFromJson(engine, rows, { columns: ['key', 'at'], times: ['at'] }))
        .onConflict((conflict) => conflict.doNothing())
        .returning('key')
        .execute();
      const fresh = new Set(stored.map(({ key }) => key));
      return (row) => firsts.get(row.key) === row && fresh.has(row.key);
    },
  });

  return {
    firstTime: (key, at) => seen.now({ key: plain(key), at }),

    async known(key) {
      const row = await db.selectFrom('seen_event').select('key').where('key', '=', plain(key)).executeTakeFirst();
      return row !== undefined;
    },

    keepLater: (key, at) => seen.later({ key: plain(key), at }),

    async forget(key) {
      await db.deleteFrom('seen_event').where('key', '=', plain(key)).execute();
    },

    async prune(olderThan) {
      for (let total = 0; ; ) {
        // In pieces, so that no caller waits long for its turn.
        const old = db.selectFrom('seen_event').select('key').where('at', '<', olderThan).limit(PRUNE_AT_ONCE);
        const { numDeletedRows } = await db.deleteFrom('seen_event').where('key', 'in', old).executeTakeFirstOrThrow();
        total += Number(numDeletedRows);
        if (numDeletedRows < PRUNE_AT_ONCE) return total;
        await new Promise((resolve) => setImmediate(resolve));
      }
    },

    async close() {
      await seen.close();
    },
  };
}
