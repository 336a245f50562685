import { z } from 'zod';
import type { Clock } from '#lib/clock.ts';
import type { Database } from './tables.ts';
import { jsonColumn, plain, toJson } from './text.ts';

/** Longer than Webex takes to renew a token; after that somebody else may try. */
export const REFRESH_LEASE_MS = 20_000;

const Body = z.object({
  /** Who it was, as Webex named them then; empty for a service app. */
  email: z.string(),
  orgId: z.string(),
  scopes: z.array(z.string()),
  /** When it began, in ms since the epoch, and until when its tokens are good. */
  since: z.number(),
  accessUntil: z.number(),
  refreshUntil: z.number().optional(),
  /** Sealed; empty once the login has ended. */
  tokens: z.string(),
  /** Of a service app: a fingerprint of the token that was set for it. */
  seed: z.string().optional(),
  /** Why it ended, as a sentence. */
  ended: z.string().optional(),
});
/** What the bot may do for somebody, and with what. */
export type NewLogin = z.infer<typeof Body>;

const LoginRow = z
  .object({ key: z.string(), version: z.number(), body: jsonColumn(Body) })
  .transform(({ key, version, body }) => ({ key, version, ...body }));
/** `version` grows with every change of its tokens. */
export type Login = z.infer<typeof LoginRow>;

/** Logins of people and of the service app: one a key. */
export interface Logins {
  get(key: string): Promise<Login | undefined>;
  /** Keeps a login in place of the one before. */
  put(key: string, login: NewLogin): Promise<void>;
  /** Keeps a first login, when there is none; false when there is. */
  add(key: string, login: NewLogin): Promise<boolean>;
  /** True for the one caller, over all processes, who is to renew the tokens of this version; for `REFRESH_LEASE_MS`. */
  claim(key: string, version: number): Promise<boolean>;
  /** Keeps what came of it, as long as it is still this version, and lets go. False when somebody else kept another one. */
  settle(key: string, version: number, login: NewLogin): Promise<boolean>;
  /** Nothing came of it: somebody else may try. */
  letGo(key: string, version: number): Promise<void>;
  /** Gives what was forgotten. */
  remove(key: string): Promise<Login | undefined>;
  /** How many there are that have not ended. */
  count(): Promise<number>;
}

/** The key of somebody's login. An id comes with and without padding. */
export const loginKeyOf = (personId: string): string => plain(personId.replace(/=+$/, ''));

export function createLogins(db: Database, { clock }: { clock: Clock }): Logins {
  const ofVersion = (key: string, version: number) =>
    db.updateTable('login').where('key', '=', key).where('version', '=', version);

  return {
    async get(key) {
      const row = await db.selectFrom('login').selectAll().where('key', '=', key).executeTakeFirst();
      return row && LoginRow.parse(row);
    },

    async put(key, login) {
      const body = toJson(login);
      await db
        .insertInto('login')
        .values({ key, version: 1, refreshing_until: 0, body })
        .onConflict((conflict) =>
          conflict
            .column('key')
            .doUpdateSet(({ eb, ref }) => ({ version: eb(ref('login.version'), '+', 1), refreshing_until: 0, body })),
        )
        .execute();
    },

    async add(key, login) {
      const row = await db
        .insertInto('login')
        .values({ key, version: 1, refreshing_until: 0, body: toJson(login) })
        .onConflict((conflict) => conflict.doNothing())
        .returning('key')
        .executeTakeFirst();
      return row !== undefined;
    },

    async claim(key, version) {
      const now = clock.now();
      const row = await ofVersion(key, version)
        .set({ refreshing_until: now + REFRESH_LEASE_MS })
        .where('refreshing_until', '<=', now)
        .returning('key')
        .executeTakeFirst();
      return row !== undefined;
    },

    async settle(key, version, login) {
      const row = await ofVersion(key, version)
        .set({ version: version + 1, refreshing_until: 0, body: toJson(login) })
        .returning('key')
        .executeTakeFirst();
      return row !== undefined;
    },

    async letGo(key, version) {
      await ofVersion(key, version).set({ refreshing_until: 0 }).execute();
    },

    async remove(key) {
      const row = await db.deleteFrom('login').where('key', '=', key).returningAll().executeTakeFirst();
      return row && LoginRow.parse(row);
    },

    async count() {
      const rows = await db.selectFrom('login').select('body').execute();
      return rows.filter(({ body }) => Body.parse(JSON.parse(body)).ended === undefined).length;
    },
  };
}
