import { z } from 'zod';
import type { Clock } from '#lib/clock.ts';
import { sameId } from '#lib/ids.ts';
import type { Database } from './tables.ts';
import { jsonColumn, maybeTime, plain, toJson } from './text.ts';

const Body = z.object({
  /** Who was asked to log in; nobody else can. */
  personId: z.string(),
  orgId: z.string(),
  email: z.string(),
  /** Where it was asked, and where the answer goes. */
  spaceId: z.string(),
  parentId: z.string().optional(),
  scopes: z.array(z.string()),
  /** Sealed: what proves that a code was asked for by this bot, and the words to go on with. */
  kept: z.string(),
  /** Once it is answered: nothing, when it went well, or why it did not, as a sentence. */
  outcome: z.object({ why: z.string().optional() }).optional(),
});

const RequestRow = z
  .object({ id: z.string(), until: z.number(), used_at: maybeTime, body: jsonColumn(Body) })
  .transform(({ id, until, used_at, body }) => ({ id, until, usedAt: used_at, ...body }));
/** Somebody who was sent a link to log in. `until` is in ms since the epoch. */
export type LoginRequest = z.infer<typeof RequestRow>;
export type NewLoginRequest = z.infer<typeof Body> & { id: string; until: number };

export interface LoginRequests {
  add(request: NewLoginRequest): Promise<void>;
  get(id: string): Promise<LoginRequest | undefined>;
  /** For the one caller, over all processes, who came in time and first; `why` nobody else gets it. */
  take(id: string): Promise<{ request: LoginRequest } | { why: 'unknown' | 'used' | 'late' }>;
  /** Notes how it ended. */
  end(request: LoginRequest, outcome: NonNullable<LoginRequest['outcome']>): Promise<void>;
  /** Nobody logs in by the links that this person was sent before. */
  revoke(personId: string): Promise<void>;
  /** Forgets requests that ended before `olderThan` (ms since the epoch). */
  prune(olderThan: number): Promise<number>;
}

export function createLoginRequests(db: Database, { clock }: { clock: Clock }): LoginRequests {
  const get: LoginRequests['get'] = async (id) => {
    const row = await db.selectFrom('login_request').selectAll().where('id', '=', plain(id)).executeTakeFirst();
    return row && RequestRow.parse(row);
  };
  return {
    get,

    async add({ id, until, ...body }) {
      await db
        .insertInto('login_request')
        .values({ id: plain(id), until, used_at: null, body: toJson(body) })
        .execute();
    },

    async take(id) {
      const now = clock.now();
      const row = await db
        .updateTable('login_request')
        .set({ used_at: now })
        .where('id', '=', plain(id))
        .where('used_at', 'is', null)
        .where('until', '>', now)
        .returningAll()
        .executeTakeFirst();
      if (row) return { request: RequestRow.parse(row) };
      const there = await get(id);
      if (!there) return { why: 'unknown' };
      return { why: there.usedAt === undefined ? 'late' : 'used' };
    },

    async end({ id, until: _until, usedAt: _usedAt, ...body }, outcome) {
      await db
        .updateTable('login_request')
        .set({ body: toJson({ ...body, outcome }) })
        .where('id', '=', id)
        .execute();
    },

    async revoke(personId) {
      // Few are open at a time: links are good for minutes.
      const open = await db.selectFrom('login_request').selectAll().where('used_at', 'is', null).execute();
      const theirs = open.map((row) => RequestRow.parse(row)).filter((one) => sameId(one.personId, personId));
      for (const { id } of theirs) await db.deleteFrom('login_request').where('id', '=', id).execute();
    },

    async prune(olderThan) {
      const gone = await db.deleteFrom('login_request').where('until', '<', olderThan).executeTakeFirst();
      return Number(gone.numDeletedRows);
    },
  };
}
