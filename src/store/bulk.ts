import { type RawBuilder, sql } from 'kysely';
import type { Engine } from './tables.ts';

/**
 * Many rows as one parameter: `insert into … select` from JSON. The statement is the same for any number of rows, so it
 * is prepared once; `values (…), (…)` would leave the memory of one long statement behind for every batch.
 * `columns` in the order of the insert; `times` are those of them that hold numbers, the others hold text.
 */
export function rowsFromJson<Row extends object>(
  engine: Engine,
  rows: readonly Row[],
  { columns, times }: { columns: readonly (keyof Row & string)[]; times: readonly (keyof Row & string)[] },
): RawBuilder<Row> {
  const fields = columns.map(
    (name) => sql`cast(value ->> ${sql.lit(name)} as ${sql.raw(times.includes(name) ? 'bigint' : 'text')})`,
  );
  const json = JSON.stringify(rows);
  const source =
    engine === 'postgres'
      ? sql`json_array_elements(${json}::json) as element(value)`
      : // Without a "where" SQLite would take "on conflict" for a part of a join.
        sql`json_each(${json}) where true`;
  return sql<Row>`select ${sql.join(fields)} from ${source}`;
}
