import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Kysely, sql } from 'kysely';
import type { Logger } from '#lib/log.ts';
import { Problem } from '#lib/problem.ts';
import { insertStatement } from './bulk.ts';
import { connectTo } from './database.ts';
import { appliedTo, knownMigrations, migrate } from './migrations.ts';
import { type TableShape, tableShapes } from './table-shapes.ts';
import type { Database, Engine, Tables } from './tables.ts';
import { checkWhole, damaged, newer, readHead, rowsOf, writeTransfer } from './transfer-file.ts';

/** Where a store is: as for `openStore`. */
export interface StorePlace {
  dataDir: string;
  databaseUrl?: string | undefined;
  log: Logger;
}

/** Rows by table. */
export type Counts = Record<string, number>;

/** Rows at a time: the largest are 64 KiB, so that neither side fills the memory. */
const PAGE = 200;
const BATCH_BYTES = 4 * 1024 * 1024;

/**
 * Writes every row of a store into a new file, as it is at one moment. The tables are brought up to date first, as a start
 * of the bot would do. Throws a Problem: those of `openStore`, `store-missing` and `transfer-file`.
 */
export async function exportStore(place: StorePlace, file: string): Promise<Counts> {
  if (!place.databaseUrl && !existsSync(join(place.dataDir, 'bot.sqlite'))) throw missing(place);
  return withDatabase(place, async (db, engine) => {
    if ((await appliedTo(db)).length === 0) throw missing(place);
    await migrate(db, engine);
    const snapshot = db.transaction().setIsolationLevel('repeatable read');
    return snapshot.execute(async (transaction) => {
      const counts: Counts = {};
      for (const { name } of tableShapes) counts[name] = await countOf(transaction, name);
      await writeTransfer(file, { migrations: knownMigrations(), counts }, async (writer) => {
        for (const shape of tableShapes) {
          for await (const rows of pagesOf(transaction, shape)) await writer.rows(shape.name, rows);
        }
      });
      return counts;
    });
  });
}

/**
 * Puts the rows of an export into an empty store, all or none of them. Throws a Problem: those of `openStore`,
 * `store-not-empty`, `transfer-newer`, `transfer-older`, `transfer-damaged` and `transfer-file`.
 */
export async function importStore(place: StorePlace, file: string): Promise<Counts> {
  const head = await readHead(file);
  checkVersion(file, head.migrations);
  await checkWhole(file);
  return withDatabase(place, async (db, engine) => {
    await migrate(db, engine);
    return db.transaction().execute(async (transaction) => {
      await makeSureIsEmpty(transaction, engine, place);
      const counts = await copyIn(transaction, engine, file);
      if (tableShapes.some(({ name }) => counts[name] !== head.counts[name])) throw damaged(file);
      return counts;
    });
  });
}

function checkVersion(file: string, migrations: readonly string[]): void {
  const known = knownMigrations();
  if (migrations.some((name) => !known.includes(name))) throw newer(file);
  if (known.every((name) => migrations.includes(name))) return;
  throw new Problem(`${file} was written by an older version of this bot. Nothing was imported.`, {
    code: 'transfer-older',
    hint: 'Import it with that version; a start of this one then brings the store up to date.',
  });
}

/** On PostgreSQL nobody writes until the transaction has ended; the file of SQLite is this process's alone. */
async function makeSureIsEmpty(db: Kysely<Tables>, engine: Engine, place: StorePlace): Promise<void> {
  const names = tableShapes.map(({ name }) => sql.table(name));
  if (engine === 'postgres') await sql`lock table ${sql.join(names)} in exclusive mode`.execute(db);
  for (const { name } of tableShapes) {
    const { rows } = await sql`select 1 from ${sql.table(name)} limit 1`.execute(db);
    if (rows.length === 0) continue;
    throw new Problem(`The store in ${whereIs(place)} is not empty: there are rows in ${name}. Nothing was imported.`, {
      code: 'store-not-empty',
      hint: `Set ${place.databaseUrl ? 'DATABASE_URL to a new database' : 'DATA_DIR to a new directory'}, and import before the bot starts on it.`,
    });
  }
}

async function copyIn(db: Kysely<Tables>, engine: Engine, file: string): Promise<Counts> {
  const inserts = new Map(
    tableShapes.map(({ name, row, ...shape }) => [
      name,
      { row, insert: insertStatement(db, engine, { table: name, ...shape, mayBeThere: false }) },
    ]),
  );
  const counts: Counts = Object.fromEntries(tableShapes.map(({ name }) => [name, 0]));
  let batch: unknown[] = [];
  let bytes = 0;
  let into = '';
  const flush = async () => {
    if (batch.length === 0) return;
    await inserts.get(into)?.insert.run(db, batch);
    counts[into] = (counts[into] ?? 0) + batch.length;
    batch = [];
    bytes = 0;
  };
  for await (const { table, row, line, length } of rowsOf(file)) {
    const checked = inserts.get(table)?.row.safeParse(row);
    if (!checked?.success) throw damaged(file, line);
    if (table !== into || batch.length === PAGE || bytes > BATCH_BYTES) await flush();
    into = table;
    batch.push(checked.data);
    bytes += length;
  }
  await flush();
  return counts;
}

/** By the primary key: each page is a quick read, and no cursor is needed. */
async function* pagesOf(db: Kysely<Tables>, { name, key, columns }: TableShape) {
  const all = sql`select ${sql.join(columns.map((column) => sql.ref(column)))} from ${sql.table(name)}`;
  const rest = sql`order by ${sql.ref(key)} limit ${sql.lit(PAGE)}`;
  for (let last: unknown; ; ) {
    const where = last === undefined ? sql`` : sql`where ${sql.ref(key)} > ${last}`;
    const { rows } = await sql<Record<string, unknown>>`${all} ${where} ${rest}`.execute(db);
    if (rows.length > 0) yield rows;
    if (rows.length < PAGE) return;
    last = rows.at(-1)?.[key];
  }
}

async function countOf(db: Kysely<Tables>, table: string): Promise<number> {
  const { rows } = await sql<{ count: number }>`select count(*) as count from ${sql.table(table)}`.execute(db);
  return Number(rows[0]?.count);
}

/** Runs `work` on the database of a store that no bot holds for itself. */
export async function withDatabase<T>(
  place: StorePlace,
  work: (db: Database, engine: Engine) => Promise<T>,
): Promise<T> {
  const { db, engine } = await connectTo(place);
  try {
    return await work(db, engine);
  } catch (error) {
    if (!(error instanceof Problem) || error.code !== 'store-in-use') throw error;
    // The usual hint is for somebody who starts a second bot.
    throw new Problem(error.message, { code: error.code, hint: 'Stop the bot first.', cause: error });
  } finally {
    await db.destroy();
  }
}

const whereIs = ({ dataDir, databaseUrl }: StorePlace): string =>
  databaseUrl ? 'the database of DATABASE_URL' : `DATA_DIR (${dataDir})`;

export const missing = (place: StorePlace): Problem =>
  new Problem(`There is no store in ${whereIs(place)}.`, {
    code: 'store-missing',
    hint: `Set ${place.databaseUrl ? 'DATABASE_URL' : 'DATA_DIR'} as the bot has it.`,
  });
