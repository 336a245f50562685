import { z } from 'zod';
import type { Clock } from '#lib/clock.ts';
import { Repeat } from '#lib/repeat.ts';
import { createRowIds } from './row-ids.ts';
import type { Database } from './tables.ts';
import { jsonColumn, plain, toJson } from './text.ts';

/** An organisation has so many and no more. */
export const MOST_CHECKS = 20;

/** That it was heard stands there before what it finds. */
const HURRY_MS = 2_000;

/** What a run leaves behind, for the next one to compare with. */
const Found = z.object({
  /** When devices were compared last. */
  at: z.number().optional(),
  /** How many there were, and how many of them are right. */
  all: z.int().default(0),
  right: z.int().default(0),
  /** Those that differ, by id: their name, and in what they differ, as a digest. */
  drifted: z.record(z.string(), z.object({ name: z.string(), in: z.string() })).default({}),
  /** Those that could not be read, by id. */
  unread: z.record(z.string(), z.string()).default({}),
  /** Runs in a row that got no answer from Webex. */
  misses: z.int().default(0),
  /** Why the last run came to nothing, as a sentence, and the code of that; the space knows. */
  trouble: z.object({ code: z.string(), why: z.string() }).optional(),
});
export type Found = z.infer<typeof Found>;

const Body = z.object({
  profileName: z.string(),
  /** The devices, in words. */
  phrase: z.string(),
  repeat: Repeat,
  personName: z.string(),
  personEmail: z.string(),
  parentId: z.string().optional(),
  /** Somebody wants to hear what the next run finds, whatever that is. */
  isAsked: z.boolean().optional(),
  found: Found,
});

const Row = z
  .object({
    id: z.string(),
    org_id: z.string(),
    number: z.number(),
    profile_id: z.string(),
    space_id: z.string(),
    person_id: z.string(),
    since: z.number(),
    due_at: z.number(),
    leased_until: z.number(),
    version: z.number(),
    body: jsonColumn(Body),
  })
  .transform(({ body, ...row }) => ({
    ...body,
    id: row.id,
    orgId: row.org_id,
    /** What people call it: 1 to MOST_CHECKS in its organisation. */
    number: row.number,
    profileId: row.profile_id,
    spaceId: row.space_id,
    personId: row.person_id,
    since: row.since,
    dueAt: row.due_at,
    leasedUntil: row.leased_until,
    version: row.version,
  }));

/** Devices that are compared with a profile again and again. Times are ms since the epoch. */
export type DriftCheck = z.infer<typeof Row>;

export interface NewDriftCheck extends Omit<z.infer<typeof Body>, 'found' | 'isAsked'> {
  orgId: string;
  profileId: string;
  spaceId: string;
  personId: string;
  dueAt: number;
}

export interface DriftChecks {
  /** Keeps a check, or finds the one of the same devices and profile in the same space. Undefined when there are MOST_CHECKS. */
  add(check: NewDriftCheck): Promise<{ check: DriftCheck; isNew: boolean } | undefined>;
  /** Those of an organisation, by their number. */
  list(orgId: string): Promise<DriftCheck[]>;
  /** Those to be run next, the earliest first. */
  upcoming(limit: number): Promise<DriftCheck[]>;
  /** Takes a check for a run, until `leaseEnd`: undefined when somebody else has it, or it was ended. */
  claim(check: DriftCheck, leaseEnd: number): Promise<DriftCheck | undefined>;
  /** Keeps it for longer while it runs. */
  keep(check: DriftCheck, leaseEnd: number): Promise<DriftCheck | undefined>;
  /** Notes what a run found and when the next one is due; whether somebody still wants to hear of it is as `check` says. Undefined when it was ended, or taken by another, meanwhile. */
  note(check: DriftCheck, found: Found, dueAt: number): Promise<DriftCheck | undefined>;
  /** Is due in two seconds, and its space hears what it finds. False while it runs, and when it was ended or changed meanwhile. */
  hurry(check: DriftCheck): Promise<boolean>;
  /** Ends a check. True for exactly one caller. */
  end(id: string): Promise<boolean>;
  /** Ends all checks of a space. */
  endAll(spaceId: string): Promise<void>;
}

export function createDriftChecks(db: Database, { clock }: { clock: Clock }): DriftChecks {
  const nextId = createRowIds(clock);

  async function list(orgId: string): Promise<DriftCheck[]> {
    const rows = await db
      .selectFrom('drift_check')
      .selectAll()
      .where('org_id', '=', plain(orgId))
      .orderBy('number')
      .execute();
    return rows.map((row) => Row.parse(row));
  }

  async function turn(
    { id, version }: DriftCheck,
    set: { leased_until: number; due_at?: number; body?: string },
  ): Promise<DriftCheck | undefined> {
    const row = await db
      .updateTable('drift_check')
      .set({ ...set, version: version + 1 })
      .where('id', '=', id)
      .where('version', '=', version)
      .returningAll()
      .executeTakeFirst();
    return row && Row.parse(row);
  }

  return {
    list,

    async add({ orgId, profileId, spaceId, personId, dueAt, ...body }) {
      for (;;) {
        const running = await list(orgId);
        const isSame = (one: DriftCheck) =>
          one.profileId === profileId &&
          one.spaceId === spaceId &&
          one.phrase.toLowerCase() === body.phrase.toLowerCase();
        const same = running.find(isSame);
        if (same) return { check: same, isNew: false };
        const taken = new Set(running.map(({ number }) => number));
        const number = Array.from({ length: MOST_CHECKS }, (_, index) => index + 1).find((free) => !taken.has(free));
        if (number === undefined) return undefined;
        const added = await db
          .insertInto('drift_check')
          .values({
            id: nextId(),
            org_id: plain(orgId),
            number,
            profile_id: plain(profileId),
            space_id: plain(spaceId),
            person_id: plain(personId),
            since: clock.now(),
            due_at: dueAt,
            leased_until: 0,
            version: 1,
            body: toJson(Body.parse({ ...body, found: {} })),
          })
          .onConflict((conflict) => conflict.doNothing())
          .returningAll()
          .executeTakeFirst();
        // Somebody else may have taken the number between the two queries: then there is another one, or none.
        if (added) return { check: Row.parse(added), isNew: true };
      }
    },

    async upcoming(limit) {
      const rows = await db
        .selectFrom('drift_check')
        .selectAll()
        .orderBy('due_at')
        .orderBy('id')
        .limit(limit)
        .execute();
      return rows.map((row) => Row.parse(row));
    },

    async claim(check, leaseEnd) {
      return check.leasedUntil > clock.now() ? undefined : turn(check, { leased_until: leaseEnd });
    },

    keep: (check, leaseEnd) => turn(check, { leased_until: leaseEnd }),

    note: (check, found, dueAt) =>
      turn(check, {
        leased_until: 0,
        due_at: dueAt,
        body: toJson(Body.parse({ ...check, found })),
      }),

    async hurry(check) {
      const now = clock.now();
      if (check.leasedUntil > now) return false;
      const body = toJson(Body.parse({ ...check, isAsked: true }));
      return (await turn(check, { leased_until: 0, due_at: now + HURRY_MS, body })) !== undefined;
    },

    async end(id) {
      const row = await db.deleteFrom('drift_check').where('id', '=', id).returning('id').executeTakeFirst();
      return row !== undefined;
    },

    async endAll(spaceId) {
      await db.deleteFrom('drift_check').where('space_id', '=', plain(spaceId)).execute();
    },
  };
}

/** SQLite belongs to one process: what its earlier run had in hand need not be waited for. */
export async function forgetLeases(db: Database): Promise<void> {
  await db.updateTable('drift_check').set({ leased_until: 0 }).where('leased_until', '>', 0).execute();
}
