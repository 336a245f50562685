import { z } from 'zod';
import type { Clock } from '#lib/clock.ts';
import type { Lock } from './locks.ts';
import type { Database } from './tables.ts';
import { jsonColumn, maybeTime, plain, toJson } from './text.ts';

const Body = z.object({
  /** Who broke it, and why. Untrusted text. */
  by: z.string(),
  reason: z.string(),
  /** The device that was asked for, and all that the change held. */
  deviceName: z.string(),
  devices: z.array(z.object({ id: z.string(), name: z.string() })),
  personName: z.string(),
  title: z.string(),
  spaceId: z.string(),
  parentId: z.string().optional(),
});

const BreakRow = z
  .object({ holder: z.string(), at: z.number(), told_at: maybeTime, body: jsonColumn(Body) })
  .transform(({ holder, at, told_at, body }) => ({ holder, at, toldAt: told_at, ...body }));

/** Somebody took the devices of a change away from it. */
export type LockBreak = z.infer<typeof BreakRow>;

export interface NewBreak {
  by: string;
  reason: string;
  /** Where the breaker hears of it anyway: the same place is not told a second time. */
  spaceId: string;
  parentId: string | undefined;
  /** Which other devices of the same change go with it; left out, all. The change keeps the others. */
  isTheirs?: (deviceId: string) => boolean;
}

/** `left` is how many devices the change still holds. */
export type Broken = LockBreak & { left: number };

interface LockBreaks {
  break(deviceId: string, by: NewBreak): Promise<Broken | undefined>;
  breakOf(holder: string): Promise<LockBreak | undefined>;
  untold(): Promise<LockBreak[]>;
  tell(holder: string): Promise<boolean>;
  prune(olderThan: number): Promise<number>;
}

/** What `store/locks.ts` keeps of locks that were broken. They are broken together as far as whoever breaks them may. */
export function createLockBreaks(
  db: Database,
  { clock, held }: { clock: Clock; held: (row: unknown) => Lock },
): LockBreaks {
  return {
    async break(deviceId, { by, reason, spaceId, parentId, isTheirs = () => true }) {
      return db.transaction().execute(async (transaction) => {
        const wanted = await transaction
          .selectFrom('device_lock')
          .select('holder')
          .where('device_id', '=', plain(deviceId))
          .where('until', '>', clock.now())
          .executeTakeFirst();
        if (!wanted) return undefined;
        const { holder } = wanted;
        const all = await transaction
          .selectFrom('device_lock')
          .select('device_id')
          .where('holder', '=', holder)
          .execute();
        const those = all.map(({ device_id }) => device_id).filter((id) => id === plain(deviceId) || isTheirs(id));
        const rows = await transaction
          .deleteFrom('device_lock')
          .where('holder', '=', holder)
          .where('device_id', 'in', those.length > 0 ? those : [plain(deviceId)])
          .returningAll()
          .execute();
        const first = (one: Lock) => (one.deviceId === plain(deviceId) ? 0 : 1);
        const locks = rows
          .map(held)
          .sort((left, right) => first(left) - first(right) || (left.deviceName < right.deviceName ? -1 : 1));
        const lock = locks.find((one) => one.deviceId === plain(deviceId));
        // It was let go, or broken by somebody else, between the two queries.
        if (!lock) return undefined;
        const isTold = lock.spaceId === spaceId && lock.parentId === parentId;
        const row = {
          holder: lock.holder,
          at: clock.now(),
          told_at: isTold ? clock.now() : null,
          body: toJson({
            by,
            reason,
            deviceName: lock.deviceName,
            devices: locks.map((one) => ({ id: one.deviceId, name: one.deviceName })),
            personName: lock.personName,
            title: lock.title,
            spaceId: lock.spaceId,
            parentId: lock.parentId,
          }),
        };
        await transaction
          .insertInto('lock_break')
          .values(row)
          .onConflict((conflict) => conflict.column('holder').doUpdateSet(row))
          .execute();
        return { ...BreakRow.parse(row), left: all.length - rows.length };
      });
    },

    async breakOf(holder) {
      const row = await db.selectFrom('lock_break').selectAll().where('holder', '=', plain(holder)).executeTakeFirst();
      return row && BreakRow.parse(row);
    },

    async untold() {
      const rows = await db.selectFrom('lock_break').selectAll().where('told_at', 'is', null).orderBy('at').execute();
      return rows.map((row) => BreakRow.parse(row));
    },

    async tell(holder) {
      const row = await db
        .updateTable('lock_break')
        .set({ told_at: clock.now() })
        .where('holder', '=', plain(holder))
        .where('told_at', 'is', null)
        .returning('holder')
        .executeTakeFirst();
      return row !== undefined;
    },

    async prune(olderThan) {
      const { numDeletedRows } = await db
        .deleteFrom('lock_break')
        .where('at', '<', olderThan)
        .executeTakeFirstOrThrow();
      return Number(numDeletedRows);
    },
  };
}
