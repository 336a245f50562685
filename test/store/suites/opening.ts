import { setTimeout as sleep } from 'node:timers/promises';
import { inspect } from 'node:util';
import { Kysely, sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import { postgresDialect } from '#store/postgres.ts';
import { sqliteDialect } from '#store/sqlite.ts';
import { type Place, quiet, type TestEngine } from '../engines.ts';
import { newEvent, newPlan } from '../samples.ts';

async function run(place: Place, statement: string): Promise<void> {
  const dialect = place.databaseUrl ? postgresDialect(place.databaseUrl, quiet) : sqliteDialect(place.dataDir);
  const db = new Kysely({ dialect });
  await sql.raw(statement).execute(db);
  await db.destroy();
}

export function openingSuite(engine: TestEngine): void {
  describe('opening', () => {
    test('an empty store gets its tables, and opening it again changes nothing', async () => {
      await using place = await engine.emptyPlace();
      const first = await place.open();
      expect(first.engine).toBe(engine.name);
      await first.spaces.setDevice('space-1', 'device-1');
      await first.close();
      await first.close();
      const second = await place.open();
      expect(await second.spaces.device('space-1')).toBe('device-1');
    });

    test('a store that a newer version wrote is left alone', async () => {
      await using place = await engine.emptyPlace();
      await (await place.open()).close();
      await run(place, `insert into bot_migration (name, timestamp) values ('9999-later', '2100-01-01T00:00:00.000Z')`);
      const variable = engine.name === 'sqlite' ? 'DATA_DIR' : 'DATABASE_URL';
      await expect(place.open()).rejects.toMatchObject({
        code: 'store-newer',
        message: 'The store was written by a newer version of this bot.',
        hint: expect.stringContaining(variable),
      });
    });

    test('a migration that fails leaves nothing behind', async () => {
      await using place = await engine.emptyPlace();
      // In the way of the last table, after all the others.
      await run(place, 'create table note (other integer)');
      await expect(place.open()).rejects.toThrow();
      await run(place, 'drop table note');
      const store = await place.open();
      expect(await store.inbox.add(newEvent('event-1'))).toBe(true);
    });

    test('kill -9 in the middle of writing loses nothing that was acknowledged', async () => {
      await using place = await engine.emptyPlace();
      for (const delay of [20, 60, 140]) {
        const child = place.child('write');
        const acknowledged: string[] = [];
        let isKilled = false;
        for await (const line of child.lines) {
          acknowledged.push(line);
          if (isKilled) continue;
          isKilled = true;
          sleep(delay).then(() => child.process.kill('SIGKILL'));
        }
        const last = acknowledged.at(-1) ?? '';
        expect(last).toMatch(/^event-\d+$/);

        const store = await place.open();
        const answers = await Promise.all(acknowledged.map((key) => store.inbox.add(newEvent(key))));
        expect(answers.filter(Boolean)).toEqual([]);
        const entries = await store.audit.recent({ spaceId: 'space-1', limit: 500 });
        const stored = new Set(entries.map((entry) => entry.words));
        expect(acknowledged.slice(-400).filter((key) => !stored.has(key))).toEqual([]);
        await store.close();
        await run(place, 'delete from inbox');
      }
    });

    if (engine.name === 'postgres') postgresOnly(engine);
  });
}

function postgresOnly(engine: TestEngine): void {
  test('a wrong user, password or database is named by what is wrong, and never quoted', async () => {
    await using place = await engine.emptyPlace();
    const faults = [
      [{ password: 'wr0ng-secret' }, 'the user or the password was refused'],
      [{ pathname: '/nowhere' }, 'there is no such database'],
    ] as const;
    for (const [fault, reason] of faults) {
      const url = Object.assign(new URL(place.databaseUrl ?? ''), fault);
      const problem = await place.open({ databaseUrl: url.href }).catch((error: unknown) => error);
      expect(problem).toMatchObject({ code: 'store-unreachable', message: expect.stringContaining(reason) });
      expect(problem).toMatchObject({ message: expect.stringContaining(`DATABASE_URL (${url.host}${url.pathname})`) });
      expect(inspect(problem, { depth: 9 })).not.toContain('wr0ng-secret');
    }
  });

  test('connections that the server ends are made again', async () => {
    await using place = await engine.emptyPlace();
    const store = await place.open();
    await store.spaces.setDevice('space-1', 'device-1');
    await run(
      place,
      'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
    );
    await expect.poll(() => store.spaces.device('space-1').catch(() => 'broken')).toBe('device-1');
    expect(await store.inbox.add(newEvent('event-1'))).toBe(true);
  });

  test('several processes that start at once on an empty database all come up', async () => {
    await using place = await engine.emptyPlace();
    const ends = Array.from({ length: 4 }, () => place.child('open').end());
    expect(await Promise.all(ends)).toEqual(['opened', 'opened', 'opened', 'opened']);
  });

  test('of two processes exactly one is the first with an event', async () => {
    await using place = await engine.emptyPlace();
    const counts = await Promise.all([place.child('race').end(), place.child('race').end()]);
    expect(Number(counts[0]) + Number(counts[1])).toBe(1_000);
  });

  test('of two processes exactly one gets a plan', async () => {
    await using place = await engine.emptyPlace();
    const store = await place.open();
    const { id } = await store.plans.create(newPlan());
    const counts = await Promise.all([place.child(`claim ${id}`).end(), place.child(`claim ${id}`).end()]);
    expect(Number(counts[0]) + Number(counts[1])).toBe(1);
  });
}
