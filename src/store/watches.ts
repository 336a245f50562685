import { z } from 'zod';
import type { Clock } from '#lib/clock.ts';
import { createRowIds } from './row-ids.ts';
import type { Database } from './tables.ts';
import { jsonColumn, plain, toJson } from './text.ts';

/** A space hears of so many at once and no more. */
export const MOST_WATCHES = 10;

/** What a look at the device changes. */
const Seen = z.object({
  /** The values of the last look, by path. */
  values: z.record(z.string(), z.string()),
  /** The device could not be asked at the last look, and the space knows. */
  isAway: z.boolean(),
  /** Looks in a row that got no answer. */
  misses: z.int(),
  /** Milliseconds between the last look and the next one. */
  pauseMs: z.int(),
  /** Messages to the space so far. */
  posts: z.int(),
});
export type Seen = z.infer<typeof Seen>;

const Body = Seen.extend({ deviceName: z.string(), personName: z.string(), paths: z.array(z.string()) });

/** Statuses of a device that a space hears of when they change. Times are milliseconds since the epoch. */
export interface NewWatch extends Seen {
  deviceId: string;
  deviceName: string;
  paths: string[];
  spaceId: string;
  /** The thread it was asked in. */
  parentId: string | undefined;
  /** Who asked. */
  personId: string;
  personName: string;
  nextAt: number;
  until: number;
}

const Row = z
  .object({
    id: z.string(),
    space_id: z.string(),
    parent_id: z.string(),
    number: z.number(),
    device_id: z.string(),
    person_id: z.string(),
    since: z.number(),
    until: z.number(),
    next_at: z.number(),
    body: jsonColumn(Body),
  })
  .transform(({ body, ...row }) => ({
    ...body,
    id: row.id,
    /** What people call it: 1 to 10 in its space. */
    number: row.number,
    spaceId: row.space_id,
    parentId: row.parent_id === '' ? undefined : row.parent_id,
    deviceId: row.device_id,
    personId: row.person_id,
    since: row.since,
    until: row.until,
    nextAt: row.next_at,
  }));
export type Watch = z.infer<typeof Row>;

export interface Watches {
  /**
   * Keeps a watch, or finds the one of the same statuses in the same thread: `isNew` tells which. Undefined when the space
   * has MOST_WATCHES already.
   */
  add(watch: NewWatch): Promise<{ watch: Watch; isNew: boolean } | undefined>;
  get(id: string): Promise<Watch | undefined>;
  /** Those of a space, by their number. */
  inSpace(spaceId: string): Promise<Watch[]>;
  /** Those to be looked at next, the earliest first. */
  upcoming(limit: number): Promise<Watch[]>;
  /** Takes a watch for a look, until `leaseEnd`. True for exactly one of those who try with the same `nextAt`. */
  claim(watch: Pick<Watch, 'id' | 'nextAt'>, leaseEnd: number): Promise<boolean>;
  /** Notes what a look saw and when the next one is due. False when it was ended, or taken by another, meanwhile. */
  note(watch: Watch, leaseEnd: number, nextAt: number): Promise<boolean>;
  /** Sets another end. Undefined when it has ended already. */
  extend(id: string, until: number): Promise<Watch | undefined>;
  /** Ends a watch. True for exactly one caller. */
  end(id: string): Promise<boolean>;
  /** Ends all watches of a space. */
  endAll(spaceId: string): Promise<void>;
}

/** The watches that run; one that has ended leaves nothing behind. */
export function createWatches(db: Database, { clock }: { clock: Clock }): Watches {
  const nextId = createRowIds(clock);

  async function inSpace(spaceId: string): Promise<Watch[]> {
    const rows = await db
      .selectFrom('watch')
      .selectAll()
      .where('space_id', '=', plain(spaceId))
      .orderBy('number')
      .execute();
    return rows.map((row) => Row.parse(row));
  }

  return {
    inSpace,

    async add(watch) {
      for (;;) {
        const running = await inSpace(watch.spaceId);
        const same = running.find((one) => isSame(one, watch));
        if (same) return { watch: same, isNew: false };
        const taken = new Set(running.map(({ number }) => number));
        const number = Array.from({ length: MOST_WATCHES }, (_, index) => index + 1).find((free) => !taken.has(free));
        if (number === undefined) return undefined;
        const added = await db
          .insertInto('watch')
          .values({
            id: nextId(),
            space_id: plain(watch.spaceId),
            parent_id: plain(watch.parentId ?? ''),
            number,
            device_id: plain(watch.deviceId),
            person_id: plain(watch.personId),
            since: clock.now(),
            until: watch.until,
            next_at: watch.nextAt,
            body: bodyOf(watch),
          })
          .onConflict((conflict) => conflict.doNothing())
          .returningAll()
          .executeTakeFirst();
        // Somebody else may have taken the number between the two queries: then there is another one, or none.
        if (added) return { watch: Row.parse(added), isNew: true };
      }
    },

    async get(id) {
      const row = await db.selectFrom('watch').selectAll().where('id', '=', plain(id)).executeTakeFirst();
      return row && Row.parse(row);
    },

    async upcoming(limit) {
      const rows = await db.selectFrom('watch').selectAll().orderBy('next_at').orderBy('id').limit(limit).execute();
      return rows.map((row) => Row.parse(row));
    },

    async claim({ id, nextAt }, leaseEnd) {
      const row = await db
        .updateTable('watch')
        .set({ next_at: leaseEnd })
        .where('id', '=', id)
        .where('next_at', '=', nextAt)
        .returning('id')
        .executeTakeFirst();
      return row !== undefined;
    },

    async note(watch, leaseEnd, nextAt) {
      const row = await db
        .updateTable('watch')
        .set({ next_at: nextAt, body: bodyOf(watch) })
        .where('id', '=', watch.id)
        .where('next_at', '=', leaseEnd)
        .returning('id')
        .executeTakeFirst();
      return row !== undefined;
    },

    async extend(id, until) {
      const row = await db
        .updateTable('watch')
        .set({ until })
        .where('id', '=', plain(id))
        .returningAll()
        .executeTakeFirst();
      return row && Row.parse(row);
    },

    async end(id) {
      const row = await db.deleteFrom('watch').where('id', '=', plain(id)).returning('id').executeTakeFirst();
      return row !== undefined;
    },

    async endAll(spaceId) {
      await db.deleteFrom('watch').where('space_id', '=', plain(spaceId)).execute();
    },
  };
}

const bodyOf = ({ values, isAway, misses, pauseMs, posts, deviceName, personName, paths }: z.infer<typeof Body>) =>
  toJson({ values, isAway, misses, pauseMs, posts, deviceName, personName, paths });

/** An event that is served a second time finds the watch of the first. */
const isSame = (one: Watch, other: NewWatch): boolean =>
  one.deviceId === plain(other.deviceId) &&
  one.parentId === (other.parentId && plain(other.parentId)) &&
  spelled(one.paths) === spelled(other.paths);

const spelled = (paths: readonly string[]): string => toJson(paths.map((path) => path.toLowerCase()).sort());
