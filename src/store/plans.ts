import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import type { Clock } from '#lib/clock.ts';
import type { Database } from './tables.ts';
import { jsonColumn, maybeText, maybeTime, plain, toJson } from './text.ts';

const PlanState = z.enum([
  'open',
  'awaiting',
  'queued',
  'applying',
  'done',
  'failed',
  'uncertain',
  'cancelled',
  'refused',
  'expired',
]);
export type PlanState = z.infer<typeof PlanState>;

/** What a plan that waits can become; `awaiting` and `queued` wait on, `applying` goes on to an end, the others are one. */
export type PlanClaim = 'awaiting' | 'queued' | 'applying' | 'cancelled' | 'refused' | 'expired';

/**
 * `awaiting` waits for a second person, `queued` until its devices are free. A plan of either kind that found its devices
 * taken is put back.
 */
export interface PlanMove {
  from: 'open' | 'awaiting' | 'queued' | 'applying';
  to: PlanClaim;
  by?: string;
  at: number;
  /** Of a plan that goes to `queued` or `awaiting`: until when it can be applied, in ms since the epoch. */
  expiresAt?: number;
  /** Of a plan that ends: why, in a sentence. */
  outcome?: string;
}

/** How a claimed plan ended. An uncertain one may still turn out done or failed. */
export type PlanEnd = 'done' | 'failed' | 'uncertain';

const Body = z.object({
  args: z.unknown(),
  words: z.string(),
  title: z.string(),
  /** Its devices were taken: what to wait for, and whether it may then run without asking. */
  waits: z
    .object({ devices: z.array(z.object({ id: z.string(), name: z.string() })), isHarmless: z.boolean() })
    .optional(),
  /** Whoever asked is ready to wait. */
  whenFree: z.literal(true).optional(),
  /** It overrides limits, for this reason. */
  glass: z.object({ reason: z.string() }).optional(),
});

/** A change that waits for Confirm. */
export interface NewPlan {
  /** Left out: 128 random bits, base64url. A plan of this id that is still open is made anew. */
  id?: string;
  spaceId: string;
  /** The message that carries the card, once it is sent. */
  messageId?: string;
  /** The thread it was asked in. */
  parentId?: string;
  /** Who asked, as the API names them. */
  personId: string;
  orgId: string;
  command: string;
  /** The command's arguments, as JSON, sealed by the pipeline. Check them again with the command's schema when they come back. */
  args: unknown;
  /** What was typed. */
  words: string;
  /** The digest of what the card says. */
  digest: string;
  title: string;
  waits?: z.infer<typeof Body>['waits'];
  whenFree?: z.infer<typeof Body>['whenFree'];
  glass?: z.infer<typeof Body>['glass'];
  /** In ms since the epoch. Left out: now. */
  createdAt?: number;
  /** In ms since the epoch. After that the plan can't be applied. */
  expiresAt: number;
}

const PlanRow = z
  .object({
    id: z.string(),
    space_id: z.string(),
    message_id: maybeText,
    parent_id: maybeText,
    person_id: z.string(),
    org_id: z.string(),
    command: z.string(),
    digest: z.string(),
    state: PlanState,
    body: jsonColumn(Body),
    outcome: jsonColumn(z.string()).nullable(),
    created_at: z.number(),
    expires_at: z.number(),
    claimed_at: maybeTime,
    settled_at: maybeTime,
    settled_by: maybeText,
  })
  .transform((row) => ({
    id: row.id,
    spaceId: row.space_id,
    messageId: row.message_id,
    parentId: row.parent_id,
    personId: row.person_id,
    orgId: row.org_id,
    command: row.command,
    ...row.body,
    digest: row.digest,
    state: row.state,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    /** When Confirm, Cancel or the clock took it. */
    claimedAt: row.claimed_at,
    /** When it ended. */
    settledAt: row.settled_at,
    /** The personId whose click took it; undefined when nobody's did. */
    settledBy: row.settled_by,
    /** What came of it, in a sentence. */
    outcome: row.outcome ?? undefined,
  }));
/** A stored plan. Its id is 128 random bits, base64url: what a button may carry. */
export type Plan = z.infer<typeof PlanRow>;

export interface Plans {
  /** Stores an open plan. Of a plan that was pressed already it gives that one. */
  create(plan: NewPlan): Promise<Plan>;
  get(id: string): Promise<Plan | undefined>;
  /** Notes which message carries the card. */
  attachMessage(id: string, messageId: string): Promise<void>;
  /**
   * Takes a plan that waits: of any number of callers, in any number of processes, exactly one gets the plan back and the
   * others undefined. A plan that has run out (`at` > expiresAt) can't be taken to `applying`.
   */
  claim(id: string, move: PlanMove): Promise<Plan | undefined>;
  /** Ends a plan that is applied, or one that was uncertain. True for the one caller whose word it is. */
  settle(id: string, state: PlanEnd, outcome: string): Promise<boolean>;
  /**
   * Plans that a crash left half applied: claimed before `claimedBefore` (default: now) and not settled, oldest first.
   * At the start of a lone process that is all of them; with several processes ask for older ones than a change takes.
   */
  interrupted(claimedBefore?: number): Promise<Plan[]>;
  /** Where a plan nobody has pressed could be pressed at some time between the two moments (ms since the epoch). */
  openDuring(since: number, until: number): Promise<{ spaceId: string; parentId: string | undefined }[]>;
  /** Forgets plans that ran out before `olderThan` (ms since the epoch), but for those being applied. Resolves with how many. */
  prune(olderThan: number): Promise<number>;
}

/** The plans of changes that ask first. Each is used once. */
export function createPlans(db: Database, { clock }: { clock: Clock }): Plans {
  return {
    async create(plan) {
      const { args, words, title, waits, whenFree, glass } = plan;
      const id = plain(plan.id ?? randomBytes(16).toString('base64url'));
      const fresh = {
        message_id: plan.messageId === undefined ? null : plain(plan.messageId),
        digest: plain(plan.digest),
        body: toJson({ args, words, title, waits, whenFree, glass }),
        created_at: plan.createdAt ?? clock.now(),
        expires_at: plan.expiresAt,
      };
      const row = await db
        .insertInto('plan')
        .values({
          id,
          ...fresh,
          space_id: plain(plan.spaceId),
          parent_id: plan.parentId === undefined ? null : plain(plan.parentId),
          person_id: plain(plan.personId),
          org_id: plain(plan.orgId),
          command: plain(plan.command),
          state: 'open',
          outcome: null,
          claimed_at: null,
          settled_at: null,
          settled_by: null,
        })
        .onConflict((conflict) => conflict.column('id').doUpdateSet(fresh).where('plan.state', '=', 'open'))
        .returningAll()
        .executeTakeFirst();
      return PlanRow.parse(row ?? (await db.selectFrom('plan').selectAll().where('id', '=', id).executeTakeFirst()));
    },

    async get(id) {
      const row = await db.selectFrom('plan').selectAll().where('id', '=', plain(id)).executeTakeFirst();
      return row && PlanRow.parse(row);
    },

    async attachMessage(id, messageId) {
      await db
        .updateTable('plan')
        .set({ message_id: plain(messageId) })
        .where('id', '=', plain(id))
        .execute();
    },

    async claim(id, { from, to, by, at, expiresAt, outcome }) {
      const isEnd = to === 'cancelled' || to === 'refused' || to === 'expired';
      let update = db
        .updateTable('plan')
        .set({
          state: to,
          claimed_at: at,
          settled_by: by === undefined ? null : plain(by),
          ...(isEnd && { settled_at: at }),
          ...(outcome !== undefined && { outcome: toJson(outcome) }),
          // Another card stands for it from now on.
          ...(expiresAt !== undefined && { expires_at: expiresAt, message_id: null }),
        })
        .where('id', '=', plain(id))
        .where('state', '=', from);
      if (to === 'applying') update = update.where('expires_at', '>=', at);
      const row = await update.returningAll().executeTakeFirst();
      return row && PlanRow.parse(row);
    },

    async settle(id, state, outcome) {
      const row = await db
        .updateTable('plan')
        .set({ state, outcome: toJson(outcome), settled_at: clock.now() })
        .where('id', '=', plain(id))
        .where('state', 'in', ['applying', 'uncertain'])
        .where('state', '!=', state)
        .returning('id')
        .executeTakeFirst();
      return row !== undefined;
    },

    async openDuring(since, until) {
      const rows = await db
        .selectFrom('plan')
        .select(['space_id', 'parent_id'])
        .where('state', '=', 'open')
        .where('created_at', '<=', until)
        .where('expires_at', '>=', since)
        .orderBy('created_at')
        .execute();
      return rows.map((row) => ({ spaceId: row.space_id, parentId: row.parent_id ?? undefined }));
    },

    async prune(olderThan) {
      const { numDeletedRows } = await db
        .deleteFrom('plan')
        .where('expires_at', '<', olderThan)
        .where('state', '!=', 'applying')
        .executeTakeFirstOrThrow();
      return Number(numDeletedRows);
    },

    async interrupted(claimedBefore = clock.now()) {
      const rows = await db
        .selectFrom('plan')
        .selectAll()
        .where('state', '=', 'applying')
        .where('claimed_at', '<=', claimedBefore)
        .orderBy('claimed_at')
        .execute();
      return rows.map((row) => PlanRow.parse(row));
    },
  };
}
