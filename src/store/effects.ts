import { z } from 'zod';
import type { Clock } from '#lib/clock.ts';
import type { Database } from './tables.ts';
import { jsonColumn, maybeTime, plain, toJson } from './text.ts';

const EffectState = z.enum(['sending', 'done', 'failed', 'uncertain']);

/** The answer, as it is posted again should the first posting not have come about. */
const Answer = z.object({ view: z.string(), data: z.record(z.string(), z.unknown()), text: z.string() });

const Body = z.object({
  command: z.string(),
  words: z.string(),
  title: z.string(),
  targets: z.array(z.object({ id: z.string(), name: z.string() })),
  planId: z.string().optional(),
  answer: Answer.optional(),
});

const EffectRow = z
  .object({
    event_key: z.string(),
    state: EffectState,
    begun_at: z.number(),
    settled_at: maybeTime,
    body: jsonColumn(Body),
  })
  .transform((row) => ({
    key: row.event_key,
    state: row.state,
    begunAt: row.begun_at,
    settledAt: row.settled_at,
    ...row.body,
  }));

/** A change of devices that was begun, and what is known of its end. */
export type Effect = z.infer<typeof EffectRow>;
export type NewEffect = Pick<Effect, 'key' | 'command' | 'words' | 'title' | 'targets' | 'planId'>;

export interface Effects {
  /**
   * Notes that commands are about to be sent. Durable when it resolves; false when this was begun before, and then
   * nothing may be sent.
   */
  begin(effect: NewEffect): Promise<boolean>;
  /** Notes how it ended and what is to be answered. Durable when it resolves. */
  settle(key: string, state: 'done' | 'failed' | 'uncertain', answer: z.infer<typeof Answer>): Promise<void>;
  get(key: string): Promise<Effect | undefined>;
  /** Forgets what was begun before `olderThan` (ms since the epoch). */
  prune(olderThan: number): Promise<number>;
}

/** What was sent to devices, noted before it is sent: after a crash nothing is sent twice and nothing is kept quiet. */
export function createEffects(db: Database, { clock }: { clock: Clock }): Effects {
  const get = async (key: string): Promise<Effect | undefined> => {
    const row = await db.selectFrom('effect').selectAll().where('event_key', '=', plain(key)).executeTakeFirst();
    return row && EffectRow.parse(row);
  };

  return {
    get,

    async begin({ key, ...body }) {
      const row = await db
        .insertInto('effect')
        .values({
          event_key: plain(key),
          state: 'sending',
          begun_at: clock.now(),
          settled_at: null,
          body: toJson(body),
        })
        .onConflict((conflict) => conflict.doNothing())
        .returning('event_key')
        .executeTakeFirst();
      return row !== undefined;
    },

    async settle(key, state, answer) {
      const effect = await get(key);
      if (!effect) return;
      const { command, words, title, targets, planId } = effect;
      await db
        .updateTable('effect')
        .set({
          state,
          settled_at: clock.now(),
          body: toJson({ command, words, title, targets, planId, answer }),
        })
        .where('event_key', '=', plain(key))
        .execute();
    },

    async prune(olderThan) {
      const { numDeletedRows } = await db
        .deleteFrom('effect')
        .where('begun_at', '<', olderThan)
        .executeTakeFirstOrThrow();
      return Number(numDeletedRows);
    },
  };
}
