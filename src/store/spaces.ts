import { ownerOf } from './aliases.ts';
import type { Database } from './tables.ts';
import { plain } from './text.ts';

export interface Spaces {
  /** True for exactly one caller a space, until the space is forgotten: that one greets. `at` in ms since the epoch. */
  greetOnce(spaceId: string, at: number): Promise<boolean>;
  /** Sets the device that a command without a device means; undefined takes it back. */
  setDevice(spaceId: string, deviceId: string | undefined): Promise<void>;
  /** The space's default device, if it has one. */
  device(spaceId: string): Promise<string | undefined>;
  /** Drops what is known of the space: for when the bot was removed from it. */
  forget(spaceId: string): Promise<void>;
}

/** What the bot remembers of a space. */
export function createSpaces(db: Database): Spaces {
  return {
    async greetOnce(spaceId, at) {
      const row = await db
        .insertInto('space')
        .values({ space_id: plain(spaceId), greeted_at: at, device_id: null })
        .onConflict((conflict) =>
          conflict.column('space_id').doUpdateSet({ greeted_at: at }).where('space.greeted_at', 'is', null),
        )
        .returning('space_id')
        .executeTakeFirst();
      return row !== undefined;
    },

    async setDevice(spaceId, deviceId) {
      const device = deviceId === undefined ? null : plain(deviceId);
      await db
        .insertInto('space')
        .values({ space_id: plain(spaceId), greeted_at: null, device_id: device })
        .onConflict((conflict) => conflict.column('space_id').doUpdateSet({ device_id: device }))
        .execute();
    },

    async device(spaceId) {
      const row = await db
        .selectFrom('space')
        .select('device_id')
        .where('space_id', '=', plain(spaceId))
        .executeTakeFirst();
      return row?.device_id ?? undefined;
    },

    async forget(spaceId) {
      await db.deleteFrom('space').where('space_id', '=', plain(spaceId)).execute();
      await db
        .deleteFrom('alias')
        .where('owner', '=', ownerOf({ kind: 'space', id: spaceId }))
        .execute();
    },
  };
}
