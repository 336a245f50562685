import { type RawBuilder, sql } from 'kysely';
import type { Clock } from '#lib/clock.ts';
import { type InboxEvent, Row, WAITING } from './inbox-rows.ts';
import type { Journal } from './journal.ts';
import type { LaneCache } from './lane-cache.ts';
import type { Database, Engine } from './tables.ts';
import { plain } from './text.ts';

const PAGE = 64;
/** Nothing waits longer than this: a clock that was set back does not hold a lane. */
const LONGEST_WAIT_MS = 20 * 60_000;

/** The oldest event of a lane, or how long until it may be tried again. */
export type Claim = { event: InboxEvent } | { waitMs: number };

interface ClaimOptions {
  engine: Engine;
  clock: Clock;
  journal: Journal;
  /** Events of this run sort behind this. */
  since: string;
  /** The newest events, when this process is alone. */
  cache: LaneCache<InboxEvent> | undefined;
}

/** PostgreSQL's clock, which all processes share, in ms since the epoch; one process goes by its own. */
export const clockOf = (engine: Engine) =>
  engine === 'postgres' ? sql<number>`(extract(epoch from clock_timestamp()) * 1000)::bigint` : undefined;

/** Gives each lane's events out, one after the other. */
export function createClaims(
  db: Database,
  { engine, clock, journal, since, cache }: ClaimOptions,
): (lane: string) => Promise<Claim | undefined> {
  const now = clockOf(engine);

  const waiting = (lane: string) =>
    db.selectFrom('inbox').selectAll().where('lane', '=', plain(lane)).where('state', '=', WAITING).orderBy('seq');

  /** In one query, also when the lane is empty or has to wait: each costs a way to the database and back. */
  async function claimShared(lane: string, due: RawBuilder<number>): Promise<Claim | undefined> {
    const { rows } = await sql<{ wait_ms: number; seq: string | null }>`
      with head as (
        select seq as first, not_before - ${due} as wait_ms from inbox
        where lane = ${lane} and state = 'waiting' order by seq limit 1
      ), taken as (
        update inbox set attempts = attempts + 1, unended = unended + 1
        where seq = (select first from head where wait_ms <= 0) and state = 'waiting' returning *
      )
      select wait_ms, taken.* from head left join taken on true`.execute(db);
    const [row] = rows;
    if (!row) return undefined;
    return row.seq === null ? { waitMs: Math.max(row.wait_ms, 1) } : { event: Row.parse(row) };
  }

  async function claimAlone(lane: string, kept: NonNullable<typeof cache>): Promise<Claim | undefined> {
    let event = kept.first(lane);
    if (!event) {
      if (!kept.isMoreStored(lane)) return undefined;
      // What is done but not durable yet must not come again.
      await journal.flush();
      kept.reading(lane);
      const rows = (await waiting(lane).limit(PAGE).execute()).map((row) => Row.parse(row));
      kept.load(lane, rows, rows.length === PAGE);
      event = kept.first(lane);
      if (!event) return undefined;
    }
    const waitMs = event.notBefore - clock.now();
    if (waitMs > 0 && waitMs <= LONGEST_WAIT_MS) return { waitMs };
    if (event.attempts === 0 && event.seq > since) return { event: { ...event, attempts: 1, unended: 1 } };
    // An earlier run may have begun it; this attempt is counted before it begins, so that an event which ends the
    // process is not tried for ever.
    const isFirstNoted = event.attempts === 0 && event.seq < since;
    const counted = {
      attempts: event.attempts + (isFirstNoted ? 2 : 1),
      unended: event.unended + (isFirstNoted ? 2 : 1),
    };
    await db.updateTable('inbox').set(counted).where('seq', '=', event.seq).execute();
    return { event: { ...event, ...counted } };
  }

  return (lane) => (cache ? claimAlone(plain(lane), cache) : claimShared(plain(lane), now ?? sql.lit(clock.now())));
}
