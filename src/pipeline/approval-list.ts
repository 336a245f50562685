import { requestReply } from '#guard/approval-replies.ts';
import { mayApprove, shortIdOf } from '#guard/approve.ts';
import type { WaitingApprovals } from '#intent/waiting-approvals.ts';
import type { Reply } from '#render/index.ts';
import type { Approval, Plan as PlanRecord } from '#store/index.ts';
import { createAnswering } from './answering.ts';
import { noteCard } from './approval-cards.ts';
import { withdraw } from './approval-ends.ts';
import { isRequester } from './approval-rights.ts';
import type { Known } from './context.ts';
import type { Rooms, Talk } from './rooms.ts';

interface Theirs {
  approval: Approval;
  record: PlanRecord;
  isMine: boolean;
}

/** What waits for a second person, as far as somebody has to do with it. */
export function approvalsOf(
  rooms: Rooms,
  talk: Talk,
  asker: Known,
  /** Told what to do once a card stands there. */
  onCard: (posted: (messageId: string) => Promise<void>) => void,
): WaitingApprovals {
  const { store, clock, timeZone } = rooms;

  async function theirs(): Promise<Theirs[]> {
    const now = clock.now();
    const found: Theirs[] = [];
    for (const approval of await store.approvals.waiting()) {
      if (approval.until < now) continue;
      const isMine = await isRequester(rooms, asker, approval);
      if (!isMine && !mayApprove(approval.by, asker.roles)) continue;
      const record = await store.plans.get(approval.planId);
      if (record) found.push({ approval, record, isMine });
    }
    return found;
  }

  return {
    async list() {
      return (await theirs()).map(({ approval, record, isMine }) => ({
        id: shortIdOf(record.id),
        title: record.title,
        requester: approval.requester.displayName,
        space: approval.space,
        until: approval.until,
        isMine,
      }));
    },

    async show(id): Promise<Reply | undefined> {
      const found = (await theirs()).find(({ record }) => shortIdOf(record.id) === id);
      if (!found) return undefined;
      const { record, approval } = found;
      const { space, parentId } = talk;
      const where = { spaceId: space.id, ...(parentId !== undefined && { parentId }) };
      onCard(await noteCard(rooms, { planId: record.id, kind: 'approval', ...where }));
      return requestReply(approval, record, { timeZone, isDirect: space.type === 'direct' && !found.isMine });
    },

    async withdraw(id): Promise<Reply | undefined> {
      const found = (await theirs()).find(({ record }) => shortIdOf(record.id) === id);
      if (!found) return undefined;
      const { record, approval } = found;
      return (await withdraw(rooms, createAnswering(rooms), { talk, clicker: asker, record, approval })).reply;
    },
  };
}
