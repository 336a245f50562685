import { sql } from 'kysely';
import type { Clock } from '#lib/clock.ts';
import { shortened } from '#lib/shorten.ts';
import { batchStatement, insertStatement, textsFromJson } from './bulk.ts';
import { type Claim, clockOf, createClaims } from './inbox-claims.ts';
import { ASIDE, COLUMNS, type InboxEvent, NUMBERS, Row, toEvent, WAITING } from './inbox-rows.ts';
import type { Journal } from './journal.ts';
import { createLaneCache } from './lane-cache.ts';
import { createRowIds, firstIdOf } from './row-ids.ts';
import type { Database, Engine, Tables } from './tables.ts';
import { plain } from './text.ts';

const PRUNE_AT_ONCE = 2_000;
const kept = (error: string) => shortened(plain(error), 500);

export type { InboxEvent } from './inbox-rows.ts';

export interface NewEvent {
  /** The same for every delivery of one event. */
  key: string;
  /** Events of one lane are worked one after the other, in the order they came. */
  lane: string;
  /** The envelope, as JSON. */
  body: string;
}

export interface Inbox {
  /**
   * True when the event is new, for exactly one caller a key, over all processes and restarts, and only once the event
   * is durable. Callers of one moment share a commit. Rejects when it could not be stored; then nothing is known of it.
   */
  add(event: NewEvent): Promise<boolean>;
  /** The event to work next in this lane; undefined when nothing waits. One caller a lane at a time. */
  claim(lane: string): Promise<Claim | undefined>;
  /**
   * The event is done; resolves when the next one may be claimed. With one process it is durable a moment later: after a
   * crash in between it is worked once more.
   */
  done(event: InboxEvent): Promise<void>;
  /** Notes that the event is done as soon as the store can, also when its lane belongs to somebody else by then. */
  doneSoon(event: InboxEvent): void;
  /** The event failed for now: it comes again after `delayMs`, and the lane waits for it. */
  again(event: InboxEvent, error: string, delayMs: number): Promise<void>;
  /** The event is not tried any more; it stays to be looked at and replayed. */
  setAside(event: InboxEvent, error: string): Promise<void>;
  /** Keeps what can't be worked as it is, under its key; once. */
  keepAside(event: NewEvent, error: string): Promise<void>;
  /** Knows the event from now on without working it. True when it is new. */
  dismiss(event: NewEvent): Promise<boolean>;
  /** Which of these keys came in before. */
  known(keys: readonly string[]): Promise<Set<string>>;
  /** Lanes in which something waits, also what an earlier run left. `olderThanMs` leaves out what came in since. */
  lanes(olderThanMs?: number): Promise<string[]>;
  /** Lets an event that was set aside or done be worked again. Resolves with its lane; undefined without such an event. */
  replay(key: string): Promise<string | undefined>;
  /** The newest events that were set aside. */
  aside(limit: number): Promise<InboxEvent[]>;
  /** How many wait and how many were set aside. */
  depth(): Promise<{ waiting: number; aside: number }>;
  /** Forgets events received before `olderThan` (ms since the epoch) that do not wait. Resolves with how many. */
  prune(olderThan: number): Promise<number>;
}

type InboxRow = Tables['inbox'];

/** What came in and what became of it: the rows are the truth, whoever works them. `after` is the newest row there is. */
export function createInbox(
  db: Database,
  { engine, clock, journal, after }: { engine: Engine; clock: Clock; journal: Journal; after?: string | undefined },
): Inbox {
  const nextId = createRowIds(clock, after);
  // With one process the newest events are at hand; with several another one may have worked them.
  const cache = engine === 'sqlite' ? createLaneCache<InboxEvent>() : undefined;

  const arrivals = journal.open<InboxRow, string, boolean>(
    insertStatement(db, engine, { table: 'inbox', key: 'seq', columns: COLUMNS, numbers: NUMBERS, mayBeThere: true }),
    (stored) => {
      const seqs = new Set(stored);
      return (row) => seqs.has(row.seq);
    },
  );
  const endings = journal.open<string, unknown, void>(
    batchStatement(
      db
        .updateTable('inbox')
        .set({ state: 'done' })
        .where('seq', 'in', textsFromJson(engine))
        .where('state', '=', WAITING),
    ),
    () => () => {},
  );
  /** Leases and waits go by the database's clock, which all processes share. */
  const now = clockOf(engine);
  const claim = createClaims(db, { engine, clock, journal, since: nextId(), cache });

  const toRow = ({ key, lane, body }: NewEvent, state: string, error: string | null = null): InboxRow => ({
    seq: nextId(),
    key: plain(key),
    lane: plain(lane),
    state,
    attempts: 0,
    unended: 0,
    not_before: 0,
    received_at: clock.now(),
    body: plain(body),
    error,
  });

  async function end(event: InboxEvent, change: Partial<InboxRow>): Promise<void> {
    await db.updateTable('inbox').set(change).where('seq', '=', event.seq).execute();
    cache?.drop(event.lane);
  }

  return {
    async add(event) {
      const row = toRow(event, 'waiting');
      try {
        const isNew = await arrivals.now(row);
        if (isNew) cache?.push(row.lane, toEvent(row));
        return isNew;
      } catch (error) {
        // It may be there all the same, when only the way to the disk failed.
        cache?.drop(row.lane);
        throw error;
      }
    },

    claim,

    async done(event) {
      if (!cache) return endings.now(event.seq);
      cache.shift(event.lane);
      endings.soon(event.seq);
    },

    doneSoon: (event) => endings.soon(event.seq),

    async again(event, error, delayMs) {
      const due = now ? sql<number>`${now} + ${Math.round(delayMs)}` : clock.now() + delayMs;
      await db
        .updateTable('inbox')
        .set({ not_before: due, attempts: event.attempts, unended: 0, error: kept(error) })
        .where('seq', '=', event.seq)
        .execute();
      cache?.drop(event.lane);
    },

    setAside: (event, error) => end(event, { state: 'aside', attempts: event.attempts, error: kept(error) }),

    async keepAside(event, error) {
      await arrivals.now(toRow(event, 'aside', kept(error)));
    },

    dismiss: (event) => arrivals.now(toRow(event, 'done')),

    async known(keys) {
      if (keys.length === 0) return new Set();
      const rows = await db.selectFrom('inbox').select('key').where('key', 'in', keys.map(plain)).execute();
      return new Set(rows.map(({ key }) => key));
    },

    async lanes(olderThanMs = 0) {
      const before = clock.now() - olderThanMs;
      let query = db.selectFrom('inbox').select('lane').distinct().where('state', '=', WAITING);
      if (olderThanMs > 0) query = query.where('received_at', '<', before);
      const lanes = (await query.execute()).map(({ lane }) => lane);
      cache?.expectMore(lanes, olderThanMs === 0);
      return lanes;
    },

    async replay(key) {
      await journal.flush();
      const row = await db
        .updateTable('inbox')
        .set({ state: 'waiting', attempts: 0, unended: 0, not_before: 0, error: null })
        .where('key', '=', plain(key))
        .where('state', '!=', 'waiting')
        .where('body', '!=', '')
        .returning('lane')
        .executeTakeFirst();
      if (row) cache?.expectMore([row.lane]);
      return row?.lane;
    },

    async aside(limit) {
      const rows = await db
        .selectFrom('inbox')
        .selectAll()
        .where('state', '=', ASIDE)
        .orderBy('seq', 'desc')
        .limit(limit)
        .execute();
      return rows.map((row) => Row.parse(row));
    },

    async depth() {
      await journal.flush().catch(() => {});
      const count = (state: typeof WAITING | typeof ASIDE) =>
        db
          .selectFrom('inbox')
          .select((column) => column.fn.countAll().as('count'))
          .where('state', '=', state)
          .executeTakeFirstOrThrow();
      const [waiting, aside] = await Promise.all([count(WAITING), count(ASIDE)]);
      return { waiting: Number(waiting.count), aside: Number(aside.count) };
    },

    async prune(olderThan) {
      for (let total = 0; ; ) {
        // In pieces, so that no caller waits long for its turn. A row's id begins with the time it came in.
        const old = db
          .selectFrom('inbox')
          .select('seq')
          .where('seq', '<', firstIdOf(olderThan))
          .where('state', '!=', 'waiting')
          .orderBy('seq')
          .limit(PRUNE_AT_ONCE);
        const { numDeletedRows } = await db.deleteFrom('inbox').where('seq', 'in', old).executeTakeFirstOrThrow();
        total += Number(numDeletedRows);
        if (numDeletedRows < PRUNE_AT_ONCE) return total;
        await new Promise((resolve) => setImmediate(resolve));
      }
    },
  };
}
