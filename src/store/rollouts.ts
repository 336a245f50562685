import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Clock } from '#lib/clock.ts';
import { OPEN, Spec, STATUSES, type Status } from '#lib/rollout.ts';
import type { Journal } from './journal.ts';
import { Course } from './rollout-course.ts';
import { createRolloutItems, type RolloutItems } from './rollout-items.ts';
import type { NewItem } from './rollout-rows.ts';
import { createRowIds } from './row-ids.ts';
import type { Database, Engine, Tables } from './tables.ts';
import { jsonColumn, plain, toJson } from './text.ts';

const Body = Course.extend({
  spec: Spec,
  personName: z.string(),
  personEmail: z.string(),
  orgId: z.string(),
  parentId: z.string().optional(),
  isDirect: z.boolean(),
  actsAs: z.enum(['you', 'service-app']),
});

const Row = z
  .object({
    id: z.string(),
    number: z.number(),
    status: z.enum(STATUSES),
    stage: z.number(),
    space_id: z.string(),
    person_id: z.string(),
    created_at: z.number(),
    changed_at: z.number(),
    due_at: z.number(),
    driver: z.string(),
    driver_until: z.number(),
    version: z.number(),
    body: jsonColumn(Body),
  })
  .transform(({ space_id, person_id, created_at, changed_at, due_at, driver_until, body, ...row }) => ({
    ...row,
    spaceId: space_id,
    personId: person_id,
    createdAt: created_at,
    changedAt: changed_at,
    dueAt: due_at,
    driverUntil: driver_until,
    ...body,
  }));

/** A change of many devices; its devices are `items`. `number` is what people call it. `stage` is the one it is at. */
export type Rollout = z.infer<typeof Row>;

export interface NewRollout {
  spec: Spec;
  spaceId: string;
  parentId: string | undefined;
  isDirect: boolean;
  personId: string;
  personName: string;
  personEmail: string;
  orgId: string;
  actsAs: 'you' | 'service-app';
  awaitedUntil?: number;
  /** What it was asked for with: whatever asks with the same again gets the same rollout. */
  origin?: string;
}

/** What a step of it changes; what is left out stays. */
export interface Turn
  extends Partial<
    Course & Pick<z.infer<typeof Body>, 'personName' | 'personEmail' | 'actsAs' | 'parentId' | 'isDirect'>
  > {
  personId?: string;
  spaceId?: string;
  status?: Status;
  stage?: number;
  dueAt?: number;
}

export interface Rollouts {
  items: RolloutItems;
  /** Keeps a rollout with its devices, `surveying`, unless one is there of that origin. All of it or nothing. */
  add(rollout: NewRollout, items: readonly NewItem[]): Promise<Rollout>;
  get(id: string): Promise<Rollout | undefined>;
  /** The one that was kept for it. */
  ofOrigin(origin: string): Promise<Rollout | undefined>;
  /** What it is now, of which a caller knows the rest. */
  statusOf(id: string): Promise<Status | undefined>;
  numbered(number: number): Promise<Rollout | undefined>;
  /** The newest first. `isOpen`: only those that are not over. */
  recent(query: { limit: number; isOpen?: boolean }): Promise<Rollout[]>;
  /** Those for which something is to be done now, the oldest first: what waits for its time, or for somebody, is not. */
  due(query: { now: number; limit: number }): Promise<Rollout[]>;
  /**
   * Changes it, as long as it is what it was when it was read: undefined when somebody else changed it meanwhile. What
   * `turn` names as undefined is forgotten.
   */
  turn(rollout: Rollout, turn: Turn): Promise<Rollout | undefined>;
  /** Told of everything that this process adds or turns. Gives the function that ends it. */
  onTurn(listener: () => void): () => void;
  /** True for the one process that sees to it as a whole, until `until`; the same may ask again. */
  drive(id: string, driver: string, until: number): Promise<boolean>;
  /** Forgets those that were over before `olderThan` (ms since the epoch), with their devices. Resolves with how many. */
  prune(olderThan: number): Promise<number>;
}

const idOf = (origin: string): string => createHash('sha256').update(origin).digest('hex').slice(0, 32);

/** A plan is due when it is to be shown, and when it is good no more. */
const DUE_LATER: readonly Status[] = ['planned', 'waiting'];
const ALWAYS_DUE = OPEN.filter((status) => status !== 'paused' && !DUE_LATER.includes(status));

/** How often a number may be somebody else's before it is an error. */
const TRIES = 20;

export function createRollouts(
  db: Database,
  { engine, clock, journal }: { engine: Engine; clock: Clock; journal: Journal },
): Rollouts {
  const nextId = createRowIds(clock);
  const items = createRolloutItems(db, { engine, clock, journal });
  const listeners = new Set<() => void>();
  const tellAll = () => {
    for (const listener of listeners) listener();
  };

  async function insert(
    { spaceId, personId, origin: _, ...body }: NewRollout,
    id: string,
    devices: readonly NewItem[],
  ): Promise<Rollout | undefined> {
    const now = clock.now();
    return db.transaction().execute(async (transaction) => {
      const last = await transaction
        .selectFrom('rollout')
        .select('number')
        .orderBy('number', 'desc')
        .limit(1)
        .execute();
      const row: Tables['rollout'] = {
        id,
        number: (last[0]?.number ?? 0) + 1,
        status: 'surveying',
        stage: 0,
        space_id: plain(spaceId),
        person_id: plain(personId),
        created_at: now,
        changed_at: now,
        due_at: now,
        driver: '',
        driver_until: 0,
        version: 1,
        body: toJson({ ...body, ranMs: 0, stages: 0 }),
      };
      const added = await transaction
        .insertInto('rollout')
        .values(row)
        .onConflict((conflict) => conflict.doNothing())
        .returningAll()
        .executeTakeFirst();
      if (!added) return undefined;
      await items.addIn(transaction, row.id, devices);
      return Row.parse(added);
    });
  }

  async function get(id: string): Promise<Rollout | undefined> {
    const row = await db.selectFrom('rollout').selectAll().where('id', '=', plain(id)).executeTakeFirst();
    return row && Row.parse(row);
  }

  return {
    items,

    async add(rollout, devices) {
      const id = rollout.origin === undefined ? nextId() : idOf(rollout.origin);
      for (let tries = 0; tries < TRIES; tries += 1) {
        const added = (await get(id)) ?? (await insert(rollout, id, devices));
        if (!added) continue;
        tellAll();
        return added;
      }
      throw new Error('No number was free for a rollout.');
    },

    get,

    ofOrigin: (origin) => get(idOf(origin)),

    async statusOf(id) {
      const row = await db.selectFrom('rollout').select('status').where('id', '=', plain(id)).executeTakeFirst();
      return row && z.enum(STATUSES).parse(row.status);
    },

    async numbered(number) {
      const row = await db.selectFrom('rollout').selectAll().where('number', '=', number).executeTakeFirst();
      return row && Row.parse(row);
    },

    async recent({ limit, isOpen = false }) {
      const all = db.selectFrom('rollout').selectAll().orderBy('number', 'desc').limit(limit);
      const rows = await (isOpen ? all.where('status', 'in', OPEN) : all).execute();
      return rows.map((row) => Row.parse(row));
    },

    async due({ now, limit }) {
      const rows = await db
        .selectFrom('rollout')
        .selectAll()
        .where((where) =>
          where.or([
            where('status', 'in', ALWAYS_DUE),
            where.and([where('status', 'in', DUE_LATER), where('due_at', '<=', now)]),
          ]),
        )
        .orderBy('number')
        .limit(limit)
        .execute();
      return rows.map((row) => Row.parse(row));
    },

    async turn(rollout, { status, stage, dueAt, personId, spaceId, ...course }) {
      const { id, version } = rollout;
      const row = await db
        .updateTable('rollout')
        .set({
          ...(status !== undefined && { status }),
          ...(stage !== undefined && { stage }),
          ...(dueAt !== undefined && { due_at: dueAt }),
          ...(personId !== undefined && { person_id: plain(personId) }),
          ...(spaceId !== undefined && { space_id: plain(spaceId) }),
          changed_at: clock.now(),
          version: version + 1,
          body: toJson(Body.parse({ ...rollout, ...course })),
        })
        .where('id', '=', id)
        .where('version', '=', version)
        .returningAll()
        .executeTakeFirst();
      if (row) tellAll();
      return row && Row.parse(row);
    },

    onTurn(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },

    async drive(id, driver, until) {
      const row = await db
        .updateTable('rollout')
        .set({ driver, driver_until: until })
        .where('id', '=', id)
        .where((where) => where.or([where('driver', '=', driver), where('driver_until', '<=', clock.now())]))
        .returning('id')
        .executeTakeFirst();
      return row !== undefined;
    },

    async prune(olderThan) {
      const over = await db
        .selectFrom('rollout')
        .select('id')
        .where('status', 'not in', OPEN)
        .where('changed_at', '<', olderThan)
        // The newest stays: a number that people know is never another rollout's.
        .where('number', '<', (newest) =>
          newest.selectFrom('rollout').select(({ fn }) => fn.max('number').as('number')),
        )
        .execute();
      for (const { id } of over) {
        await db.deleteFrom('rollout_item').where('rollout_id', '=', id).execute();
        await db.deleteFrom('rollout').where('id', '=', id).execute();
      }
      return over.length;
    },
  };
}

/** SQLite belongs to one process: what its earlier run had in hand is nobody's any more, and need not be waited for. */
export async function forgetHands(db: Database): Promise<void> {
  await db.updateTable('rollout_item').set({ owner: '', until: 0 }).where('owner', '<>', '').execute();
  await db.updateTable('rollout').set({ driver: '', driver_until: 0 }).where('driver_until', '>', 0).execute();
}
