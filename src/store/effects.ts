import { z } from 'zod';
import type { Clock } from '#lib/clock.ts';
import type { Database } from './tables.ts';
import { jsonColumn, maybeTime, plain, toJson } from './text.ts';

const EffectState = z.enum(['sending', 'done', 'failed', 'uncertain']);

/** How a change can be taken back; see `intent/command.ts`. */
export const Undo = z.union([
  z.object({
    words: z.string(),
    left: z.object({ deviceId: z.string(), leaves: z.record(z.string(), z.array(z.string()).readonly()) }).optional(),
  }),
  z.object({ effectId: z.string() }),
]);

/** The answer, as it is posted again should the first posting not have come about. */
export const Answer = z.object({ view: z.string(), data: z.record(z.string(), z.unknown()), text: z.string() });

const Body = z.object({
  command: z.string(),
  /** The command that it stood in for, by which rules judge what takes it back. */
  as: z.string().optional(),
  words: z.string(),
  title: z.string(),
  targets: z.array(z.object({ id: z.string(), name: z.string() })),
  planId: z.string().optional(),
  /** Where it was asked for. */
  spaceId: z.string().optional(),
  /** Of a change of several devices: the command's arguments, sealed by the pipeline, so that what is left can be done. */
  args: z.string().optional(),
  /** The message that told how far it was. */
  progressId: z.string().optional(),
  undo: Undo.optional(),
  answer: Answer.optional(),
  /** The answer, sealed by the pipeline: only one person should see it. */
  kept: z.string().optional(),
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
export type NewEffect = Pick<
  Effect,
  'key' | 'command' | 'as' | 'words' | 'title' | 'targets' | 'planId' | 'spaceId' | 'args' | 'undo'
>;
export interface EffectEnd {
  answer: z.infer<typeof Answer>;
  undo?: z.infer<typeof Undo> | undefined;
}

export interface Effects {
  /**
   * Notes that commands are about to be sent. Durable when it resolves; false when this was begun before, and then
   * nothing may be sent.
   */
  begin(effect: NewEffect): Promise<boolean>;
  /** The same in a transaction of somebody else. */
  beginIn(to: Database, effect: NewEffect): Promise<boolean>;
  /** Notes which message tells how far it is. */
  attachProgress(key: string, messageId: string): Promise<void>;
  /** Notes how it ended and what is to be answered; an answer that is a text is a sealed one. Durable when it resolves. */
  settle(
    key: string,
    state: 'done' | 'failed' | 'uncertain',
    answer: EffectEnd['answer'] | string,
    undo?: EffectEnd['undo'],
  ): Promise<void>;
  get(key: string): Promise<Effect | undefined>;
  /** Forgets one that came to nothing, so that it can begin anew. Leaves alone what ended. */
  drop(key: string): Promise<void>;
  /** Forgets what was begun before `olderThan` (ms since the epoch). */
  prune(olderThan: number): Promise<number>;
}

/** What was sent to devices, noted before it is sent: after a crash nothing is sent twice and nothing is kept quiet. */
export function createEffects(db: Database, { clock }: { clock: Clock }): Effects {
  const get = async (key: string): Promise<Effect | undefined> => {
    const row = await db.selectFrom('effect').selectAll().where('event_key', '=', plain(key)).executeTakeFirst();
    return row && EffectRow.parse(row);
  };

  const beginIn: Effects['beginIn'] = async (to, { key, ...body }) => {
    const row = await to
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
  };

  return {
    get,
    beginIn,
    begin: (effect) => beginIn(db, effect),

    async attachProgress(key, messageId) {
      const effect = await get(key);
      if (!effect) return;
      await db
        .updateTable('effect')
        .set({ body: toJson({ ...Body.parse(effect), progressId: messageId }) })
        .where('event_key', '=', plain(key))
        .execute();
    },

    async settle(key, state, answer, undo) {
      const effect = await get(key);
      if (!effect) return;
      await db
        .updateTable('effect')
        .set({
          state,
          settled_at: clock.now(),
          body: toJson({
            ...Body.parse(effect),
            ...(typeof answer === 'string' ? { kept: answer } : { answer }),
            undo,
          }),
        })
        .where('event_key', '=', plain(key))
        .execute();
    },

    async drop(key) {
      await db.deleteFrom('effect').where('event_key', '=', plain(key)).where('state', '=', 'sending').execute();
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
