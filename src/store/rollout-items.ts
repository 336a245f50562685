import { setImmediate as nextTurn } from 'node:timers/promises';
import { sql } from 'kysely';
import type { Clock } from '#lib/clock.ts';
import type { ItemState } from '#lib/rollout.ts';
import { BATCH, batchStatement, insertStatement } from './bulk.ts';
import type { Journal } from './journal.ts';
import { type BriefItems, briefIn, type ItemQuery } from './rollout-brief.ts';
import { type ChangedItem, changedSinceIn } from './rollout-changed.ts';
import { type ElsewhereItems, elsewhereIn } from './rollout-elsewhere.ts';
import { Counted, ItemBody, ItemRow, type NewItem, type RolloutItem, type Settled } from './rollout-rows.ts';
import type { Database, Engine, Tables } from './tables.ts';
import { plain, toJson } from './text.ts';

/** How many devices are in one state, stage and for one reason. */
export interface Count {
  state: ItemState;
  stage: number;
  reason: string;
  count: number;
}

export interface RolloutItems extends ElsewhereItems, BriefItems {
  addIn(db: Database, rolloutId: string, items: readonly NewItem[]): Promise<void>;
  /**
   * Takes devices in hand, in their order, until `leaseEnd`: nobody else gets them meanwhile. Only those of stages from `from` up
   * to `stage`, in these states, the first of which comes first.
   */
  claim(
    rolloutId: string,
    query: {
      states: readonly ItemState[];
      from?: number | undefined;
      stage: number;
      owner: string;
      leaseEnd: number;
      limit: number;
    },
  ): Promise<RolloutItem[]>;
  /** Writes what became of a device, and lets it go. False when somebody else has it in hand by now. Durable when it resolves. */
  settle(item: RolloutItem, settled: Settled): Promise<boolean>;
  /** Notes something of a device that stays in hand. Durable when it resolves; false as above. */
  note(item: RolloutItem, noted: Settled): Promise<boolean>;
  /** Holds on to everything that this owner has in hand. */
  extend(owner: string, leaseEnd: number): Promise<void>;
  /** Lets go of what this owner has in hand, as it is. */
  letGo(owner: string): Promise<void>;
  counts(rolloutId: string): Promise<Count[]>;
  /** How many devices somebody has in hand now. */
  inHand(rolloutId: string): Promise<number>;
  /** Devices in their order, a page at a time: those after the place `after`. */
  page(rolloutId: string, query: ItemQuery & { after: number; limit: number }): Promise<RolloutItem[]>;
  /** All of them, one at a time. */
  every(rolloutId: string, query?: ItemQuery): AsyncGenerator<RolloutItem>;
  /** Sets the stages of devices that will be done, by their ids. */
  stages(rolloutId: string, stages: ReadonlyMap<string, number>): Promise<void>;
  /** Makes all devices in some states something else, such as those to be tried again. Resolves with how many. */
  turnAll(rolloutId: string, from: readonly ItemState[], to: { state: ItemState; reason: string }): Promise<number>;
  /** What rollouts that something became of since then (ms since the epoch) changed on these devices, the last change first. */
  changedSince(since: number, deviceIds: readonly string[]): Promise<ChangedItem[]>;
}

/** Rows of one insert, and of those that are read one after the other. */
const PAGE = 200;
const COLUMNS = [
  'item_key',
  'rollout_id',
  'device_id',
  'place',
  'stage',
  'state',
  'reason',
  'attempt',
  'owner',
  'until',
  'body',
] as const;
/** Stages are dealt once the devices were looked at. */
const NO_STAGE = 0;

interface Written {
  key: string;
  owner: string;
  /** The owner after it: the same, or nobody. */
  next: string;
  state: ItemState;
  reason: string;
  until: number;
  attempt: number;
  body: string;
}

/** The rows of single devices. What became of several in one moment shares a commit. */
export function createRolloutItems(
  db: Database,
  { engine, clock, journal }: { engine: Engine; clock: Clock; journal: Journal },
): RolloutItems {
  const insert = insertStatement(db, engine, {
    table: 'rollout_item',
    key: 'item_key',
    columns: COLUMNS,
    numbers: ['place', 'stage', 'attempt', 'until'],
    mayBeThere: false,
  });
  const keyOf = (rolloutId: string, deviceId: string): string => plain(`${rolloutId} ${deviceId}`);
  const field = (name: string, isNumber = false) =>
    sql`cast(given.value ->> ${sql.lit(name)} as ${sql.raw(isNumber ? 'bigint' : 'text')})`;
  const given =
    engine === 'postgres'
      ? sql`json_array_elements(${BATCH}::json) as given(value)`
      : sql`json_each(${BATCH}) as given`;
  const update = batchStatement<{ key: string }>({
    compile: () =>
      sql<{ key: string }>`
        update rollout_item set state = ${field('state')}, reason = ${field('reason')}, owner = ${field('next')},
          until = ${field('until', true)}, attempt = ${field('attempt', true)}, body = ${field('body')}
        from ${given}
        where rollout_item.item_key = ${field('key')} and rollout_item.owner = ${field('owner')}
        returning rollout_item.item_key as key`.compile(db),
  });
  const deal = batchStatement({
    compile: () =>
      sql`
        update rollout_item set stage = ${field('stage', true)} from ${given}
        where rollout_item.item_key = ${field('key')}`.compile(db),
  });
  const written = journal.open<Written, { key: string }, boolean>(update, (rows) => {
    const keys = new Set(rows.map(({ key }) => key));
    return ({ key }) => keys.has(key);
  });
  const write = (
    item: RolloutItem,
    { state, reason, until = 0, isUntouched = false, ...more }: Settled,
    next: string,
  ): Promise<boolean> =>
    written.now({
      key: keyOf(item.rolloutId, item.deviceId),
      owner: item.owner,
      next,
      state,
      reason: reason ?? item.reason,
      until,
      // Whoever takes it in hand in another state is the first to do so.
      attempt: state !== item.state ? 0 : isUntouched ? item.attempt - 1 : item.attempt,
      body: toJson(ItemBody.parse({ ...item, ...more })),
    });

  const rowsOf = (
    rolloutId: string,
    { after, limit, states, stage }: Parameters<RolloutItems['page']>[1],
  ): Promise<Tables['rollout_item'][]> => {
    let rows = db
      .selectFrom('rollout_item')
      .selectAll()
      .where('rollout_id', '=', rolloutId)
      .where('place', '>', after)
      .orderBy('place')
      .limit(limit);
    if (states) rows = rows.where('state', 'in', states);
    if (stage !== undefined) rows = rows.where('stage', '=', stage);
    return rows.execute();
  };
  return {
    async addIn(to, rolloutId, items) {
      for (let from = 0; from < items.length; from += PAGE) {
        const rows = items
          .slice(from, from + PAGE)
          .map(({ deviceId, blocked, ...body }, index): Tables['rollout_item'] => ({
            item_key: keyOf(rolloutId, deviceId),
            rollout_id: rolloutId,
            device_id: plain(deviceId),
            place: from + index + 1,
            stage: NO_STAGE,
            state: blocked === undefined ? 'new' : 'blocked',
            reason: blocked ?? '',
            attempt: 0,
            owner: '',
            until: 0,
            body: toJson(body),
          }));
        await insert.run(to, rows);
        // SQLite works in this thread: others want to be answered in between.
        await nextTurn();
      }
    },

    async claim(rolloutId, { states, from = 0, stage, owner, leaseEnd, limit }) {
      const claimed: RolloutItem[] = [];
      for (const state of states) {
        // One state at a time: so the index gives them in their order, and nobody sorts all that is left of a rollout.
        const free = db
          .selectFrom('rollout_item')
          .select('item_key')
          .where('rollout_id', '=', rolloutId)
          .where('state', '=', state)
          .where('stage', '>=', from)
          .where('stage', '<=', stage)
          .where('until', '<=', clock.now())
          // Whoever could not hold on to what they have in hand still have it.
          .where('owner', '<>', owner)
          .orderBy('stage')
          .orderBy('place')
          .limit(limit - claimed.length);
        const rows = await db
          // Read once: PostgreSQL may otherwise look for each row anew, and find more than were asked for.
          .with(
            (named) => named('free').materialized(),
            () => (engine === 'postgres' ? free.forUpdate().skipLocked() : free),
          )
          .updateTable('rollout_item')
          .set(({ eb, ref }) => ({ owner, until: leaseEnd, attempt: eb(ref('attempt'), '+', 1) }))
          .where('item_key', 'in', (row) => row.selectFrom('free').select('free.item_key'))
          .where('state', '=', state)
          .where('until', '<=', clock.now())
          .returningAll()
          .execute();
        claimed.push(...rows.map((row) => ItemRow.parse(row)));
        if (claimed.length >= limit) break;
      }
      return claimed.sort((left, right) => left.stage - right.stage || left.place - right.place);
    },

    settle: (item, settled) => write(item, settled, ''),
    note: (item, noted) => write(item, { until: item.until, ...noted }, item.owner),

    async extend(owner, leaseEnd) {
      await db.updateTable('rollout_item').set({ until: leaseEnd }).where('owner', '=', owner).execute();
    },

    async letGo(owner) {
      await db.updateTable('rollout_item').set({ owner: '', until: 0 }).where('owner', '=', owner).execute();
    },

    async counts(rolloutId) {
      const rows = await db
        .selectFrom('rollout_item')
        .select(({ fn }) => ['state', 'stage', 'reason', fn.countAll<number>().as('count')])
        .where('rollout_id', '=', rolloutId)
        .groupBy(['state', 'stage', 'reason'])
        .execute();
      return rows.map((row) => Counted.parse(row));
    },

    async inHand(rolloutId) {
      const { count } = await db
        .selectFrom('rollout_item')
        .select(({ fn }) => fn.countAll<number>().as('count'))
        .where('rollout_id', '=', rolloutId)
        .where('owner', '<>', '')
        .where('until', '>', clock.now())
        .executeTakeFirstOrThrow();
      return Number(count);
    },

    page: async (rolloutId, query) => (await rowsOf(rolloutId, query)).map((row) => ItemRow.parse(row)),

    async *every(rolloutId, query = {}) {
      for (let after = 0; ; ) {
        const rows = await rowsOf(rolloutId, { ...query, after, limit: PAGE });
        // Read as its turn comes: what is in memory when V8 collects is held until it collects everything.
        for (const row of rows) yield ItemRow.parse(row);
        const last = rows.at(-1);
        if (!last || rows.length < PAGE) return;
        after = last.place;
        await nextTurn();
      }
    },

    async stages(rolloutId, stages) {
      const rows = [...stages].map(([deviceId, stage]) => ({ key: keyOf(rolloutId, deviceId), stage }));
      for (let from = 0; from < rows.length; from += PAGE) {
        await deal.run(db, rows.slice(from, from + PAGE));
        await nextTurn();
      }
    },

    async turnAll(rolloutId, from, { state, reason }) {
      const { numUpdatedRows } = await db
        .updateTable('rollout_item')
        // Something may have been sent: whoever takes them in hand looks before they send it again.
        .set({ state, reason, owner: '', until: 0, attempt: 1 })
        .where('rollout_id', '=', rolloutId)
        .where('state', 'in', from)
        .executeTakeFirstOrThrow();
      return Number(numUpdatedRows);
    },

    ...briefIn(db),
    ...elsewhereIn(db),
    changedSince: changedSinceIn(db, engine),
  };
}
