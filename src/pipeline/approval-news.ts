import { toldReply } from '#guard/approval-replies.ts';
import { sameId } from '#lib/ids.ts';
import { isStoreAway } from '#store/away.ts';
import type { Approval, Plan as PlanRecord } from '#store/index.ts';
import { postCard } from './approval-cards.ts';
import type { Rooms } from './rooms.ts';

/**
 * Tells the one who asked in a space how it ended, directly and once: they may have left that space for other work hours
 * ago. Who asked directly hears it there, and who took it back knows. A message that fails is only logged.
 */
export async function tellRequester(rooms: Rooms, approval: Approval, record: PlanRecord, by: string): Promise<void> {
  const { requester, space } = approval;
  if (space.type === 'direct' || record.state === 'cancelled') return;
  try {
    const cards = await rooms.store.approvals.cards(record.id);
    if (cards.some(({ kind, personId }) => kind === 'told' && sameId(personId ?? '', requester.id))) return;
    const note = { planId: record.id, kind: 'told', personId: requester.id, isOver: true } as const;
    await postCard(rooms, note, toldReply(approval, record, by));
  } catch (error) {
    if (isStoreAway(error)) throw error;
    rooms.log.warn({ planId: record.id, err: error }, 'the requester could not be told how an approval ended');
  }
}
