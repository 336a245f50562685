import type { Person } from '#chat/index.ts';
import { elsewhereReply, signedLine } from '#guard/approval-replies.ts';
import type { Reply } from '#render/index.ts';
import { isStoreAway } from '#store/away.ts';
import type { Approval, Plan as PlanRecord } from '#store/index.ts';
import type { Answering } from './answering.ts';
import { isWhereAsked } from './approval-cards.ts';
import { replaceCards } from './approval-end.ts';
import type { Rooms, Talk } from './rooms.ts';
import type { Answered } from './trail.ts';

interface Ended {
  talk: Talk;
  record: PlanRecord;
  approval: Approval;
}

interface More {
  /** The talk in which it was done, where it was asked. Left out: nothing was done. */
  there?: Talk;
  /** What whoever pressed reads, when they did so elsewhere. Left out: the same. */
  here?: Reply;
  /** There is no place any more where it was asked. */
  isSpaceGone?: boolean;
}

/** A talk of the one who asked, in the place where they did: answers, notes and promises belong there. */
export function talkOfRequester(talk: Talk, approval: Approval, record: PlanRecord, person: Person): Talk {
  return {
    space: approval.space,
    person,
    parentId: record.parentId,
    eventId: talk.eventId,
    attempt: talk.attempt,
    // One event, one count of its entries.
    get entries() {
      return talk.entries;
    },
    set entries(count) {
      talk.entries = count;
    },
  };
}

/**
 * Tells how an approval ended: where it was asked, in place of the pressed card, and in place of its other cards. Gives what
 * goes to whoever pressed.
 */
export async function tellEnd(
  rooms: Rooms,
  answering: Answering,
  { talk, record, approval }: Ended,
  reply: Reply,
  { there, here = reply, isSpaceGone = false }: More = {},
): Promise<Answered> {
  const { requester } = approval;
  const asked = there ?? talkOfRequester(talk, approval, record, { ...requester, type: 'person' });
  const isHere = isWhereAsked(approval, talk.space.id);
  if (!isHere && !isSpaceGone)
    await answering
      .answer(asked, async () => ({ reply }))
      .catch((error: unknown) => {
        if (isStoreAway(error)) throw error;
        rooms.log.error({ planId: record.id, err: error }, 'what became of an approval could not be told');
      });
  await replaceCards(rooms, answering, record.id, talk);
  if (!isHere) return { reply: here };
  // An answer for one person is for the one who asked.
  talk.person = asked.person;
  talk.parentId = asked.parentId;
  talk.progressId = asked.progressId;
  return { reply };
}

/** The first thing that an answer says; what is for one person only is not told to another. */
export const headOf = ({ private: isPrivate, data, text }: Reply): string =>
  isPrivate !== undefined
    ? 'It was done'
    : typeof data['title'] === 'string'
      ? data['title']
      : (text.split('\n')[0] ?? '');

export const approvedElsewhere = (approval: Approval, what: string, reply: Reply, approver: string): Reply =>
  elsewhereReply(
    approval,
    `Approved: ${what}`,
    `${headOf(reply).replace(/\.$/, '')}. ${signedLine(approval, approval.requester.displayName, approver)}`,
  );
