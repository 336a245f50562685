import { z } from 'zod';
import type { Clock } from '#lib/clock.ts';
import { batchStatement, insertStatement, textsFromJson } from './bulk.ts';
import type { Effects, NewEffect } from './effects.ts';
import type { Journal } from './journal.ts';
import { type Broken, createLockBreaks, type LockBreak, type NewBreak } from './lock-breaks.ts';
import type { Database, Engine } from './tables.ts';
import { jsonColumn, plain, toJson } from './text.ts';

/** A lock that nobody extends is free after this; whoever holds it extends it three times in that time. */
export const LEASE_MS = 60_000;

const Body = z.object({
  deviceName: z.string(),
  personId: z.string(),
  personName: z.string(),
  title: z.string(),
  spaceId: z.string(),
  parentId: z.string().optional(),
});

const LockRow = z
  .object({
    device_id: z.string(),
    holder: z.string(),
    since: z.number(),
    until: z.number(),
    body: jsonColumn(Body),
  })
  .transform(({ device_id, body, ...row }) => ({ deviceId: device_id, ...row, ...body }));

/** One device that is being changed: by which change (its effect's key), for whom, and since when (epoch ms). */
export type Lock = z.infer<typeof LockRow>;

/** The devices of one change, and what others are told of it. */
export interface NewLock extends Omit<z.infer<typeof Body>, 'deviceName'> {
  /** The key of the change's effect. */
  holder: string;
  devices: readonly { id: string; name: string }[];
}

/** begun: go on. begun-before: nothing may be sent. held: those are in the way; none, when they went away just now. */
export type Taken = { kind: 'begun' } | { kind: 'begun-before' } | { kind: 'held'; locks: Lock[] };

export interface Locks {
  /**
   * Takes all of a change's devices and notes its effect, in one transaction; or does nothing. Over all processes a device
   * belongs to one change at a time.
   */
  begin(lock: NewLock, effect: NewEffect): Promise<Taken>;
  /**
   * Takes as many of the devices as nobody else has, for what notes by itself what it does to each. `mine` are their ids, `held`
   * what is in the way of the others.
   */
  takeFree(lock: NewLock): Promise<{ mine: ReadonlySet<string>; held: Lock[] }>;
  /**
   * Takes devices from other holders of the same change: parts of it whose process ended, or which are through with them. Gives
   * the ids of those that were still theirs.
   */
  takeOver(from: readonly Lock[], holder: string): Promise<Set<string>>;
  /**
   * Whether a device still belongs to this change. The row says so and not the time: a lease that ran out counts on as long
   * as nobody took the device or broke the lock, and is extended then.
   */
  isHeld(deviceId: string, holder: string): Promise<boolean>;
  /** The ids of all devices of a change. */
  heldBy(holder: string): Promise<Set<string>>;
  /** Holds all devices of a change for another `LEASE_MS`. False when it holds none any more. */
  extend(holder: string): Promise<boolean>;
  /** Lets all devices of a change go, with the next commit: a change never takes devices before that. */
  release(holder: string): void;
  /** What is being changed now, the longest first. */
  all(): Promise<Lock[]>;
  /** Takes a device away from whatever change holds it, with its other devices that `by` names; undefined when none does. */
  break(deviceId: string, by: NewBreak): Promise<Broken | undefined>;
  /** How the locks of a change were broken; undefined when they were not. */
  breakOf(holder: string): Promise<LockBreak | undefined>;
  /** Breaks the holder's space was not told of yet. */
  untold(): Promise<LockBreak[]>;
  /** True for the one caller, over all processes, who is to tell it. */
  tell(holder: string): Promise<boolean>;
  /** Forgets breaks of before `olderThan` (ms since the epoch). */
  prune(olderThan: number): Promise<number>;
}

interface LocksOptions {
  engine: Engine;
  clock: Clock;
  journal: Journal;
  effects: Pick<Effects, 'beginIn' | 'get'>;
}

/** Something keeps a change from being begun: the transaction is to be undone. */
class InTheWay extends Error {}

/**
 * Which change each device belongs to. Times are those of the processes: their clocks may differ by half a lease.
 * docs/decisions/0035-locks.md
 */
export function createLocks(db: Database, { engine, clock, journal, effects }: LocksOptions): Locks {
  const insert = insertStatement(db, engine, {
    table: 'device_lock',
    key: 'device_id',
    columns: ['device_id', 'holder', 'since', 'until', 'body'],
    numbers: ['since', 'until'],
    mayBeThere: true,
  });
  const letGo = batchStatement(db.deleteFrom('device_lock').where('holder', 'in', textsFromJson(engine)));
  /** Changes of this process that are over, and whose rows still stand there. */
  const releasing = new Set<string>();
  const releases = journal.open<string, unknown, void>(
    {
      async run(to, holders) {
        const answer = await letGo.run(to, holders);
        for (const holder of holders) releasing.delete(String(holder));
        return answer;
      },
    },
    () => () => {},
  );

  async function inTheWay(lock: NewLock): Promise<Lock[]> {
    // What this process lets go just now holds nobody up.
    if (releasing.size > 0) await journal.flush();
    const wanted = lock.devices.map(({ id }) => plain(id));
    const rows = await db.selectFrom('device_lock').selectAll().where('device_id', 'in', wanted).execute();
    const now = clock.now();
    const over = rows.filter(({ until }) => until <= now);
    for (const { device_id, holder } of over) {
      await db
        .deleteFrom('device_lock')
        .where('device_id', '=', device_id)
        .where('holder', '=', holder)
        .where('until', '<=', now)
        .execute();
    }
    return rows.filter((row) => !over.includes(row)).map((row) => LockRow.parse(row));
  }

  /** In one order everywhere: two changes that want the same devices wait for each other's first one only. */
  function rowsOf({ holder, devices, ...about }: NewLock) {
    const now = clock.now();
    return devices
      .map(({ id, name }) => ({
        device_id: plain(id),
        holder: plain(holder),
        since: now,
        until: now + LEASE_MS,
        body: toJson({ deviceName: name, ...about }),
      }))
      .sort((left, right) => (left.device_id < right.device_id ? -1 : 1));
  }

  async function attempt(lock: NewLock, effect: NewEffect): Promise<boolean> {
    const rows = rowsOf(lock);
    try {
      await db.transaction().execute(async (transaction) => {
        const taken = rows.length > 0 ? await insert.run(transaction, rows) : { rows: [] };
        if (taken.rows.length < rows.length) throw new InTheWay();
        if (!(await effects.beginIn(transaction, effect))) throw new InTheWay();
      });
      return true;
    } catch (error) {
      if (error instanceof InTheWay) return false;
      throw error;
    }
  }

  const extend: Locks['extend'] = async (holder) => {
    const rows = await db
      .updateTable('device_lock')
      .set({ until: clock.now() + LEASE_MS })
      .where('holder', '=', plain(holder))
      .returning('device_id')
      .execute();
    return rows.length > 0;
  };

  return {
    ...createLockBreaks(db, { clock, held: (row) => LockRow.parse(row) }),
    extend,

    async begin(lock, effect) {
      const devices = [...new Map(lock.devices.map((device) => [device.id, device])).values()];
      if (await attempt({ ...lock, devices }, effect)) return { kind: 'begun' };
      if (await effects.get(effect.key)) return { kind: 'begun-before' };
      const locks = await inTheWay({ ...lock, devices });
      if (locks.length > 0) return { kind: 'held', locks };
      return (await attempt({ ...lock, devices }, effect)) ? { kind: 'begun' } : { kind: 'held', locks: [] };
    },

    async takeFree(lock) {
      const mine = new Set<string>();
      const take = async (devices: NewLock['devices']) => {
        if (devices.length === 0) return;
        for (const key of (await insert.run(db, rowsOf({ ...lock, devices }))).rows) mine.add(key);
      };
      await take(lock.devices);
      const others = lock.devices.filter(({ id }) => !mine.has(plain(id)));
      if (others.length === 0) return { mine, held: [] };
      const held = await inTheWay({ ...lock, devices: others });
      const stillHeld = new Set(held.map(({ deviceId }) => deviceId));
      // What was let go, or had run out, is free now.
      await take(others.filter(({ id }) => !stillHeld.has(plain(id))));
      return { mine, held };
    },

    async takeOver(from, holder) {
      const mine = new Set<string>();
      for (const { deviceId, holder: other } of from) {
        const row = await db
          .updateTable('device_lock')
          .set({ holder: plain(holder), until: clock.now() + LEASE_MS })
          .where('device_id', '=', deviceId)
          .where('holder', '=', other)
          .returning('device_id')
          .executeTakeFirst();
        if (row) mine.add(row.device_id);
      }
      return mine;
    },

    async isHeld(deviceId, holder) {
      const row = await db
        .selectFrom('device_lock')
        .select(['holder', 'until'])
        .where('device_id', '=', plain(deviceId))
        .executeTakeFirst();
      if (row?.holder !== plain(holder)) return false;
      if (row.until - clock.now() > LEASE_MS / 2) return true;
      // Whoever takes it over at this moment was there first, or finds it extended.
      return extend(holder);
    },

    async heldBy(holder) {
      const rows = await db.selectFrom('device_lock').select('device_id').where('holder', '=', plain(holder)).execute();
      return new Set(rows.map(({ device_id }) => device_id));
    },

    release(holder) {
      releasing.add(plain(holder));
      releases.soon(plain(holder));
    },

    async all() {
      if (releasing.size > 0) await journal.flush().catch(() => {});
      const rows = await db
        .selectFrom('device_lock')
        .selectAll()
        .where('until', '>', clock.now())
        .orderBy('since')
        .orderBy('device_id')
        .execute();
      return rows.map((row) => LockRow.parse(row));
    },
  };
}

/** SQLite belongs to one process: what its earlier run held when it ended is nobody's any more. */
export async function forgetHeld(db: Database): Promise<void> {
  await db.deleteFrom('device_lock').execute();
  await db.updateTable('queued_change').set({ claimed_until: 0 }).where('claimed_until', '>', 0).execute();
}
