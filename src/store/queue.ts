import { z } from 'zod';
import type { Clock } from '#lib/clock.ts';
import { createRowIds } from './row-ids.ts';
import type { Database } from './tables.ts';
import { jsonColumn, maybeText, plain, toJson } from './text.ts';

const Body = z.object({
  devices: z.array(z.object({ id: z.string(), name: z.string() })),
  title: z.string(),
  personId: z.string(),
  personName: z.string(),
  space: z.object({ id: z.string(), title: z.string(), type: z.enum(['group', 'direct']) }),
  /** It ran without being asked for Confirm: whatever it is by then, it is done. */
  isHarmless: z.boolean(),
});

const QueuedRow = z
  .object({
    plan_id: z.string(),
    seq: z.string(),
    run_seq: maybeText,
    since: z.number(),
    until: z.number(),
    tries: z.number(),
    claimed_until: z.number(),
    body: jsonColumn(Body),
  })
  .transform((row) => ({
    planId: row.plan_id,
    seq: row.seq,
    /** Of its run: what its audit entries are called, and where they stand. */
    runSeq: row.run_seq,
    since: row.since,
    /** Epoch ms; after that it is not done any more. */
    until: row.until,
    tries: row.tries,
    claimedUntil: row.claimed_until,
    ...row.body,
  }));

/** A change that waits until its devices are free. Its plan holds what it is, and whether it still waits. */
export type Queued = z.infer<typeof QueuedRow>;
export type NewQueued = z.infer<typeof Body> & { planId: string; until: number };

export interface Queue {
  /** Puts a plan in the queue, once: of one that is there already it gives that. */
  add(queued: NewQueued): Promise<Queued>;
  /** All, the first to come the first. */
  all(): Promise<Queued[]>;
  /**
   * Takes one to work on it, for `ms`: over all processes exactly one caller gets it. `seq` sorts by the time of the first
   * claim and is the same for all.
   */
  claim(planId: string, ms: number): Promise<Queued | undefined>;
  /** Works on, for another `ms`. */
  keep(planId: string, ms: number): Promise<void>;
  /** Gives it back: it may be claimed again after `ms`. */
  giveBack(planId: string, ms: number): Promise<void>;
  remove(planId: string): Promise<void>;
  /** Takes a plan that still waits out of it, for good. False when it waits no more. */
  takeBack(planId: string, personId: string): Promise<boolean>;
}

/** What waits for devices, in order. Rows only say what waits: whether it was begun is said by the plan. */
export function createQueue(db: Database, { clock }: { clock: Clock }): Queue {
  const nextId = createRowIds(clock);

  async function lease(planId: string, ms: number): Promise<void> {
    await db
      .updateTable('queued_change')
      .set({ claimed_until: clock.now() + ms })
      .where('plan_id', '=', plain(planId))
      .execute();
  }

  return {
    keep: lease,
    giveBack: lease,

    async add({ planId, until, ...body }) {
      await db
        .insertInto('queued_change')
        .values({
          plan_id: plain(planId),
          seq: nextId(),
          run_seq: null,
          since: clock.now(),
          until,
          tries: 0,
          claimed_until: 0,
          body: toJson(body),
        })
        .onConflict((conflict) => conflict.doNothing())
        .execute();
      return QueuedRow.parse(
        await db.selectFrom('queued_change').selectAll().where('plan_id', '=', plain(planId)).executeTakeFirstOrThrow(),
      );
    },

    async all() {
      const rows = await db.selectFrom('queued_change').selectAll().orderBy('seq').execute();
      return rows.map((row) => QueuedRow.parse(row));
    },

    async claim(planId, ms) {
      const now = clock.now();
      const row = await db
        .updateTable('queued_change')
        .set(({ fn, ref, val, eb }) => ({
          claimed_until: now + ms,
          tries: eb(ref('tries'), '+', 1),
          run_seq: fn.coalesce(ref('run_seq'), val(nextId())),
        }))
        .where('plan_id', '=', plain(planId))
        .where('claimed_until', '<=', now)
        .returningAll()
        .executeTakeFirst();
      return row && QueuedRow.parse(row);
    },

    async takeBack(planId, personId) {
      const at = clock.now();
      const row = await db
        .updateTable('plan')
        .set({ state: 'cancelled', settled_at: at, settled_by: plain(personId) })
        .where('id', '=', plain(planId))
        .where('state', '=', 'queued')
        .returning('id')
        .executeTakeFirst();
      if (row) await db.deleteFrom('queued_change').where('plan_id', '=', plain(planId)).execute();
      return row !== undefined;
    },

    async remove(planId) {
      await db.deleteFrom('queued_change').where('plan_id', '=', plain(planId)).execute();
    },
  };
}
