import { endedReply, refusedReply, withdrawnReply } from '#guard/approval-replies.ts';
import { reasonMissing } from '#guard/approve.ts';
import { hasRunOut } from '#guard/press.ts';
import { sameId } from '#lib/ids.ts';
import type { Approval, Plan as PlanRecord } from '#store/index.ts';
import type { Answering } from './answering.ts';
import { replaceCards, runOut } from './approval-end.ts';
import { overNow } from './approval-over.ts';
import { mustBeRequester } from './approval-rights.ts';
import { tellEnd } from './approval-told.ts';
import type { Known } from './context.ts';
import type { Rooms, Talk } from './rooms.ts';
import { type Answered, auditOf } from './trail.ts';

/** One press of an approval card, by somebody who is known. */
export interface Pressed {
  talk: Talk;
  clicker: Known;
  record: PlanRecord;
  approval: Approval;
}

/** The one who asked takes it back. */
export async function withdraw(rooms: Rooms, answering: Answering, pressed: Pressed): Promise<Answered> {
  const { talk, clicker, approval } = pressed;
  await mustBeRequester(rooms, clicker, approval);
  const { record } = await stillWaiting(rooms, answering, pressed, 'cancelled');
  const taken = await takenFor(rooms, pressed, record, 'cancelled', 'withdrawn');
  await auditOf(rooms, talk, clicker).write(record.command, record.words, 'cancelled', approval.targets, {
    detail: `withdrawn; asked by ${approval.requester.email}`,
  });
  const by = clicker.displayName;
  const here = endedReply(approval, taken, by);
  return tellEnd(rooms, answering, { ...pressed, record: taken }, withdrawnReply(taken, by), { here });
}

/** Somebody who may agree does not, and says why. */
export async function refuse(rooms: Rooms, answering: Answering, pressed: Pressed, given: string): Promise<Answered> {
  const { talk, clicker, approval } = pressed;
  const reason = given.trim();
  if (reason === '' || reason.length > 200) throw reasonMissing();
  const { record } = await stillWaiting(rooms, answering, pressed, 'refused');
  const taken = await takenFor(rooms, pressed, record, 'refused', reason);
  await auditOf(rooms, talk, clicker).write(record.command, record.words, 'refused', approval.targets, {
    detail: `asked by ${approval.requester.email}, refused by ${clicker.email}: ${reason}`,
  });
  const by = clicker.displayName;
  const here = endedReply(approval, taken, by);
  return tellEnd(rooms, answering, { ...pressed, record: taken }, refusedReply(approval, taken, by, reason), { here });
}

/** Of all presses that end it this one has it, or an earlier attempt at it had. */
async function takenFor(
  rooms: Rooms,
  { clicker }: Pressed,
  record: PlanRecord,
  to: 'cancelled' | 'refused',
  outcome: string,
): Promise<PlanRecord> {
  if (record.state === to) return record;
  const move = { from: 'awaiting', to, by: clicker.id, at: rooms.clock.now(), outcome } as const;
  const taken = await rooms.store.plans.claim(record.id, move);
  if (taken) return taken;
  throw await overNow(rooms, record, clicker);
}

/** What became of it when an earlier attempt at this press had taken it. */
const ENDS = {
  applying: ['applying', 'done', 'failed', 'uncertain'],
  cancelled: ['cancelled'],
  refused: ['refused'],
} as const;

/** Throws a Problem when it waits no more: it was answered, or it has run out, which is told where it was asked. */
export async function stillWaiting(
  rooms: Rooms,
  answering: Answering,
  pressed: Pressed,
  to: keyof typeof ENDS,
): Promise<Pressed> {
  const { record, talk, clicker, approval } = pressed;
  const now = rooms.clock.now();
  const isRepeat = talk.attempt.number > 1 && sameId(record.settledBy ?? '', clicker.id);
  if (isRepeat && ENDS[to].some((state) => state === record.state)) return pressed;
  if (record.state === 'awaiting' && !hasRunOut(record, now)) return pressed;
  if (record.state === 'awaiting') {
    await runOut(rooms, approval, record);
    await replaceCards(rooms, answering, record.id, talk);
  }
  throw await overNow(rooms, record, clicker);
}
