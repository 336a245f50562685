import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';
import { SqliteAdapter, type SqliteDatabase, SqliteDialect, type SqliteStatement } from 'kysely';

/** Statements kept ready; a longer one is a batch whose size hardly ever comes again. */
const KEPT = 100;
const KEPT_LENGTH = 2_000;

class TransactionalAdapter extends SqliteAdapter {
  /** SQLite rolls back half a migration as PostgreSQL does, so a crash never leaves half of one behind. */
  override get supportsTransactionalDdl(): boolean {
    return true;
  }
}

/** Kysely over `node:sqlite`: one connection, opened at the first query. `explain` turns SQLite's errors into the bot's. */
export class NodeSqliteDialect extends SqliteDialect {
  constructor(open: () => DatabaseSync, explain: (error: unknown) => unknown) {
    super({ database: async () => adapt(open(), explain) });
  }

  override createAdapter(): SqliteAdapter {
    return new TransactionalAdapter();
  }
}

/** Gives `node:sqlite` the shape that Kysely's driver knows. */
function adapt(db: DatabaseSync, explain: (error: unknown) => unknown): SqliteDatabase {
  const kept = new Map<string, SqliteStatement>();

  function attempt<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      throw explain(error);
    }
  }

  function wrap(statement: StatementSync): SqliteStatement {
    return {
      reader: statement.columns().length > 0,
      all: (parameters) => attempt(() => statement.all(...parameters.map(input))),
      run: (parameters) => attempt(() => statement.run(...parameters.map(input))),
      iterate: (parameters) => attempt(() => statement.iterate(...parameters.map(input))),
    };
  }

  return {
    prepare(sql) {
      const ready = kept.get(sql);
      if (ready) return ready;
      const statement = wrap(attempt(() => db.prepare(sql)));
      if (sql.length <= KEPT_LENGTH) {
        const [oldest] = kept.keys();
        if (kept.size >= KEPT && oldest !== undefined) kept.delete(oldest);
        kept.set(sql, statement);
      }
      return statement;
    },
    close: () => db.close(),
  };
}

function input(value: unknown): SQLInputValue {
  if (value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'bigint')
    return value;
  if (value instanceof Uint8Array) return value;
  throw new TypeError(`SQLite can't hold a ${typeof value}`);
}
