import { sql } from 'kysely';
import type { Clock } from '#lib/clock.ts';
import type { Database, Engine } from './tables.ts';

const MINUTE_MS = 60_000;
/** Further ahead than anything counts: it was written before the clock was set back. */
const ABSURD_MS = 10 * MINUTE_MS;
/** Names that one process remembers. */
const REMEMBERED = 20_000;
/** The rows of this file in the table of all budgets. */
const PREFIX = 'pace/';

/** `full` goes to one asker only: whoever finds it full first. From then on it is shut. */
export interface Place {
  is: 'go' | 'full' | 'shut';
  /** Milliseconds until it opens; 0 for `go`. */
  shutMs: number;
}

/** How many times a minute something may happen, each under a name. Over all processes. */
export interface Paces {
  /** Takes one of the places of a minute; all of them may be taken at once. Once there is none, it is shut for `shutMs`. */
  take(name: string, perMinute: number, shutMs: number): Promise<Place>;
  /** How many places are left at this moment. Takes none. */
  left(name: string, perMinute: number): Promise<number>;
  /** True for the first who asks within `ms`. */
  once(name: string, ms: number): Promise<boolean>;
  /** Forgets names that nobody asked for since (ms since the epoch). Resolves with how many. */
  prune(olderThan: number): Promise<number>;
}

/** SQLite belongs to one process, so that its memory will do; what it forgets at its end was a minute's. */
export const createPaces = (db: Database, { engine, clock }: { engine: Engine; clock: Clock }): Paces =>
  engine === 'postgres' ? sharedPaces(db) : memoryPaces(clock);

/** The generic cell rate algorithm, in ms: the time that is spent moves ahead by one place each time. */
function memoryPaces(clock: Clock): Paces {
  // Not an LRUCache, which makes room for all of them at once: 5 ms of each start.
  const rows = new Map<string, { spentUntil: number; openAt: number }>();
  /** The newest last; the oldest goes where there are too many. */
  const keep = (name: string, row: { spentUntil: number; openAt: number }) => {
    rows.delete(name);
    rows.set(name, row);
    const [oldest] = rows.size > REMEMBERED ? rows.keys() : [];
    if (oldest !== undefined) rows.delete(oldest);
  };
  const rowOf = (name: string, now: number) => {
    const row = rows.get(name);
    if (row) keep(name, row);
    return {
      spentUntil: row && row.spentUntil <= now + ABSURD_MS ? Math.max(row.spentUntil, now) : now,
      openAt: row && row.openAt <= now + ABSURD_MS ? row.openAt : 0,
    };
  };

  return {
    async take(name, perMinute, shutMs) {
      const now = clock.now();
      const row = rowOf(name, now);
      if (row.openAt > now) return { is: 'shut', shutMs: row.openAt - now };
      const spentUntil = row.spentUntil + MINUTE_MS / perMinute;
      const isFull = spentUntil > now + MINUTE_MS + 0.001;
      keep(name, isFull ? { ...row, openAt: now + shutMs } : { ...row, spentUntil });
      return isFull ? { is: 'full', shutMs } : { is: 'go', shutMs: 0 };
    },

    async left(name, perMinute) {
      const now = clock.now();
      const { spentUntil, openAt } = rowOf(name, now);
      return openAt > now ? 0 : leftOf(spentUntil - now, perMinute);
    },

    async once(name, ms) {
      const now = clock.now();
      const { openAt } = rowOf(`once/${name}`, now);
      if (openAt > now) return false;
      keep(`once/${name}`, { spentUntil: 0, openAt: now + ms });
      return true;
    },

    prune: async () => 0,
  };
}

const leftOf = (aheadMs: number, perMinute: number): number =>
  Math.max(0, Math.floor(((MINUTE_MS - Math.max(0, aheadMs)) * perMinute) / MINUTE_MS + 1e-6));

/** The same in rows, by the clock of the database. `open_at` is in ms, `spent_until` in microseconds. */
function sharedPaces(db: Database): Paces {
  const now = sql<number>`cast(floor(extract(epoch from clock_timestamp()) * 1000) as bigint)`;
  const big = (value: number) => sql<number>`cast(${Math.round(value)} as bigint)`;
  const isOpen = sql<boolean>`(throttle.open_at <= ${now} or throttle.open_at > ${now} + ${big(ABSURD_MS)})`;
  // Nobody waits for the disk: a database that crashes may forget who asked a moment before.
  const unsynced = sql`set_config('synchronous_commit', 'off', true)`;

  return {
    async take(name, perMinute, shutMs) {
      const key = PREFIX + name;
      const every = Math.floor((MINUTE_MS * 1e3) / perMinute);
      const spent = sql<number>`greatest(case when throttle.spent_until > (${now} + ${big(ABSURD_MS)}) * 1000
        then 0 else throttle.spent_until end, ${now} * 1000) + ${big(every)}`;
      const { rows: taken } = await sql`
        insert into throttle (name, open_at, spent_until) values (${key}, 0, ${now} * 1000 + ${big(every)})
        on conflict (name) do update set spent_until = ${spent}
        where ${isOpen} and ${spent} <= (${now} + ${big(MINUTE_MS)}) * 1000 + 1
        returning name, ${unsynced}`.execute(db);
      if (taken.length > 0) return { is: 'go', shutMs: 0 };
      const { rows: shut } = await sql`
        update throttle set open_at = ${now} + ${big(shutMs)} where name = ${key} and ${isOpen}
        returning name`.execute(db);
      if (shut.length > 0) return { is: 'full', shutMs };
      const { rows } = await sql<{ left: number }>`
        select open_at - ${now} as left from throttle where name = ${key}`.execute(db);
      return { is: 'shut', shutMs: Math.max(0, Number(rows[0]?.left ?? 0)) };
    },

    async left(name, perMinute) {
      const { rows } = await sql<{ ahead: number; is_open: boolean }>`
        select (spent_until - ${now} * 1000) / 1000 as ahead, ${isOpen} as is_open
        from throttle where name = ${PREFIX + name}`.execute(db);
      const [row] = rows;
      if (!row) return perMinute;
      const ahead = Number(row.ahead);
      return row.is_open ? leftOf(ahead > ABSURD_MS ? 0 : ahead, perMinute) : 0;
    },

    async once(name, ms) {
      const { rows } = await sql`
        insert into throttle (name, open_at, spent_until) values (${`${PREFIX}once/${name}`}, ${now} + ${big(ms)}, 0)
        on conflict (name) do update set open_at = excluded.open_at where ${isOpen}
        returning name`.execute(db);
      return rows.length > 0;
    },

    async prune(olderThan) {
      const { numDeletedRows } = await db
        .deleteFrom('throttle')
        .where('name', 'like', `${PREFIX}%`)
        .where('open_at', '<', olderThan)
        .where('spent_until', '<', olderThan * 1_000)
        .executeTakeFirstOrThrow();
      return Number(numDeletedRows);
    },
  };
}
