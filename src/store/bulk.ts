import { type CompiledQuery, type QueryResult, type RawBuilder, sql } from 'kysely';
import type { Database, Engine } from './tables.ts';

/** Stands where the JSON of a batch goes when the statement is run. */
const BATCH = '\u0001batch';

/**
 * Many rows as one parameter: `insert into … select` from JSON. The statement is the same for any number of rows, so it
 * is prepared once; `values (…), (…)` would leave the memory of one long statement behind for every batch.
 * `columns` in the order of the insert; `numbers` are those of them that hold numbers, the others hold text.
 */
export function rowsFromJson<Row>(
  engine: Engine,
  { columns, numbers }: { columns: readonly (keyof Row & string)[]; numbers: readonly (keyof Row & string)[] },
): RawBuilder<Row> {
  const fields = columns.map(
    (name) => sql`cast(value ->> ${sql.lit(name)} as ${sql.raw(numbers.includes(name) ? 'bigint' : 'text')})`,
  );
  const source =
    engine === 'postgres'
      ? sql`json_array_elements(${BATCH}::json) as element(value)`
      : // Without a "where" SQLite would take "on conflict" for a part of a join.
        sql`json_each(${BATCH}) where true`;
  return sql<Row>`select ${sql.join(fields)} from ${source}`;
}

/** The texts of a JSON array, for `where … in`. */
export function textsFromJson(engine: Engine): RawBuilder<string> {
  return engine === 'postgres'
    ? sql<string>`(select value from json_array_elements_text(${BATCH}::json) as element(value))`
    : sql<string>`(select value from json_each(${BATCH}))`;
}

/** A statement over a batch: built by Kysely once, run with the JSON of each batch. */
export interface BatchStatement<Answer> {
  run(db: Database, batch: readonly unknown[]): Promise<QueryResult<Answer>>;
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
