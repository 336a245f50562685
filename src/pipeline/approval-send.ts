import { againSteps, pointerReply, requestReply, waitingReply } from '#guard/approval-replies.ts';
import { approversIn } from '#guard/approve.ts';
import { sameId } from '#lib/ids.ts';
import { nameList } from '#lib/name-list.ts';
import { Problem } from '#lib/problem.ts';
import type { Approval, Plan as PlanRecord } from '#store/index.ts';
import { noteCard, postCard } from './approval-cards.ts';
import { namedApprovers } from './approval-people.ts';
import type { Asked } from './perform.ts';
import type { Rooms } from './rooms.ts';
import type { Answered } from './trail.ts';

/**
 * Sends the card out: to the space that the policy names, else to the space where it was asked, else to the people whom the
 * policy names. When it reaches nobody, the plan is over.
 */
export async function sendApproval(
  rooms: Rooms,
  asked: Asked,
  record: PlanRecord,
  approval: Approval,
): Promise<Answered> {
  const { space, askIn } = approval;
  const isElsewhere = askIn !== undefined && !sameId(askIn, space.id);
  if (isElsewhere) return waiting(rooms, record, approval, await inSpace(rooms, asked, record, approval, askIn));
  if (space.type === 'direct') return waiting(rooms, record, approval, await toPeople(rooms, asked, record, approval));
  await point(rooms, asked, record, approval);
  const onPosted = await noteCard(rooms, cardHere('approval', record, approval));
  return { reply: requestReply(approval, record, { timeZone: rooms.timeZone, isDirect: false }), onPosted };
}

const cardHere = (kind: 'approval' | 'waiting', { id, parentId }: PlanRecord, { space }: Approval) => ({
  planId: id,
  kind,
  spaceId: space.id,
  ...(parentId !== undefined && { parentId }),
});

async function waiting(rooms: Rooms, record: PlanRecord, approval: Approval, whom: string): Promise<Answered> {
  const onPosted = await noteCard(rooms, cardHere('waiting', record, approval));
  return { reply: waitingReply(approval, record, whom, rooms.timeZone), onPosted };
}

async function inSpace(
  rooms: Rooms,
  asked: Asked,
  record: PlanRecord,
  approval: Approval,
  spaceId: string,
): Promise<string> {
  const title = await rooms.chat.space(spaceId).then(
    (space) => space.title,
    () => 'the space for approvals',
  );
  if (!(await wasSent(rooms, record, { spaceId }))) {
    const reply = requestReply(approval, record, { timeZone: rooms.timeZone, isDirect: false });
    await postCard(rooms, { planId: record.id, kind: 'approval', spaceId }, reply).catch(async (error: unknown) => {
      throw await reachesNobody(rooms, record, `I could not ask in ${title}.`, error);
    });
    await point(rooms, asked, record, approval);
  }
  return `I asked in ${title}. It takes ${approversIn(approval.by)}.`;
}

async function toPeople(rooms: Rooms, { asker }: Asked, record: PlanRecord, approval: Approval): Promise<string> {
  const people = await namedApprovers(rooms, asker, approval.by);
  const reply = requestReply(approval, record, { timeZone: rooms.timeZone, isDirect: true });
  const reached: string[] = [];
  let failure: unknown;
  for (const { id: personId, displayName } of people) {
    try {
      if (!(await wasSent(rooms, record, { personId })))
        await postCard(rooms, { planId: record.id, kind: 'approval', personId }, reply);
      reached.push(displayName);
    } catch (error) {
      failure = error;
      rooms.log.warn({ planId: record.id, err: error }, 'somebody could not be asked for an approval');
    }
  }
  if (reached.length > 0) return `I asked ${nameList(reached, reached.length)} directly.`;
  const why =
    people.length > 0
      ? 'I could not write to those who may approve it.'
      : `The policy names nobody whom I could ask: it takes ${approversIn(approval.by)}. Ask in a space with them.`;
  throw await reachesNobody(rooms, record, why, failure);
}

/** An earlier attempt of the same event did. */
async function wasSent(
  { store }: Rooms,
  { id }: PlanRecord,
  to: { spaceId?: string; personId?: string },
): Promise<boolean> {
  const cards = await store.approvals.cards(id);
  return cards.some(
    ({ kind, spaceId, personId, messageId }) =>
      kind === 'approval' && messageId !== undefined && spaceId === to.spaceId && personId === to.personId,
  );
}

/** Tells those whom the policy names that a card stands in a space. Whoever can't be reached finds it there. */
async function point(rooms: Rooms, { asker }: Asked, record: PlanRecord, approval: Approval): Promise<void> {
  const { store, log } = rooms;
  try {
    const known = new Set((await store.approvals.cards(record.id)).map(({ personId }) => personId));
    for (const { id: personId } of await namedApprovers(rooms, asker, approval.by)) {
      if (known.has(personId)) continue;
      await postCard(rooms, { planId: record.id, kind: 'pointer', personId }, pointerReply(approval, record)).catch(
        (error: unknown) => log.warn({ planId: record.id, err: error }, 'somebody could not be told of an approval'),
      );
    }
  } catch (error) {
    log.warn({ planId: record.id, err: error }, 'who may approve could not be found out');
  }
}

async function reachesNobody({ store, clock }: Rooms, record: PlanRecord, why: string, cause: unknown) {
  await store.plans.claim(record.id, { from: 'awaiting', to: 'cancelled', at: clock.now(), outcome: why });
  return new Problem('I could not ask for the approval', {
    code: 'nobody-asked',
    hint: `${why} Nothing was sent.`,
    next: againSteps(record),
    cause,
  });
}
