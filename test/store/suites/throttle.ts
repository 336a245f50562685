import { Kysely } from 'kysely';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { systemClock } from '#lib/clock.ts';
import { migrate } from '#store/migrations.ts';
import { postgresDialect } from '#store/postgres.ts';
import { sqliteDialect } from '#store/sqlite.ts';
import type { Tables } from '#store/tables.ts';
import { createThrottle, type Throttle } from '#store/throttle.ts';
import { type Place, quiet, type TestEngine } from '../engines.ts';

export interface OpenThrottle extends AsyncDisposable {
  throttle: Throttle;
  db: Kysely<Tables>;
}

/** The throttle of one process, on a database of its own connections. */
export async function openThrottle(
  { dataDir, databaseUrl }: Pick<Place, 'dataDir' | 'databaseUrl'>,
  clock = systemClock,
) {
  const engine = databaseUrl ? 'postgres' : 'sqlite';
  const db = new Kysely<Tables>({
    dialect: databaseUrl ? postgresDialect(databaseUrl, quiet) : sqliteDialect(dataDir),
  });
  await migrate(db, engine);
  const throttle = createThrottle(db, { engine, clock, log: quiet });
  const opened: OpenThrottle = {
    throttle,
    db,
    async [Symbol.asyncDispose]() {
      await throttle.close();
      await db.destroy();
    },
  };
  return opened;
}

/** When the next call may go, as the database knows it. */
export function throttleSuite(engine: TestEngine): void {
  describe('the throttle', () => {
    let place: Place;
    let opened: OpenThrottle;
    beforeEach(async () => {
      place = await engine.emptyPlace();
      opened = await openThrottle(place);
    });
    afterEach(async () => {
      await opened[Symbol.asyncDispose]();
      await place[Symbol.asyncDispose]();
    });
    const look = { takesPlace: false, waitedOut: 0 };
    const take = { takesPlace: true, waitedOut: 0 };
    const slow = { callsPerSecond: 0.1, maxLineMs: 60_000 };

    test('a row nobody wrote is open, with and without a budget', async () => {
      expect(await opened.throttle.row('a', slow).ask(look)).toEqual({ openAt: 0, shutMs: 0, placeMs: 0 });
      expect(await opened.throttle.row('b', { maxLineMs: 0 }).ask(take)).toEqual({ openAt: 0, shutMs: 0, placeMs: 0 });
    });

    test('a pause shuts its row and no other, gives no places, and is pushed forward only', async () => {
      const row = opened.throttle.row('a', slow);
      const first = await row.cool(600_000);
      expect(first.shutMs).toBeGreaterThan(500_000);
      expect(await row.ask(take)).toMatchObject({ openAt: first.openAt, placeMs: undefined });
      const second = await row.cool(1_000);
      // A millisecond more, so that everybody sees that it is another pause.
      expect(second.openAt).toBe(first.openAt + 1);
      expect((await row.cool(700_000)).openAt).toBeGreaterThan(second.openAt + 50_000);
      expect(await opened.throttle.row('b', slow).ask(take)).toMatchObject({ shutMs: 0, placeMs: 0 });
    });

    test('whoever has waited a pause out gets a place, even though the clock of the database was set back', async () => {
      const row = opened.throttle.row('a', slow);
      const { openAt } = await row.cool(600_000);
      expect(await row.ask({ takesPlace: true, waitedOut: openAt })).toMatchObject({ placeMs: 0 });
      expect(await row.ask({ takesPlace: true, waitedOut: openAt - 1 })).toMatchObject({ placeMs: undefined });
    });

    test('a row from before the clock was set back by a day shuts nobody out for longer than a quarter of an hour', async () => {
      const row = opened.throttle.row('a', slow);
      await row.ask(take);
      const tomorrow = Date.now() + 86_400_000;
      await opened.db
        .updateTable('throttle')
        .set({ open_at: tomorrow, spent_until: tomorrow * 1e3 })
        .execute();
      expect((await row.ask(look)).shutMs).toBe(15 * 60_000);
      expect((await row.cool(5_000)).shutMs).toBeLessThanOrEqual(5_000);
      await opened.db.updateTable('throttle').set({ open_at: 0 }).execute();
      expect(await row.ask(take)).toMatchObject({ placeMs: 0 });
    });

    test('places lie apart as the budget says, whoever asks, and the line has an end', async () => {
      const rows = [opened.throttle.row('a', slow), opened.throttle.row('a', slow)];
      const given = await Promise.all(Array.from({ length: 10 }, (_, number) => rows[number % 2]?.ask(take)));
      const places = given.map((one) => Math.round((one?.placeMs ?? Number.NaN) / 10_000));
      expect(places.sort((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
      expect(await rows[0]?.ask(take)).toMatchObject({ shutMs: 0, placeMs: undefined });
      expect(await rows[1]?.ask(look)).toMatchObject({ placeMs: 0 });
    });

    test('a second of calls may go at once', async () => {
      const row = opened.throttle.row('a', { callsPerSecond: 20, maxLineMs: 60_000 });
      const given = await Promise.all(Array.from({ length: 40 }, () => row.ask(take)));
      const places = given.map(({ placeMs }) => placeMs ?? Number.NaN).sort((a, b) => a - b);
      expect(places.slice(0, 20)).toEqual(Array(20).fill(0));
      expect(places.slice(20).map((place, at) => Math.round(place - (at + 1) * 50))).toEqual(Array(20).fill(0));
    });
  });
}
