import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { insertStatement } from '#store/bulk.ts';
import { connectTo } from '#store/database.ts';
import { migrate } from '#store/migrations.ts';
import { engines, quiet } from './engines.ts';

describe.each(engines)('many rows at once on $name', (engine) => {
  beforeAll(() => engine.start());
  afterAll(() => engine.stop());

  async function open() {
    const place = await engine.place();
    const { db } = await connectTo({ dataDir: place.dataDir, databaseUrl: place.databaseUrl, log: quiet });
    await migrate(db, engine.name);
    const options = { table: 'note', key: 'name', columns: ['name', 'value'], numbers: [] };
    return {
      db,
      names: async () => (await db.selectFrom('note').select('name').orderBy('name').execute()).map(({ name }) => name),
      once: insertStatement(db, engine.name, { ...options, mayBeThere: true }),
      strictly: insertStatement(db, engine.name, { ...options, mayBeThere: false }),
      async [Symbol.asyncDispose]() {
        await db.destroy();
        await place[Symbol.asyncDispose]();
      },
    };
  }
  const notes = (...names: string[]) => names.map((name) => ({ name, value: '1' }));

  test('those that are new are told', async () => {
    await using store = await open();
    expect((await store.once.run(store.db, notes('a', 'b'))).rows).toEqual(['a', 'b']);
    expect((await store.once.run(store.db, notes('b', 'c', 'c'))).rows).toEqual(['c']);
    expect((await store.once.run(store.db, [])).rows).toEqual([]);
    expect(await store.names()).toEqual(['a', 'b', 'c']);
  });

  test('one that can not be stored takes back those before it', async () => {
    await using store = await open();
    await store.strictly.run(store.db, notes('b'));
    await expect(store.strictly.run(store.db, notes('a', 'b'))).rejects.toThrow();
    expect(await store.names()).toEqual(['b']);
    const together = store.db.transaction().execute(async (transaction) => {
      await store.once.run(transaction, notes('c'));
      await store.strictly.run(transaction, notes('d', 'b'));
    });
    await expect(together).rejects.toThrow();
    expect(await store.names()).toEqual(['b']);
    expect((await store.once.run(store.db, notes('d'))).rows).toEqual(['d']);
  });
});
