import { chmodSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Kysely, sql } from 'kysely';
import { expect, test } from 'vitest';
import { sqliteDialect } from '#store/sqlite.ts';
import { NodeSqliteDialect } from '#store/sqlite-dialect.ts';
import { createPlace } from './engines.ts';
import { auditEntry, newEvent } from './samples.ts';

test('a second process on the same file is refused, until the first is killed', async () => {
  await using place = await createPlace();
  const holder = place.child('hold');
  for await (const line of holder.lines) if (line === 'holding') break;

  await expect(place.open()).rejects.toMatchObject({
    code: 'store-in-use',
    message: `Another process uses the store in DATA_DIR (${place.dataDir}).`,
    hint: expect.stringContaining('DATABASE_URL'),
  });

  holder.process.kill('SIGKILL');
  await new Promise((resolve) => holder.process.once('exit', resolve));
  const store = await place.open();
  expect(await store.inbox.add(newEvent('event-1'))).toBe(true);
});

test('a second store in the same process is refused too, and does not harm the first', async () => {
  await using place = await createPlace();
  const store = await place.open();
  await expect(place.open()).rejects.toMatchObject({ code: 'store-in-use' });
  expect(await store.inbox.add(newEvent('event-1'))).toBe(true);
  expect(await place.child('open').end()).toBe('store-in-use');
});

test('the directory and the file are for this user only', async () => {
  await using place = await createPlace();
  const dataDir = join(place.dataDir, 'deep', 'data');
  await place.open({ dataDir });
  expect(statSync(dataDir).mode & 0o777).toBe(0o700);
  expect(statSync(join(dataDir, 'bot.sqlite')).mode & 0o777).toBe(0o600);
  expect(statSync(join(dataDir, 'bot.sqlite-wal')).mode & 0o777).toBe(0o600);
});

test('the log is written ahead, and foreign keys are kept', async () => {
  await using place = await createPlace();
  const db = new Kysely({ dialect: sqliteDialect(place.dataDir) });
  const ask = async (pragma: string) => Object.values((await sql.raw(`pragma ${pragma}`).execute(db)).rows[0] ?? {});
  expect(await ask('journal_mode')).toEqual(['wal']);
  // SQLite itself flushes at checkpoints; every write waits for a flush of the log besides, see below.
  expect(await ask('synchronous')).toEqual([1]);
  expect(await ask('foreign_keys')).toEqual([1]);
  await db.destroy();
});

test('a DATA_DIR that can not be written is named', async () => {
  await using place = await createPlace();
  const file = join(place.dataDir, 'file');
  writeFileSync(file, 'not a directory');
  for (const dataDir of [file, join(file, 'data')]) {
    await expect(place.open({ dataDir })).rejects.toMatchObject({
      code: 'store-not-writable',
      message: `The store can't be written in DATA_DIR (${dataDir}).`,
      hint: expect.stringContaining('DATA_DIR'),
    });
  }
});

test('a store that may only be read is told', async () => {
  await using place = await createPlace();
  mkdirSync(join(place.dataDir, 'bot.sqlite'));
  chmodSync(place.dataDir, 0o500);
  await expect(place.open()).rejects.toMatchObject({ code: 'store-not-writable' });
  chmodSync(place.dataDir, 0o700);
});

test('a file that is no store is left as it is', async () => {
  await using place = await createPlace();
  const path = join(place.dataDir, 'bot.sqlite');
  const text = 'my shopping list\n'.repeat(100);
  writeFileSync(path, text);
  await expect(place.open()).rejects.toMatchObject({ code: 'store-damaged' });
  expect(readFileSync(path, 'utf8')).toBe(text);
});

test('a full disk refuses the entry and keeps what was there', async () => {
  await using place = await createPlace();
  const store = await place.open();
  await store.audit.append(auditEntry({ words: 'kept' }));
  await store.close();

  const db = new Kysely<{ audit: { id: string } }>({ dialect: sqliteDialect(place.dataDir) });
  await sql`pragma max_page_count = 1`.execute(db);
  const blob = sql`insert into space (space_id, device_id) values ('x', ${'x'.repeat(1_000_000)})`;
  await expect(blob.execute(db)).rejects.toMatchObject({
    code: 'store-full',
    message: expect.stringContaining('DATA_DIR'),
  });
  await db.destroy();

  const again = await place.open();
  expect(await again.audit.recent({ spaceId: 'space-1', limit: 5 })).toMatchObject([{ words: 'kept' }]);
});

/** A database whose flushes are told and held back by the test. */
function inMemory(flush: () => Promise<void> = async () => {}) {
  const db = new DatabaseSync(':memory:');
  return { db, flush, close: () => db.close() };
}

test('a write is done when it has reached the disk, and others are not held up meanwhile', async () => {
  const flushes: PromiseWithResolvers<void>[] = [];
  const flush = () => {
    const gate = Promise.withResolvers<void>();
    flushes.push(gate);
    return gate.promise;
  };
  const db = new Kysely<{ thing: { name: string } }>({
    dialect: new NodeSqliteDialect(
      () => inMemory(flush),
      (error) => error,
    ),
  });
  const made = db.schema.createTable('thing').addColumn('name', 'text').execute();
  await expect.poll(() => flushes.length).toBe(1);
  flushes[0]?.resolve();
  await made;

  const done: string[] = [];
  const insert = (name: string) => db.insertInto('thing').values({ name }).execute();
  const one = insert('one').then(() => done.push('one'));
  const two = db
    .transaction()
    .execute((transaction) => transaction.insertInto('thing').values({ name: 'two' }).execute())
    .then(() => done.push('two'));
  await expect.poll(() => flushes.length).toBe(3);
  expect(await db.selectFrom('thing').selectAll().execute()).toHaveLength(2);
  expect(done).toEqual([]);
  flushes[2]?.resolve();
  await two;
  expect(done).toEqual(['two']);
  flushes[1]?.reject(new Error('the disk is gone'));
  await expect(one).rejects.toThrow('the disk is gone');
  await db.destroy();
});

test('the statements of others stay out of an open transaction, and two transactions do not meet', async () => {
  const db = new Kysely<{ thing: { name: string } }>({
    dialect: new NodeSqliteDialect(
      () => inMemory(),
      (error) => error,
    ),
  });
  await db.schema.createTable('thing').addColumn('name', 'text').execute();
  const gate = Promise.withResolvers<void>();
  const failing = db.transaction().execute(async (transaction) => {
    await transaction.insertInto('thing').values({ name: 'rolled back' }).execute();
    await gate.promise;
    throw new Error('changed my mind');
  });
  const other = db.transaction().execute(async (transaction) => {
    await transaction.insertInto('thing').values({ name: 'kept' }).execute();
  });
  const single = db.insertInto('thing').values({ name: 'single' }).execute();
  gate.resolve();
  await expect(failing).rejects.toThrow('changed my mind');
  await Promise.all([other, single]);
  const names = (await db.selectFrom('thing').selectAll().execute()).map(({ name }) => name);
  expect(names.sort()).toEqual(['kept', 'single']);
  await db.destroy();
});

test('the dialect rolls a transaction back, streams, and refuses what SQLite can not hold', async () => {
  const db = new Kysely<{ thing: { name: string; bytes: Uint8Array | null } }>({
    dialect: new NodeSqliteDialect(
      () => inMemory(),
      (error) => error,
    ),
  });
  await db.schema.createTable('thing').addColumn('name', 'text').addColumn('bytes', 'blob').execute();
  const work = db.transaction().execute(async (transaction) => {
    await transaction.insertInto('thing').values({ name: 'lost', bytes: null }).execute();
    throw new Error('changed my mind');
  });
  await expect(work).rejects.toThrow('changed my mind');

  const kept = { name: 'kept', bytes: new Uint8Array([1, 2]) };
  const inserted = await db.insertInto('thing').values([kept, kept]).executeTakeFirstOrThrow();
  expect(inserted.numInsertedOrUpdatedRows).toBe(2n);
  const names: string[] = [];
  for await (const row of db.selectFrom('thing').selectAll().stream()) names.push(row.name);
  expect(names).toEqual(['kept', 'kept']);

  // More different statements than are kept ready.
  for (let number = 0; number < 150; number++) await sql.raw(`select ${number}`).execute(db);
  await expect(sql`select ${true}`.execute(db)).rejects.toThrow("SQLite can't hold a boolean");
  await db.destroy();
});
