import { z } from 'zod';
import type { Clock } from '#lib/clock.ts';
import { insertStatement } from './bulk.ts';
import type { Journal } from './journal.ts';
import type { Database, Engine, Tables } from './tables.ts';
import { jsonColumn, plain, toJson } from './text.ts';

/** What takes one device back: an xCommand or its tags, and in words what was true before. */
const CommandBack = z.object({
  command: z.string(),
  arguments: z
    .record(
      z.string(),
      z.union([z.string(), z.number(), z.boolean(), z.array(z.union([z.string(), z.number(), z.boolean()]))]),
    )
    .optional(),
  was: z.string(),
  leaves: z.record(z.string(), z.array(z.string()).readonly()).optional(),
});
const Tags = z.array(z.string()).readonly();
const TagsBack = z.object({ tags: z.object({ had: Tags, left: Tags }), was: z.string() });
const Back = z.union([CommandBack, TagsBack]);
export type PartBack = z.infer<typeof Back>;

const PartEnd = z.enum(['begun', 'done', 'failed']);

/** Two rows for each device: one before its command is sent, one when it is known what came of it. */
const Body = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('begun'), deviceId: z.string(), back: Back.optional() }),
  z.object({ kind: z.literal('ended'), deviceId: z.string(), state: PartEnd, why: z.string().optional() }),
]);

const COLUMNS = ['part_key', 'event_key', 'at', 'body'] as const;

/** One device of a change of several. begun: its command may have been sent, and nobody knows what came of it. */
export interface EffectPart {
  state: z.infer<typeof PartEnd>;
  why?: string;
  back?: PartBack;
}

export interface EffectParts {
  /**
   * Notes that a command is about to go to a device; `key` is the effect's. Durable when it resolves; false when this was
   * noted before, and then nothing may be sent. Those of one moment share a commit.
   */
  begin(key: string, deviceId: string, back: PartBack | undefined): Promise<boolean>;
  /** Notes what came of it, with the next commit; a crash before that leaves it begun. */
  end(key: string, deviceId: string, state: EffectPart['state'], why?: string): void;
  /** Resolves when every note so far is durable; rejects when one is not. */
  flush(): Promise<void>;
  /** By device; those of which nothing was noted got nothing. */
  of(key: string): Promise<Map<string, EffectPart>>;
  /** Forgets what was noted before `olderThan` (ms since the epoch). */
  prune(olderThan: number): Promise<number>;
}

/** How far a change of several devices came: after a crash no device is sent its command twice, and none is forgotten. */
export function createEffectParts(
  db: Database,
  { engine, clock, journal }: { engine: Engine; clock: Clock; journal: Journal },
): EffectParts {
  const rows = journal.open<Tables['effect_part'], string, boolean>(
    insertStatement(db, engine, {
      table: 'effect_part',
      key: 'part_key',
      columns: COLUMNS,
      numbers: ['at'],
      mayBeThere: true,
    }),
    (stored) => {
      const keys = new Set(stored);
      // Of two that came in one moment only the first was stored.
      return ({ part_key }) => keys.delete(part_key);
    },
  );

  const toRow = (key: string, body: z.infer<typeof Body>): Tables['effect_part'] => ({
    part_key: plain(`${key} ${body.deviceId} ${body.kind}`),
    event_key: plain(key),
    at: clock.now(),
    body: toJson(body),
  });

  return {
    begin: (key, deviceId, back) => rows.now(toRow(key, { kind: 'begun', deviceId, ...(back && { back }) })),
    end: (key, deviceId, state, why) =>
      rows.soon(toRow(key, { kind: 'ended', deviceId, state, ...(why !== undefined && { why }) })),
    flush: () => journal.flush(),

    async of(key) {
      // What can't be stored now is in the log; what is stored is told.
      await journal.flush().catch(() => {});
      const found = await db.selectFrom('effect_part').select('body').where('event_key', '=', plain(key)).execute();
      const parts = new Map<string, EffectPart>();
      for (const { body } of found) {
        const { deviceId, ...part } = jsonColumn(Body).parse(body);
        const known = parts.get(deviceId);
        if (part.kind === 'begun')
          parts.set(deviceId, { state: 'begun', ...known, ...(part.back && { back: part.back }) });
        else parts.set(deviceId, { ...known, state: part.state, ...(part.why !== undefined && { why: part.why }) });
      }
      return parts;
    },

    async prune(olderThan) {
      const { numDeletedRows } = await db
        .deleteFrom('effect_part')
        .where('at', '<', olderThan)
        .executeTakeFirstOrThrow();
      return Number(numDeletedRows);
    },
  };
}
