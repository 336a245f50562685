import { z } from 'zod';
import type { Clock } from '#lib/clock.ts';
import { createRowIds } from './row-ids.ts';
import type { Database } from './tables.ts';
import { jsonColumn, maybeTime, plain, toJson } from './text.ts';

/** A plan that ended is left to whoever pressed for so long; then any process sees to its cards. */
const GRACE_MS = 60_000;
const OVER = ['done', 'failed', 'uncertain', 'cancelled', 'refused', 'expired'];

const Tier = z.union([z.literal(0), z.literal(1), z.literal(2), z.literal(3)]);

/** What rules see of what is no device of the bot's own. */
const Place = z.object({
  kind: z.enum(['workspace', 'location', 'device']),
  workspaceId: z.string().optional(),
  locationId: z.string().optional(),
  personId: z.string().optional(),
  tags: z.array(z.string()).optional(),
  product: z.string().optional(),
});

const Body = z.object({
  /** Who asked, as Webex named them then. */
  requester: z.object({ id: z.string(), orgId: z.string(), email: z.string(), displayName: z.string() }),
  /** Where it was asked; the answer goes there. */
  space: z.object({ id: z.string(), title: z.string(), type: z.enum(['group', 'direct']) }),
  /** Roles: of each list, one who approves has to have one. */
  by: z.array(z.array(z.string())),
  /** The space to ask in; left out: where it was asked. */
  askIn: z.string().optional(),
  /** What the plan wants, as rules see it. */
  wanted: z.object({
    command: z.string(),
    needs: z.enum(['open', 'look', 'operate', 'administer']),
    tier: Tier,
    sends: z.array(z.string()),
    /** Commands that it amounts to. */
    also: z.array(z.string()).optional(),
  }),
  targets: z.array(z.object({ id: z.string(), name: z.string(), place: Place.optional() })),
  /** What asks for it: "policy.yaml, line 24". */
  saidIn: z.string().optional(),
  /** What the one who asked had to type, and whoever agrees has to. */
  typed: z.string().optional(),
  /** What the card says of it. */
  shown: z.object({ facts: z.array(z.string()), effects: z.array(z.string()) }),
});

const ApprovalRow = z
  .object({
    plan_id: z.string(),
    asked_at: z.number(),
    until: z.number(),
    closed_at: maybeTime,
    body: jsonColumn(Body),
  })
  .transform((row) => ({
    planId: row.plan_id,
    askedAt: row.asked_at,
    until: row.until,
    /** When its cards were replaced by what came of it. */
    closedAt: row.closed_at,
    ...row.body,
  }));

/** A plan that waits for a second person, or did. Its state is that of the plan. */
export type Approval = z.infer<typeof ApprovalRow>;
export type NewApproval = z.infer<typeof Body> & { planId: string; askedAt: number; until: number };

const CardBody = z.object({
  /** `approval` can be pressed; `waiting` stands where it was asked; `pointer` only tells of it, `told` how it ended. */
  kind: z.enum(['approval', 'waiting', 'pointer', 'told']),
  /** The space it stands in; of a direct message the person it went to. */
  spaceId: z.string().optional(),
  personId: z.string().optional(),
  parentId: z.string().optional(),
  /** Not known until it is posted. */
  messageId: z.string().optional(),
  /** What came of it stands in its place. */
  isOver: z.boolean().default(false),
});

const CardRow = z
  .object({ id: z.string(), plan_id: z.string(), body: jsonColumn(CardBody) })
  .transform((row) => ({ id: row.id, planId: row.plan_id, ...row.body }));

/** One card that tells of an approval. */
export type ApprovalCard = z.infer<typeof CardRow>;
export type NewApprovalCard = z.input<typeof CardBody> & { planId: string };

export interface Approvals {
  /** Notes what is asked. What an earlier attempt of the same event noted stays as it is. */
  ask(approval: NewApproval): Promise<void>;
  get(planId: string): Promise<Approval | undefined>;
  /** Those whose plan waits, the oldest first. */
  waiting(): Promise<Approval[]>;
  /** Plans that ran out, and plans that ended some time ago and whose cards stand there yet. */
  due(now: number): Promise<string[]>;
  /** Takes it to see to its cards, for `ms`: of several callers one gets true, and none once it is closed. */
  lease(planId: string, ms: number): Promise<boolean>;
  /** All its cards are seen to. */
  close(planId: string): Promise<void>;
  /** Notes a card that is about to be posted; gives the id of the note. */
  addCard(card: NewApprovalCard): Promise<string>;
  /** Notes which message it is. */
  attach(cardId: string, messageId: string): Promise<void>;
  cards(planId: string): Promise<ApprovalCard[]>;
  /** Notes that it is seen to. Who presses it late is still told what became of it. */
  endCard(cardId: string): Promise<void>;
  /** It was never posted. */
  forgetCard(cardId: string): Promise<void>;
  /** Forgets what ran out before `olderThan` (ms since the epoch). */
  prune(olderThan: number): Promise<void>;
}

/** Which plans wait for a second person, and which cards tell of them. */
export function createApprovals(db: Database, { clock }: { clock: Clock }): Approvals {
  const nextId = createRowIds(clock);
  const withPlan = () => db.selectFrom('approval').innerJoin('plan', 'plan.id', 'approval.plan_id');

  async function changeCard(cardId: string, changed: Partial<z.infer<typeof CardBody>>): Promise<void> {
    const row = await db.selectFrom('approval_card').selectAll().where('id', '=', plain(cardId)).executeTakeFirst();
    if (!row) return;
    await db
      .updateTable('approval_card')
      .set({ body: toJson({ ...CardBody.parse(JSON.parse(row.body)), ...changed }) })
      .where('id', '=', plain(cardId))
      .execute();
  }

  return {
    async ask({ planId, askedAt, until, ...body }) {
      await db
        .insertInto('approval')
        .values({
          plan_id: plain(planId),
          asked_at: askedAt,
          until,
          lease_until: 0,
          closed_at: null,
          body: toJson(body),
        })
        .onConflict((conflict) => conflict.doNothing())
        .execute();
    },

    async get(planId) {
      const row = await db.selectFrom('approval').selectAll().where('plan_id', '=', plain(planId)).executeTakeFirst();
      return row && ApprovalRow.parse(row);
    },

    async waiting() {
      const rows = await withPlan()
        .selectAll('approval')
        .where('plan.state', '=', 'awaiting')
        .orderBy('approval.asked_at')
        .orderBy('approval.plan_id')
        .execute();
      return rows.map((row) => ApprovalRow.parse(row));
    },

    async due(now) {
      const rows = await withPlan()
        .select('approval.plan_id')
        .where('approval.closed_at', 'is', null)
        .where('approval.lease_until', '<=', now)
        .where(({ and, or, eb }) =>
          or([
            and([eb('plan.state', '=', 'awaiting'), eb('plan.expires_at', '<', now)]),
            and([eb('plan.state', 'in', OVER), eb('plan.settled_at', '<=', now - GRACE_MS)]),
          ]),
        )
        .orderBy('approval.asked_at')
        .execute();
      return rows.map((row) => row.plan_id);
    },

    async lease(planId, ms) {
      const now = clock.now();
      const row = await db
        .updateTable('approval')
        .set({ lease_until: now + ms })
        .where('plan_id', '=', plain(planId))
        .where('closed_at', 'is', null)
        .where('lease_until', '<=', now)
        .returning('plan_id')
        .executeTakeFirst();
      return row !== undefined;
    },

    async close(planId) {
      await db.updateTable('approval').set({ closed_at: clock.now() }).where('plan_id', '=', plain(planId)).execute();
    },

    async addCard({ planId, ...body }) {
      const id = nextId();
      await db
        .insertInto('approval_card')
        .values({ id, plan_id: plain(planId), body: toJson(body) })
        .execute();
      return id;
    },

    attach: (cardId, messageId) => changeCard(cardId, { messageId }),
    endCard: (cardId) => changeCard(cardId, { isOver: true }),

    async cards(planId) {
      const rows = await db
        .selectFrom('approval_card')
        .selectAll()
        .where('plan_id', '=', plain(planId))
        .orderBy('id')
        .execute();
      return rows.map((row) => CardRow.parse(row));
    },

    async forgetCard(cardId) {
      await db.deleteFrom('approval_card').where('id', '=', plain(cardId)).execute();
    },

    async prune(olderThan) {
      const old = db.selectFrom('approval').select('plan_id').where('until', '<', olderThan);
      await db.deleteFrom('approval_card').where('plan_id', 'in', old).execute();
      await db.deleteFrom('approval').where('until', '<', olderThan).execute();
    },
  };
}
