import { endedReply, ranOutReply } from '#guard/approval-replies.ts';
import { sameId } from '#lib/ids.ts';
import { isStoreAway } from '#store/away.ts';
import type { Approval, Plan as PlanRecord } from '#store/index.ts';
import type { Answering } from './answering.ts';
import { isIn, isWhereAsked, sayInPlace, takeAway } from './approval-cards.ts';
import { tellRequester } from './approval-news.ts';
import type { Rooms, Talk } from './rooms.ts';

/** Longer than all its cards take. A process that ends meanwhile leaves the rest to the others. */
const LEASE_MS = 60_000;

/** How `jobs/approvals.ts` ends what nobody answered, and what a stop cut off. */
export interface ApprovalWork {
  /** Those that have to be seen to now, by the ids of their plans. */
  due(): Promise<string[]>;
  /** Sees to one of them, once over all processes. */
  end(planId: string): Promise<void>;
}

export function createApprovalWork(rooms: Rooms, answering: Pick<Answering, 'say'>): ApprovalWork {
  const { store, clock } = rooms;
  return {
    due: () => store.approvals.due(clock.now()),

    async end(planId) {
      const [record, approval] = await Promise.all([store.plans.get(planId), store.approvals.get(planId)]);
      if (!record || !approval) return;
      if (record.state === 'awaiting') await runOut(rooms, approval, record);
      await replaceCards(rooms, answering, planId);
    },
  };
}

/** Nobody agreed in time. Of several processes one writes it down. */
export async function runOut(
  { store, clock }: Rooms,
  { requester, space, targets }: Approval,
  record: PlanRecord,
): Promise<void> {
  const ranOut = await store.plans.claim(record.id, { from: 'awaiting', to: 'expired', at: clock.now() });
  if (!ranOut) return;
  await store.audit.append({
    spaceId: space.id,
    personId: requester.id,
    personEmail: requester.email,
    orgId: requester.orgId,
    action: record.command,
    words: record.words,
    outcome: 'expired',
    targets,
    detail: `nobody approved it in time; asked by ${requester.email}`,
  });
}

/**
 * Puts what came of an approval in place of its cards, wherever they stand, but where it is told anyhow: at the pressed
 * card, and where it was asked. That it ran out is told there too. Nothing is thrown but that the store is away.
 */
export async function replaceCards(
  rooms: Rooms,
  answering: Pick<Answering, 'say'>,
  planId: string,
  pressed?: Talk,
): Promise<void> {
  const { store, chat, log } = rooms;
  if (!(await store.approvals.lease(planId, LEASE_MS))) return;
  const [record, approval] = await Promise.all([store.plans.get(planId), store.approvals.get(planId)]);
  if (!record || !approval) return;
  try {
    const { settledBy } = record;
    const by = settledBy === undefined ? undefined : await chat.person(settledBy).catch(() => undefined);
    const name = by?.displayName ?? 'somebody';
    const reply = endedReply(approval, record, name);
    const isHeard = pressed !== undefined && sameId(pressed.space.id, approval.space.id);
    if (record.state === 'expired' && !isHeard) {
      const to = { spaceId: approval.space.id, parentId: record.parentId };
      await answering.say(to, ranOutReply(approval, record)).catch((error: unknown) => {
        log.warn({ planId, err: error }, 'that nobody approved could not be told');
      });
    }
    for (const card of await store.approvals.cards(planId)) {
      if (card.isOver) continue;
      // The answer to the press takes its place.
      if (card.messageId !== undefined && pressed?.cardId !== undefined && sameId(card.messageId, pressed.cardId)) {
        await store.approvals.endCard(card.id);
        continue;
      }
      const isTold = isWhereAsked(approval, card.spaceId) || (pressed !== undefined && isIn(card, pressed));
      if (card.kind === 'approval' && !isTold) await sayInPlace(rooms, card, reply);
      if (card.messageId !== undefined) await takeAway(rooms, card.messageId);
      await store.approvals.endCard(card.id);
    }
    await tellRequester(rooms, approval, record, name);
    await store.approvals.close(planId);
  } catch (error) {
    if (isStoreAway(error)) throw error;
    // The job finds it when the lease is over.
    log.warn({ planId, err: error }, 'cards of an approval could not be replaced yet');
  }
}
