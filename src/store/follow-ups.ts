import { z } from 'zod';
import type { Clock } from '#lib/clock.ts';
import { createRowIds } from './row-ids.ts';
import type { Database } from './tables.ts';
import { jsonColumn, plain, toJson } from './text.ts';

const FollowUpKind = z.enum(['back-online', 'restart']);
export type FollowUpKind = z.infer<typeof FollowUpKind>;

const FollowUpState = z.enum(['waiting', 'done', 'gave-up']);

/** A promise to come back to a space with news of a device. */
export interface NewFollowUp {
  kind: FollowUpKind;
  deviceId: string;
  deviceName: string;
  spaceId: string;
  /** The thread to answer in. */
  parentId?: string;
  /** Who asked. */
  personId: string;
  /** When the wait began, in ms since the epoch. */
  since: number;
  /** When to give up, in ms since the epoch. */
  deadline: number;
}

const FollowUpRow = z
  .object({
    id: z.string(),
    kind: FollowUpKind,
    state: FollowUpState,
    device_id: z.string(),
    space_id: z.string(),
    parent_id: z.string(),
    person_id: z.string(),
    since: z.number(),
    deadline: z.number(),
    body: jsonColumn(z.object({ deviceName: z.string() })),
  })
  .transform((row) => ({
    id: row.id,
    kind: row.kind,
    state: row.state,
    deviceId: row.device_id,
    deviceName: row.body.deviceName,
    spaceId: row.space_id,
    parentId: row.parent_id || undefined,
    personId: row.person_id,
    since: row.since,
    deadline: row.deadline,
  }));
export type FollowUp = z.infer<typeof FollowUpRow>;

export interface FollowUps {
  /**
   * Makes the promise, or finds the one that waits already: there is at most one for a device in a space and thread.
   * `isNew` tells which.
   */
  add(followUp: NewFollowUp): Promise<{ followUp: FollowUp; isNew: boolean }>;
  /** All that still wait, oldest first: what a start takes up again. */
  waiting(): Promise<FollowUp[]>;
  /** Ends a promise. True for exactly one caller: that one tells the space. */
  settle(id: string, state?: 'done' | 'gave-up'): Promise<boolean>;
  /** Forgets promises that were kept or given up and were made before `olderThan` (ms since the epoch). */
  prune(olderThan: number): Promise<number>;
}

/** The promises to come back, which outlive a restart. */
export function createFollowUps(db: Database, { clock }: { clock: Clock }): FollowUps {
  const nextId = createRowIds(clock);

  return {
    async add(followUp) {
      const place = {
        kind: followUp.kind,
        state: 'waiting',
        device_id: plain(followUp.deviceId),
        space_id: plain(followUp.spaceId),
        parent_id: plain(followUp.parentId ?? ''),
      };
      for (;;) {
        const added = await db
          .insertInto('follow_up')
          .values({
            ...place,
            id: nextId(),
            person_id: plain(followUp.personId),
            since: followUp.since,
            deadline: followUp.deadline,
            body: toJson({ deviceName: followUp.deviceName }),
          })
          .onConflict((conflict) => conflict.doNothing())
          .returningAll()
          .executeTakeFirst();
        if (added) return { followUp: FollowUpRow.parse(added), isNew: true };

        const found = await db
          .selectFrom('follow_up')
          .selectAll()
          .where((where) => where.and(place))
          .executeTakeFirst();
        if (found) return { followUp: FollowUpRow.parse(found), isNew: false };
        // The one in the way was settled between the two queries: now there is room.
      }
    },

    async waiting() {
      const rows = await db
        .selectFrom('follow_up')
        .selectAll()
        .where('state', '=', 'waiting')
        .orderBy('since')
        .orderBy('id')
        .execute();
      return rows.map((row) => FollowUpRow.parse(row));
    },

    async settle(id, state = 'done') {
      const row = await db
        .updateTable('follow_up')
        .set({ state })
        .where('id', '=', plain(id))
        .where('state', '=', 'waiting')
        .returning('id')
        .executeTakeFirst();
      return row !== undefined;
    },

    async prune(olderThan) {
      const { numDeletedRows } = await db
        .deleteFrom('follow_up')
        .where('state', '!=', 'waiting')
        .where('since', '<', olderThan)
        .executeTakeFirstOrThrow();
      return Number(numDeletedRows);
    },
  };
}
