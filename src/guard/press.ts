import { HIDDEN } from '#lib/hide.ts';
import { sameId } from '#lib/ids.ts';
import { unlabelled } from '#lib/label.ts';
import type { Logger } from '#lib/log.ts';
import { Problem } from '#lib/problem.ts';
import { ago } from '#lib/time.ts';
import type { Plan as PlanRecord, Store } from '#store/index.ts';
import { QUEUE_MS } from './locks.ts';

/** For how long a plan can be confirmed. */
export const PLAN_MS = 5 * 60_000;
/** By how much the clocks of several processes may differ. */
const CLOCKS_DIFFER_MS = 60_000;

interface Press {
  planId: string;
  spaceId: string;
  messageId: string;
  personId: string;
  /** Epoch milliseconds. */
  now: number;
}

/** What a press makes of a plan. */
type PlanPress = 'applying' | 'cancelled' | 'queued' | 'awaiting';

interface PressOptions {
  /** This press was tried before: a plan that is being applied may have been taken by it, and is given to it again. */
  isRepeat: boolean;
  /** Its change was begun, so that nothing is sent again: the press is told what came of it, not that it is over. */
  wasBegun?: boolean;
  /** Of a press that asks a second person: until when they can agree, in ms since the epoch. */
  until?: number;
  plans: Store['plans'];
  /** Whether whoever presses may ask for such a thing at all; left out: they may. */
  mayAsk?(command: string): boolean;
  /** The display name of whoever asked, for "only Alice can". */
  nameOf(personId: string): Promise<string>;
  /** Told once of a plan that this press found to have run out. */
  onExpired?(plan: PlanRecord): Promise<unknown>;
  log: Logger;
}

/**
 * Takes a plan for a press of Confirm, Cancel or "Do it when free": exactly one press of the requester, on the card of that plan, in time,
 * gets it. Everything else throws a Problem that says why nothing was sent.
 */
export async function take(
  press: Press,
  to: PlanPress,
  { isRepeat, wasBegun = false, until, plans, mayAsk = () => true, nameOf, onExpired, log }: PressOptions,
): Promise<PlanRecord> {
  const plan = await plans.get(press.planId);
  if (!plan || !sameId(plan.spaceId, press.spaceId) || !isOnCard(plan, press, to)) {
    log.warn({ spaceId: press.spaceId, personId: press.personId }, 'a press names a plan that is not on its card');
    throw new Problem('This button does not belong to a plan of this card', {
      code: 'foreign-plan',
      hint: 'Nothing was sent. Ask again with words.',
    });
  }
  if (!sameId(plan.personId, press.personId)) {
    throw new Problem(`Only ${await nameOf(plan.personId)} can answer this`, {
      code: 'not-requester',
      hint: mayAsk(plan.command)
        ? `You can ask for your own: "${withoutId(unlabelled(plan.words))}".`
        : 'Nothing was sent.',
    });
  }
  if (isRepeat && to === 'applying' && (plan.state === 'applying' || wasBegun)) return plan;
  if (isRepeat && (to === 'queued' || to === 'awaiting') && plan.state === to) return plan;
  // What waits for its devices can still be taken back.
  const from = to === 'cancelled' && plan.state === 'queued' ? 'queued' : 'open';
  if (plan.state !== from) throw settled(plan, press.now);
  if (hasRunOut(plan, press.now)) {
    const ranOut = await plans.claim(plan.id, { from, to: 'expired', by: press.personId, at: press.now });
    if (ranOut) await onExpired?.(ranOut);
    throw expired(plan, press.now);
  }
  const expiresAt = to === 'queued' ? press.now + QUEUE_MS : to === 'awaiting' ? until : undefined;
  const longer = expiresAt === undefined ? {} : { expiresAt };
  const claimed = await plans.claim(plan.id, { from, to, by: press.personId, at: press.now, ...longer });
  if (claimed) return claimed;
  throw settled((await plans.get(plan.id)) ?? plan, press.now);
}

/** A plan from the future was made before the clock was set back: how old it is, nobody knows. */
export const hasRunOut = (
  { createdAt, expiresAt }: Pick<PlanRecord, 'createdAt' | 'expiresAt'>,
  now: number,
): boolean => now > expiresAt || now < createdAt - CLOCKS_DIFFER_MS;

/**
 * A card stands in the space a moment before its id is in the store, and a crash can keep it out for good. Only somebody
 * who saw the card can know the plan's id, so until then the id is enough.
 */
function isOnCard({ messageId, state, waits }: PlanRecord, press: Press, to: PlanPress): boolean {
  // Only the card that says whose the devices are offers to wait. A plan that waits has a card of its own by then, and a
  // second press of the first is told so.
  if (to === 'queued' && (!waits || state !== 'open')) return waits !== undefined;
  return messageId === undefined || sameId(messageId, press.messageId);
}

const ENDED: Record<string, string> = {
  done: 'This was already done',
  failed: 'This was already tried, and it failed',
  uncertain: 'This was already sent, and its outcome is not known',
  cancelled: 'This was cancelled',
  refused: 'This was refused',
};

/** Why a plan can't be pressed any more. */
export function settled(plan: PlanRecord, now: number): Problem {
  if (plan.state === 'expired') return expired(plan, now);
  if (plan.state === 'applying')
    return new Problem('This is being done right now', { code: 'plan-running', hint: 'Nothing was sent again.' });
  if (plan.state === 'awaiting')
    return new Problem('This waits for approval already', {
      code: 'plan-awaiting',
      hint: 'Nothing is sent before somebody approves it.',
      next: [{ title: 'Approvals', say: 'approvals' }],
    });
  if (plan.state === 'queued')
    return new Problem('This waits in the queue already', {
      code: 'plan-queued',
      hint: 'It is done once, when its devices are free.',
      next: [{ title: 'Locks', say: 'locks' }],
    });
  const when = plan.settledAt === undefined ? '' : ` ${ago(now - plan.settledAt)}`;
  return new Problem(`${ENDED[plan.state] ?? 'This plan is over'}${when}`, {
    code: 'plan-settled',
    hint: 'Nothing was sent again.',
  });
}

const expired = (plan: PlanRecord, now: number) =>
  new Problem(`This plan ran out ${ago(now - plan.expiresAt)}`, {
    code: 'plan-expired',
    hint: 'Nothing was sent.',
    // What was hidden from the record can't be said again.
    next: plan.words.includes(HIDDEN) ? [] : [{ title: 'Ask again', say: unlabelled(plan.words).replace(ROLLOUT, '') }],
  });

/** The plan of that card is over, so the card has nothing more to offer. */
export const isOver = (error: unknown): boolean =>
  error instanceof Problem && (error.code === 'plan-expired' || error.code === 'plan-settled');

/** What a person would type: without the id that a button names a device by. */
const withoutId = (words: string): string => words.replace(/\s+(on\s+)?id:\S+/, ' …').replace(ROLLOUT, '');
/** What the audit adds to the words of a rollout. */
const ROLLOUT = /\s+\(rollout \d+\)$/;
