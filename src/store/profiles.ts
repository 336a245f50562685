import { z } from 'zod';
import type { Clock } from '#lib/clock.ts';
import { DAY_MS } from '#lib/time.ts';
import { createRowIds } from './row-ids.ts';
import type { Database, Tables } from './tables.ts';
import { jsonColumn, maybeTime, plain, toJson } from './text.ts';

/** So many an organisation has. */
export const MOST_PROFILES = 100;
/** How long one that was deleted can be brought back. */
const KEPT_MS = 30 * DAY_MS;

const Value = z.union([z.string(), z.number(), z.boolean(), z.array(z.union([z.string(), z.number()]))]);
/** A configuration by its key, and what it is to be. */
const Setting = z.object({ key: z.string(), value: Value });

const State = z.object({
  settings: z.array(Setting),
  by: z.object({ id: z.string(), email: z.string(), name: z.string().optional() }),
  /** Where its settings came from, in words: "Fjord"; with the id of that device, which not everybody may see. */
  from: z.string(),
  fromId: z.string().optional(),
});
/** What a profile says, who saved it and from where. */
export type ProfileState = z.infer<typeof State>;

const Body = State.extend({
  name: z.string(),
  /** What it was before it was last changed; `version` is that of then. */
  before: State.extend({ version: z.number(), savedAt: z.number() }).optional(),
});

const Row = z
  .object({
    id: z.string(),
    org_id: z.string(),
    version: z.number(),
    saved_at: z.number(),
    deleted_at: maybeTime,
    body: jsonColumn(Body),
  })
  .transform(({ org_id, saved_at, deleted_at, body, ...row }) => ({
    ...row,
    ...body,
    orgId: org_id,
    savedAt: saved_at,
    deletedAt: deleted_at,
  }));

/** A named set of settings of one organisation. `version` grows with each change of them. Times are ms since the epoch. */
export type Profile = z.infer<typeof Row>;

export interface Profiles {
  /** By its name, in any case; undefined for one that was deleted. */
  get(orgId: string, name: string): Promise<Profile | undefined>;
  /** By its id, whatever it is called by now; undefined for one that was deleted. */
  byId(id: string): Promise<Profile | undefined>;
  /** All of an organisation, by name. */
  list(orgId: string): Promise<Profile[]>;
  /** One that was deleted and can be brought back. */
  deleted(orgId: string, name: string): Promise<Profile | undefined>;
  /**
   * Keeps a new profile. `taken`: there is one of this name; `full`: there are MOST_PROFILES. One that was deleted under this
   * name can not be brought back any more.
   */
  add(orgId: string, name: string, state: ProfileState): Promise<Profile | 'taken' | 'full'>;
  /** Changes what it says, as long as it is what it was when it was read; undefined when somebody else was first. */
  change(profile: Profile, state: ProfileState): Promise<Profile | undefined>;
  /** Calls it something else. `taken`: another one is called so. */
  rename(profile: Profile, name: string): Promise<Profile | 'taken' | undefined>;
  /** Takes it away; it can be brought back for 30 days. False when somebody else was first. */
  remove(profile: Profile): Promise<boolean>;
  /** Brings back one that was deleted. `full`: there are MOST_PROFILES again. */
  bringBack(profile: Profile): Promise<Profile | 'full' | undefined>;
}

/** Profiles are called the same in any case. */
const folded = (name: string): string => plain(name.toLowerCase());

export function createProfiles(db: Database, { clock }: { clock: Clock }): Profiles {
  const nextId = createRowIds(clock);

  async function find(orgId: string, name: string): Promise<Profile | undefined> {
    const row = await db
      .selectFrom('profile')
      .selectAll()
      .where('org_id', '=', plain(orgId))
      .where('name_key', '=', folded(name))
      .executeTakeFirst();
    return row && Row.parse(row);
  }

  const alive = (profile: Profile | undefined): Profile | undefined =>
    profile?.deletedAt === undefined ? profile : undefined;

  /** Two at the same moment may make it one more: the limit is for people, not for the disk. */
  async function isFull(orgId: string): Promise<boolean> {
    const { count } = await db
      .selectFrom('profile')
      .select(({ fn }) => fn.countAll<number>().as('count'))
      .where('org_id', '=', plain(orgId))
      .where('deleted_at', 'is', null)
      .executeTakeFirstOrThrow();
    return Number(count) >= MOST_PROFILES;
  }

  /** As long as it is what it was: one that is called something else by now, or was deleted, has its version still. */
  async function update(
    { id, version, name, deletedAt }: Profile,
    set: Partial<Omit<Tables['profile'], 'id' | 'org_id' | 'version'>>,
    to = version + 1,
  ): Promise<Profile | undefined> {
    const row = await db
      .updateTable('profile')
      .set({ ...set, version: to })
      .where('id', '=', id)
      .where('version', '=', version)
      .where('name_key', '=', folded(name))
      .where('deleted_at', deletedAt === undefined ? 'is' : '=', deletedAt ?? null)
      .returningAll()
      .executeTakeFirst();
    return row && Row.parse(row);
  }

  const bodyOf = (profile: z.infer<typeof Body>): string => toJson(Body.parse(profile));

  /** What was deleted must not keep a name from being used, nor stay for ever. */
  const forget = (orgId: string, name: string): Promise<unknown> =>
    db
      .deleteFrom('profile')
      .where('org_id', '=', plain(orgId))
      .where('deleted_at', 'is not', null)
      .where((where) =>
        where.or([where('name_key', '=', folded(name)), where('deleted_at', '<', clock.now() - KEPT_MS)]),
      )
      .execute();

  return {
    get: async (orgId, name) => alive(await find(orgId, name)),

    async byId(id) {
      const row = await db.selectFrom('profile').selectAll().where('id', '=', plain(id)).executeTakeFirst();
      return alive(row && Row.parse(row));
    },

    async list(orgId) {
      const rows = await db
        .selectFrom('profile')
        .selectAll()
        .where('org_id', '=', plain(orgId))
        .where('deleted_at', 'is', null)
        .orderBy('name_key')
        .execute();
      return rows.map((row) => Row.parse(row));
    },

    async deleted(orgId, name) {
      const profile = await find(orgId, name);
      return profile?.deletedAt === undefined ? undefined : profile;
    },

    async add(orgId, name, state) {
      if (await isFull(orgId)) return 'full';
      await forget(orgId, name);
      const row = await db
        .insertInto('profile')
        .values({
          id: nextId(),
          org_id: plain(orgId),
          name_key: folded(name),
          version: 1,
          saved_at: clock.now(),
          deleted_at: null,
          body: bodyOf({ ...state, name }),
        })
        .onConflict((conflict) => conflict.doNothing())
        .returningAll()
        .executeTakeFirst();
      return row ? Row.parse(row) : 'taken';
    },

    change(profile, state) {
      const { name, version, savedAt } = profile;
      const before = { ...State.parse(profile), version, savedAt };
      return update(profile, { saved_at: clock.now(), body: bodyOf({ ...state, name, before }) });
    },

    async rename(profile, name) {
      const other = await find(profile.orgId, name);
      if (other && other.id !== profile.id) {
        if (other.deletedAt === undefined) return 'taken';
        await forget(profile.orgId, name);
      }
      try {
        return await update(profile, { name_key: folded(name), body: bodyOf({ ...profile, name }) }, profile.version);
      } catch (error) {
        // Somebody else took the name between the two queries.
        if (await find(profile.orgId, name)) return 'taken';
        throw error;
      }
    },

    async remove(profile) {
      return (await update(profile, { deleted_at: clock.now() }, profile.version)) !== undefined;
    },

    async bringBack(profile) {
      if (await isFull(profile.orgId)) return 'full';
      return update(profile, { deleted_at: null }, profile.version);
    },
  };
}
