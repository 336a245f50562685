import { type CompiledQuery, type RawBuilder, sql } from 'kysely';
import type { RowsQuery } from './sqlite-dialect.ts';
import type { Database, Engine } from './tables.ts';

/** Stands where the JSON of a batch goes when the statement is run. */
export const BATCH = '\u0001batch';

/** A statement over a batch: built once, run with each batch. */
export interface BatchStatement<Answer> {
  run(db: Database, batch: readonly unknown[]): Promise<{ rows: readonly Answer[] }>;
}

export interface InsertOptions {
  table: string;
  columns: readonly string[];
  /** Those of the columns that hold numbers; the others hold text. */
  numbers: readonly string[];
  /** The column of the primary key. */
  key: string;
  /** Rows that are there already are left out; otherwise they are an error. */
  mayBeThere: boolean;
}

/**
 * Inserts any number of rows and gives back the keys of those that were stored. The statement is always the same, so it is
 * prepared once; `values (…), (…)` would leave the memory of one long statement behind for every batch. PostgreSQL takes
 * all rows as one JSON. SQLite has no way to go and takes one after the other, which is less work than reading JSON.
 */
export function insertStatement(db: Database, engine: Engine, options: InsertOptions): BatchStatement<string> {
  const { table, columns, numbers, key, mayBeThere } = options;
  const into = sql`insert into ${sql.table(table)} (${sql.join(columns.map((name) => sql.ref(name)))})`;
  const unless = mayBeThere ? sql`on conflict do nothing` : sql``;
  if (engine === 'sqlite') {
    // The names stand where the values go.
    return insertByRow(sql`${into} values (${sql.join(columns)}) ${unless}`.compile(db), options);
  }
  const fields = columns.map(
    (name) => sql`cast(value ->> ${sql.lit(name)} as ${sql.raw(numbers.includes(name) ? 'bigint' : 'text')})`,
  );
  const rows = sql`select ${sql.join(fields)} from json_array_elements(${BATCH}::json) as element(value)`;
  const given = sql<{ key: string }>`${into} ${rows} ${unless} returning ${sql.ref(key)} as key`;
  const insert = batchStatement({ compile: () => given.compile(db) });
  return { run: async (to, batch) => ({ rows: (await insert.run(to, batch)).rows.map((row) => row.key) }) };
}

/** The texts of a JSON array, for `where … in`. */
export function textsFromJson(engine: Engine): RawBuilder<string> {
  return engine === 'postgres'
    ? sql<string>`(select value from json_array_elements_text(${BATCH}::json) as element(value))`
    : sql<string>`(select value from json_each(${BATCH}))`;
}

export function batchStatement<Answer>(query: { compile(): CompiledQuery<Answer> }): BatchStatement<Answer> {
  const compiled = query.compile();
  return {
    run(db, batch) {
      const json = JSON.stringify(batch);
      const parameters = compiled.parameters.map((parameter) => (parameter === BATCH ? json : parameter));
      return db.executeQuery({ ...compiled, parameters });
    },
  };
}

function insertByRow(compiled: CompiledQuery, { columns, key }: InsertOptions): BatchStatement<string> {
  return {
    async run(db, batch) {
      const records = batch.map((row): Record<string, unknown> => Object(row));
      const query: RowsQuery = { ...compiled, rows: records.map((row) => columns.map((name) => row[name])) };
      const { rows } = await db.executeQuery<number>(query);
      return { rows: rows.map((position) => String(records[position]?.[key])) };
    },
  };
}
