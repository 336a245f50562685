import type { Logger } from '#lib/log.ts';
import type { BatchStatement } from './bulk.ts';
import { createGroupCommit } from './group-commit.ts';
import type { Database } from './tables.ts';

/** One table's share of the journal. */
export interface Ledger<Row, Answer> {
  /** Resolves once the row is durable; rejects when its commit failed. */
  now(row: Row): Promise<Answer>;
  /** Stores the row with the next commit, a moment later at most. A failure is logged and tried again. */
  soon(row: Row): void;
}

/**
 * What is written for every event, in as few commits as possible: whatever came in, was done or is to be remembered in
 * one moment shares one transaction, because each waits for the disk.
 */
export interface Journal {
  /** Ledgers are written in the order in which they were opened. `answer` tells of each row what the statement gave back. */
  open<Row, Given, Answer>(
    statement: BatchStatement<Given>,
    answer: (given: readonly Given[]) => (row: Row) => Answer,
  ): Ledger<Row, Answer>;
  /** Resolves when everything so far is durable; rejects when some of it is not. */
  flush(): Promise<void>;
  /** The last commit there was has failed. */
  isFailing(): boolean;
  /** How many commits have failed so far: of what they wrote nobody knows whether it stands there. */
  failures(): number;
  /** Flushes for the last time. Resolves with the number of rows that could not be stored. */
  close(): Promise<number>;
}

/** How long a row may wait for company, in ms: after a crash so much work may be done a second time. */
const DELAY_MS = 5;

/** Under load a commit gathers what came in for so long, in ms: each costs a flush of the disk, however little it holds. */
const REST_MS = 3;

interface Item {
  ledger: number;
  row: unknown;
}
/** Rows of several tables share a commit. Each ledger keeps what came of its own rows under the commit that they were in. */
type Commit = object;
type Write = (db: Database, rows: readonly unknown[], commit: Commit) => Promise<void>;

export function createJournal(db: Database, log: Logger): Journal {
  const writes: Write[] = [];

  async function writeAll(to: Database, parts: readonly unknown[][], commit: Commit) {
    for (const [ledger, rows] of parts.entries()) {
      if (rows.length > 0) await writes[ledger]?.(to, rows, commit);
    }
  }

  const commits = createGroupCommit<Item, Commit>({
    log,
    delayMs: DELAY_MS,
    restMs: REST_MS,
    async write(batch) {
      const commit: Commit = {};
      const parts = writes.map((_, ledger) => batch.flatMap((item) => (item.ledger === ledger ? [item.row] : [])));
      const isOne = parts.filter((rows) => rows.length > 0).length === 1;
      if (isOne) await writeAll(db, parts, commit);
      else await db.transaction().execute((transaction) => writeAll(transaction, parts, commit));
      return () => commit;
    },
  });

  return {
    open<Row, Given, Answer>(
      statement: BatchStatement<Given>,
      answer: (given: readonly Given[]) => (row: Row) => Answer,
    ): Ledger<Row, Answer> {
      const ledger = writes.length;
      const answers = new WeakMap<Commit, (row: Row) => Answer>();
      writes.push(async (to, rows, commit) => {
        answers.set(commit, answer((await statement.run(to, rows)).rows));
      });
      return {
        async now(row) {
          const answerTo = answers.get(await commits.now({ ledger, row }));
          if (!answerTo) throw new Error('A commit came back to a ledger that had no row in it.');
          return answerTo(row);
        },
        soon: (row) => commits.later({ ledger, row }),
      };
    },
    flush: () => commits.flush(),
    isFailing: () => commits.isFailing(),
    failures: () => commits.failures(),
    close: () => commits.close(),
  };
}
