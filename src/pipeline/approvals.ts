import { foreignApproval, NotTheirs } from '#guard/approve.ts';
import { isOver } from '#guard/press.ts';
import type { ApprovalPress } from '#intent/submission.ts';
import { Problem } from '#lib/problem.ts';
import { isStoreAway } from '#store/away.ts';
import type { Approval, Plan as PlanRecord } from '#store/index.ts';
import { WebexError } from '#webex/errors.ts';
import type { Answering } from './answering.ts';
import { askApproval } from './approval-ask.ts';
import { pressedCard } from './approval-cards.ts';
import { type Pressed, refuse, stillWaiting, withdraw } from './approval-ends.ts';
import { approve } from './approval-given.ts';
import { mustBeApprover } from './approval-rights.ts';
import { introduce, startRun } from './context.ts';
import type { Rooms, Talk } from './rooms.ts';
import { type Answered, auditOf } from './trail.ts';

/**
 * A button of an approval was pressed. Whoever presses is judged now, and of all presses one has an effect; the others are
 * explained to whoever pressed, and audited.
 */
export async function pressApproval(
  rooms: Rooms,
  answering: Answering,
  press: ApprovalPress,
  talk: Talk,
): Promise<Answered> {
  if (press.press === 'ask') {
    const asker = await introduce(rooms, talk, { isFresh: true });
    return askApproval(rooms, press, { talk, asker, run: startRun(rooms, talk, asker, answering.patient(talk)) });
  }
  const { store } = rooms;
  const [record, approval] = await Promise.all([store.plans.get(press.planId), store.approvals.get(press.planId)]);
  try {
    const clicker = await introduce(rooms, talk, { isFresh: true });
    const card = approval && pressedCard(await store.approvals.cards(press.planId), talk);
    if (!record || !approval || !card) throw foreignApproval();
    talk.parentId = card.parentId;
    const answered = await answerTo(rooms, answering, { talk, clicker, record, approval }, press);
    talk.isSpent = true;
    return answered;
  } catch (error) {
    if (isOver(error)) talk.isSpent = true;
    throw await writtenDown(rooms, talk, error, record, approval);
  }
}

async function answerTo(
  rooms: Rooms,
  answering: Answering,
  pressed: Pressed,
  { press, reason, typed }: ApprovalPress,
): Promise<Answered> {
  if (press === 'withdraw') return withdraw(rooms, answering, pressed);
  await mustBeApprover(rooms, pressed.clicker, pressed.approval);
  if (press === 'refuse') return refuse(rooms, answering, pressed, reason);
  return approve(rooms, answering, await stillWaiting(rooms, answering, pressed, 'applying'), typed);
}

/** Presses that came to nothing, for the audit; gives the error back. */
async function writtenDown(
  rooms: Rooms,
  talk: Talk,
  error: unknown,
  record: PlanRecord | undefined,
  approval: Approval | undefined,
): Promise<unknown> {
  if (!(error instanceof Problem) || error instanceof WebexError || isStoreAway(error)) return error;
  const isDenied = error instanceof NotTheirs || error.code === 'other-organisation';
  if (!isDenied && !isOver(error) && error.code !== 'plan-running') return error;
  const by = approval ? `; asked by ${approval.requester.email}` : '';
  await auditOf(rooms, talk, talk.person).write(
    record?.command ?? 'approve',
    record?.words ?? 'a button of no approval',
    isDenied ? 'denied' : 'refused',
    approval?.targets ?? [],
    { detail: `${error.message}${by}` },
  );
  return error;
}
