import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';
import {
  type CompiledQuery,
  type DatabaseConnection,
  type Driver,
  type QueryResult,
  SqliteAdapter,
  SqliteDialect,
} from 'kysely';

/** Statements kept ready; a longer one is a batch whose size hardly ever comes again. */
const KEPT = 100;
const KEPT_LENGTH = 2_000;

/** An open database and the way to the disk under it. */
export interface OpenDatabase {
  db: DatabaseSync;
  /** Resolves when everything written so far would survive a power cut. */
  flush(): Promise<void>;
  close(): void;
}

/** A statement that is run for each of these rows, all or none of them. Gives back the positions of those that changed something. */
export interface RowsQuery extends CompiledQuery<number> {
  rows: readonly (readonly unknown[])[];
}

class Adapter extends SqliteAdapter {
  /** SQLite rolls back half a migration as PostgreSQL does, so a crash never leaves half of one behind. */
  override get supportsTransactionalDdl(): boolean {
    return true;
  }

  /** The driver keeps transactions apart itself: nobody else has to wait while one reaches the disk. */
  override get supportsMultipleConnections(): boolean {
    return true;
  }
}

/** Kysely over `node:sqlite`: one database, opened at the first query. `explain` turns SQLite's errors into the bot's. */
export class NodeSqliteDialect extends SqliteDialect {
  readonly #open: () => OpenDatabase;
  readonly #explain: (error: unknown) => unknown;

  constructor(open: () => OpenDatabase, explain: (error: unknown) => unknown) {
    super({
      database: async () => {
        throw new Error('not used');
      },
    });
    this.#open = open;
    this.#explain = explain;
  }

  override createAdapter(): SqliteAdapter {
    return new Adapter();
  }

  override createDriver(): Driver {
    return new NodeSqliteDriver(this.#open, this.#explain);
  }
}

/** Statements run at once, in the order they come; those of others wait while a transaction is open. */
class NodeSqliteDriver implements Driver {
  readonly #open: () => OpenDatabase;
  readonly #explain: (error: unknown) => unknown;
  #opened: OpenDatabase | undefined;
  #kept = new Map<string, Prepared>();
  #transaction: { of: DatabaseConnection; over: PromiseWithResolvers<void> } | undefined;

  constructor(open: () => OpenDatabase, explain: (error: unknown) => unknown) {
    this.#open = open;
    this.#explain = explain;
  }

  async init(): Promise<void> {
    this.#opened = this.#open();
  }

  async acquireConnection(): Promise<DatabaseConnection> {
    const connection: DatabaseConnection = {
      executeQuery: (query) => this.#execute(connection, query),
      streamQuery: (query) => this.#stream(connection, query),
    };
    return connection;
  }

  async releaseConnection(): Promise<void> {}

  async beginTransaction(connection: DatabaseConnection): Promise<void> {
    while (this.#other(connection)) await this.#transaction?.over.promise;
    this.#transaction = { of: connection, over: Promise.withResolvers() };
    try {
      this.#run('begin', []);
    } catch (error) {
      this.#end(connection);
      throw error;
    }
  }

  async commitTransaction(connection: DatabaseConnection): Promise<void> {
    this.#run('commit', []);
    this.#end(connection);
    await this.#opened?.flush();
  }

  async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    try {
      // After a commit whose way to the disk failed, and after some errors of SQLite, there is nothing left to roll back.
      const isOwn = this.#transaction?.of === connection && this.#opened?.db.isTransaction;
      if (isOwn) this.#run('rollback', []);
    } finally {
      this.#end(connection);
    }
  }

  async destroy(): Promise<void> {
    this.#opened?.close();
    this.#opened = undefined;
  }

  /** Somebody else's transaction is open. To be asked again after each wait, and acted upon at once. */
  #other(connection: DatabaseConnection): boolean {
    return this.#transaction !== undefined && this.#transaction.of !== connection;
  }

  #end(connection: DatabaseConnection): void {
    if (this.#transaction?.of !== connection) return;
    const { over } = this.#transaction;
    this.#transaction = undefined;
    over.resolve();
  }

  async #execute<R>(connection: DatabaseConnection, query: CompiledQuery | RowsQuery): Promise<QueryResult<R>> {
    while (this.#other(connection)) await this.#transaction?.over.promise;
    const { sql, parameters } = query;
    const { isWrite, result } = 'rows' in query ? this.#runRows<R>(sql, query.rows) : this.#run<R>(sql, parameters);
    if (isWrite && !this.#transaction) await this.#opened?.flush();
    return result;
  }

  async *#stream<R>(connection: DatabaseConnection, { sql, parameters }: CompiledQuery) {
    while (this.#other(connection)) await this.#transaction?.over.promise;
    for (const row of this.#attempt(() => this.#prepare(sql).statement.iterate(...parameters.map(input)))) {
      yield { rows: [row as R] };
    }
  }

  #run<R>(sql: string, parameters: readonly unknown[]): { isWrite: boolean; result: QueryResult<R> } {
    return this.#attempt(() => {
      const { statement, isReader, isWrite } = this.#prepare(sql);
      const values = parameters.map(input);
      if (isReader) return { isWrite, result: { rows: statement.all(...values) as R[] } };
      const { changes, lastInsertRowid } = statement.run(...values);
      const result = { numAffectedRows: BigInt(changes), insertId: BigInt(lastInsertRowid), rows: [] };
      return { isWrite, result };
    });
  }

  #runRows<R>(sql: string, rows: readonly (readonly unknown[])[]): { isWrite: true; result: QueryResult<R> } {
    const changed: number[] = [];
    const runAll = () => {
      for (const [position, row] of rows.entries()) {
        if (this.#run(sql, row).result.numAffectedRows) changed.push(position);
      }
    };
    if (this.#transaction) runAll();
    else this.#inOne(runAll);
    return { isWrite: true, result: { rows: changed as R[] } };
  }

  /** A transaction that nobody can come between. */
  #inOne(work: () => void): void {
    this.#run('begin', []);
    try {
      work();
      this.#run('commit', []);
    } catch (error) {
      // After some errors SQLite has rolled back already.
      if (this.#opened?.db.isTransaction) this.#run('rollback', []);
      throw error;
    }
  }

  #prepare(sql: string): Prepared {
    const ready = this.#kept.get(sql);
    if (ready) return ready;
    if (!this.#opened) throw new Error('the store is closed');
    const statement = this.#opened.db.prepare(sql);
    const isReader = statement.columns().length > 0;
    const prepared = { statement, isReader, isWrite: !/^\s*(select|pragma|explain|begin|rollback)\b/i.test(sql) };
    if (sql.length <= KEPT_LENGTH) {
      const [oldest] = this.#kept.keys();
      if (this.#kept.size >= KEPT && oldest !== undefined) this.#kept.delete(oldest);
      this.#kept.set(sql, prepared);
    }
    return prepared;
  }

  #attempt<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      throw this.#explain(error);
    }
  }
}

interface Prepared {
  statement: StatementSync;
  /** It gives rows back. */
  isReader: boolean;
  isWrite: boolean;
}

function input(value: unknown): SQLInputValue {
  if (value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'bigint')
    return value;
  if (value instanceof Uint8Array) return value;
  throw new TypeError(`SQLite can't hold a ${typeof value}`);
}
