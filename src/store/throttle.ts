import { type RawBuilder, sql } from 'kysely';
import type { Clock } from '#lib/clock.ts';
import type { Logger } from '#lib/log.ts';
import { createGroupCommit, type GroupCommit } from './group-commit.ts';
import type { Database, Engine } from './tables.ts';

/** A row that is shut for longer was written before the clock was set back. */
const LONGEST_SHUT_MS = 15 * 60_000;

export interface ThrottleBudget {
  /** Left out: places cost nothing. */
  callsPerSecond?: number | undefined;
  /** How long the line for a place may be, in time; beyond that no place is given. */
  maxLineMs: number;
}

export interface Standing {
  /** When the row opens, in ms since the epoch by the database's clock. Every `cool` makes it another number. */
  openAt: number;
  /** Milliseconds until then; 0 when it is open. */
  shutMs: number;
  /** Milliseconds until the place that was taken; undefined when none was: the row is shut, or the line is too long. */
  placeMs: number | undefined;
}

interface Ask {
  /** False only looks. */
  takesPlace: boolean;
  /** The `openAt` of a cooldown that is over for the caller, whatever the clock of the database says. */
  waitedOut: number;
}

export interface ThrottleRow {
  /** Takes a place in the budget unless the row is shut. Askers of one moment share a query. Rejects when it fails. */
  ask(ask: Ask): Promise<Standing>;
  /** Shuts the row for `ms` from now, or leaves it shut for longer. Durable when it resolves. */
  cool(ms: number): Promise<Standing>;
}

export interface Throttle {
  /** The row of this name, which all processes share. */
  row(name: string, budget: ThrottleBudget): ThrottleRow;
  /** Resolves when nothing is under way any more. */
  close(): Promise<void>;
}

interface ThrottleOptions {
  engine: Engine;
  clock: Clock;
  log: Logger;
}

/** When whoever uses a token may call next: one row a token, by the clock of the database. */
export function createThrottle(db: Database, { engine, clock, log }: ThrottleOptions): Throttle {
  const groups: GroupCommit<Ask, Standing>[] = [];
  const greatest = sql.raw(engine === 'postgres' ? 'greatest' : 'max');
  // SQLite belongs to one process, whose clock is as good. A statement that waited for the row asks by an earlier time
  // than it is, so it never opens too soon; a cooldown begins when it is written.
  const askedAt = engine === 'postgres' ? sql`extract(epoch from statement_timestamp())` : undefined;
  const writtenAt = engine === 'postgres' ? sql`extract(epoch from clock_timestamp())` : undefined;
  const ms = (at: RawBuilder<unknown> | undefined) =>
    at ? sql<number>`cast(floor(${at} * 1000) as bigint)` : sql<number>`cast(${Math.floor(clock.now())} as bigint)`;
  // Nobody waits for the disk: a database that crashes may forget who called a moment before.
  const unsynced = engine === 'postgres' ? sql`, set_config('synchronous_commit', 'off', true)` : sql``;
  const big = (value: number) => sql<number>`cast(${Math.round(value)} as bigint)`;

  return {
    row(name, { callsPerSecond, maxLineMs }) {
      // `spent_until` is in microseconds: a budget of thousands a second has places closer than a millisecond.
      const every = callsPerSecond === undefined ? undefined : 1e6 / callsPerSecond;
      const burst = Math.max(0, 1e6 - (every ?? 0));
      const line = burst + maxLineMs * 1e3;

      /** GCRA: the time that is spent moves ahead by one place a call. Undefined when the row gives no places. */
      async function take(places: number, waitedOut: number, placeLength: number) {
        const now = sql<number>`${ms(askedAt)} * 1000`;
        // The line can grow by one batch beyond its end; what is further ahead was spent before the clock was set back.
        const absurd = sql`throttle.spent_until > ${now} + ${big(2 * line + placeLength)}`;
        const { rows } = await sql<{ open_at: number; ahead: number }>`
          insert into throttle (name, open_at, spent_until)
          values (${name}, 0, ${now} + ${big(places * placeLength)})
          on conflict (name) do update set spent_until =
            ${greatest}(case when ${absurd} then 0 else throttle.spent_until end, ${now}) + ${big(places * placeLength)}
          where (throttle.open_at <= ${ms(askedAt)} or throttle.open_at = ${big(waitedOut)})
            and (throttle.spent_until <= ${now} + ${big(line)} or ${absurd})
          returning open_at, spent_until - ${now} as ahead ${unsynced}`.execute(db);
        const [row] = rows;
        return row && { openAt: row.open_at, first: row.ahead - places * placeLength };
      }

      async function look(): Promise<{ openAt: number; shutMs: number }> {
        const { rows } = await sql<{ open_at: number; shut: number }>`
          select open_at, open_at - ${ms(askedAt)} as shut from throttle where name = ${name}`.execute(db);
        return rows[0] ? standing(rows[0]) : { openAt: 0, shutMs: 0 };
      }

      const asks = createGroupCommit<Ask, Standing>({
        // Whoever asks hears of a failure and tells of it.
        log: log.child({}, { level: 'silent' }),
        async write(batch) {
          const takers = batch.filter((ask) => ask.takesPlace).length;
          const waitedOut = Math.max(...batch.map((ask) => ask.waitedOut));
          if (every === undefined || takers === 0) {
            const seen = await look();
            const isShut = seen.shutMs > 0 && seen.openAt !== waitedOut;
            return () => ({ ...seen, placeMs: isShut ? undefined : 0 });
          }
          const places = Math.min(takers, Math.max(1, Math.floor((maxLineMs * 1e3) / every)));
          const taken = await take(places, waitedOut, every);
          const seen = taken ? { openAt: taken.openAt, shutMs: 0 } : await look();
          let next = 0;
          return (ask) => {
            if (!ask.takesPlace) return { ...seen, placeMs: seen.shutMs > 0 ? undefined : 0 };
            const place = next++;
            if (!taken || place >= places) return { ...seen, placeMs: undefined };
            return { ...seen, placeMs: Math.max(0, (taken.first + place * every - burst) / 1e3) };
          };
        },
      });
      groups.push(asks);

      return {
        ask: (ask) => asks.now(ask),

        async cool(pauseMs) {
          const until = sql`${ms(writtenAt)} + ${big(Math.min(Math.ceil(pauseMs), LONGEST_SHUT_MS))}`;
          const { rows } = await sql<{ open_at: number; shut: number }>`
            insert into throttle (name, open_at, spent_until) values (${name}, ${until}, 0)
            on conflict (name) do update set open_at = case
              when throttle.open_at > ${ms(writtenAt)} + ${big(LONGEST_SHUT_MS)} then excluded.open_at
              else ${greatest}(throttle.open_at + 1, excluded.open_at) end
            returning open_at, open_at - ${ms(writtenAt)} as shut`.execute(db);
          const [row] = rows;
          return { ...(row ? standing(row) : { openAt: 0, shutMs: 0 }), placeMs: undefined };
        },
      };
    },

    async close() {
      await Promise.all(groups.map((group) => group.close()));
    },
  };
}

const standing = ({ open_at: openAt, shut }: { open_at: number; shut: number }) => ({
  openAt,
  shutMs: Math.min(Math.max(0, shut), LONGEST_SHUT_MS),
});
