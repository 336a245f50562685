import { notDone } from '#guard/approval-replies.ts';
import { mustHaveTyped } from '#guard/approve.ts';
import { Busy } from '#guard/locks.ts';
import { statementOf } from '#guard/replies.ts';
import { LoginNeeded } from '#intent/login-needed.ts';
import { Problem } from '#lib/problem.ts';
import { ago } from '#lib/time.ts';
import { problemReply, type Reply } from '#render/index.ts';
import { isStoreAway } from '#store/away.ts';
import type { AuditOutcome, Plan as PlanRecord } from '#store/index.ts';
import { isOutage } from '#webex/errors.ts';
import type { Answering } from './answering.ts';
import type { Pressed } from './approval-ends.ts';
import { askedNow, performApproved, type Ready, readyNow, requesterNow } from './approval-go.ts';
import { overNow } from './approval-over.ts';
import { approvedElsewhere, talkOfRequester, tellEnd } from './approval-told.ts';
import { notYours } from './log-in.ts';
import type { Rooms, Talk } from './rooms.ts';
import { effectKeyOfPlan } from './several.ts';
import { type CutOff, takeUp } from './take-up.ts';
import { type Answered, auditOf, outcomeOf } from './trail.ts';

/** A click that waited longer for the bot would come as a surprise to everybody. */
const LATE_MS = 10 * 60_000;

/**
 * Somebody who may agree did: the requester's rights and the plan are looked at once more, and it is done, once, in the place
 * where it was asked. While Webex or the store is away nothing is taken, and the press can be repeated.
 */
export async function approve(rooms: Rooms, answering: Answering, pressed: Pressed, typed: string): Promise<Answered> {
  const { talk, clicker, approval } = pressed;
  // An earlier attempt at this press took it.
  const isRepeat = pressed.record.state !== 'awaiting';
  if (!isRepeat) refuseLate(rooms, talk);
  mustHaveTyped(approval, typed);
  const { there, made } = await prepared(rooms, answering, pressed);
  const record = isRepeat ? pressed.record : await claim(rooms, pressed);
  const now: Pressed = { ...pressed, record };
  if (made && !made.ready) return failed(rooms, answering, now, made.error, there);
  await auditOf(rooms, talk, clicker).write(record.command, record.words, 'approved', approval.targets, {
    detail: `asked by ${approval.requester.email}, approved by ${clicker.email}`,
  });
  let reply: Reply;
  try {
    reply = made?.ready
      ? await performApproved(rooms, made.ready, record, approval, clicker)
      : await takenUp(rooms, answering, now, there);
  } catch (error) {
    if (isStoreAway(error)) throw error;
    if (error instanceof Busy) throw await putBack(rooms, record, error);
    return failed(rooms, answering, now, error, there);
  }
  const here = approvedElsewhere(approval, statementOf(record.title), reply, clicker.displayName);
  return tellEnd(rooms, answering, now, reply, { there, here });
}

function refuseLate({ clock }: Rooms, { attempt }: Talk): void {
  const waited = clock.now() - attempt.receivedAt;
  if (waited <= LATE_MS) return;
  throw new Problem(`You pressed this ${ago(Math.round(waited / 60_000) * 60_000)}, and I could not do it then`, {
    code: 'late',
    hint: 'Nothing was sent, and it still waits. Press it again.',
  });
}

type Made = { ready: Ready; error?: undefined } | { ready?: undefined; error: unknown };

interface Prepared {
  /** The talk of the one who asked. */
  there: Talk;
  /** Undefined when an earlier attempt got as far as sending, or came to its end. */
  made: Made | undefined;
}

/** Looks at the requester and makes the plan again. Throws what may pass: the press can be repeated then. */
async function prepared(rooms: Rooms, answering: Answering, pressed: Pressed): Promise<Prepared> {
  const { talk, record, approval } = pressed;
  const stored = { ...approval.requester, type: 'person' };
  if (record.state !== 'awaiting' && (await wasBegun(rooms, record)))
    return { there: talkOfRequester(talk, approval, record, stored), made: undefined };
  try {
    const requester = await requesterNow(rooms, approval);
    const there = talkOfRequester(talk, approval, record, requester ?? stored);
    try {
      return { there, made: { ready: await readyNow(rooms, answering, record, approval, there, requester) } };
    } catch (error) {
      if (isStoreAway(error) || isOutage(error)) throw error;
      const passing = notNow(error);
      if (passing) throw passing;
      return { there, made: { error } };
    }
  } catch (error) {
    if (record.state === 'applying' && !isStoreAway(error)) await waitOn(rooms, record);
    throw error;
  }
}

const NOT_NOW = new Set(['quiet-hours', 'not-while-in-call']);

/** Limits that are over some time; the ways round them are for the one who asked. */
const notNow = (error: unknown): Problem | undefined =>
  error instanceof Problem && NOT_NOW.has(error.code)
    ? new Problem(error.message, { code: error.code, hint: `${error.hint ?? ''} It still waits.`.trim() })
    : undefined;

const waitOn = ({ store, clock }: Rooms, { id }: PlanRecord) =>
  store.plans.claim(id, { from: 'applying', to: 'awaiting', at: clock.now() });

async function claim(rooms: Rooms, { record, clicker }: Pressed): Promise<PlanRecord> {
  const { store, clock } = rooms;
  const at = clock.now();
  const claimed = await store.plans.claim(record.id, { from: 'awaiting', to: 'applying', by: clicker.id, at });
  if (claimed) return claimed;
  throw await overNow(rooms, record, clicker);
}

/** An earlier attempt at this press got as far as sending, or came to its end. */
async function wasBegun({ store }: Rooms, { id, state }: PlanRecord): Promise<boolean> {
  return state !== 'applying' || (await store.effects.get(effectKeyOfPlan(id))) !== undefined;
}

/** What came of that attempt; where nothing did, it is planned again and done. */
async function takenUp(rooms: Rooms, answering: Answering, pressed: Pressed, there: Talk): Promise<Reply> {
  const { record, approval, clicker } = pressed;
  const isOneStep = rooms.commands.find(({ name }) => name === record.command)?.isOneStep;
  const requester = async () => requesterNow(rooms, approval);
  const cutOff: CutOff = async (words) => {
    const now = await askedNow(rooms, answering, record, approval, there, await requester());
    return now.intent.cutOff(now.asked.run.read, words);
  };
  const key = effectKeyOfPlan(record.id);
  const told = await takeUp(rooms, there, approval.requester, key, isOneStep ? cutOff : undefined);
  if (told) return told;
  if (record.state !== 'applying')
    throw new Problem(record.outcome ?? 'It was tried before, and it failed', { code: 'approved-before' });
  const ready = await readyNow(rooms, answering, record, approval, there, await requester());
  return performApproved(rooms, ready, record, approval, clicker);
}

/** Somebody else changes the device just now: it goes on waiting, and can be approved again. */
async function putBack(rooms: Rooms, record: PlanRecord, { message }: Busy): Promise<Problem> {
  await waitOn(rooms, record);
  return new Problem(message, {
    code: 'device-busy',
    hint: 'Nothing was sent, and it still waits. Approve it again in a moment.',
    next: [{ title: 'Locks', say: 'locks' }],
  });
}

/** It was agreed to, and can't be done: both hear why. */
async function failed(
  rooms: Rooms,
  answering: Answering,
  pressed: Pressed,
  error: unknown,
  there: Talk,
): Promise<Answered> {
  const { record, approval, talk, clicker } = pressed;
  const why = error instanceof LoginNeeded ? notYours(error) : error;
  const problem = notDone(approval, record, clicker.displayName, why);
  const message = why instanceof Problem ? why.message : 'the fault is mine';
  if (!(error instanceof Problem)) rooms.log.error({ planId: record.id, err: error }, 'an approved change failed');
  await rooms.store.plans.settle(record.id, 'failed', message);
  await auditOf(rooms, talk, clicker).write(record.command, record.words, failedAs(error), approval.targets, {
    detail: `${message}; asked by ${approval.requester.email}, approved by ${clicker.email}`,
  });
  const isSpaceGone = error instanceof Problem && error.code === 'asked-space-gone';
  return tellEnd(rooms, answering, pressed, problemReply(problem, talk.eventId), { there, isSpaceGone });
}

const failedAs = (error: unknown): AuditOutcome =>
  error instanceof Problem && error.code === 'requester-denied' ? 'denied' : outcomeOf(error);
