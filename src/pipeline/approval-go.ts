import { toPerson } from '#chat/incoming.ts';
import type { Person } from '#chat/index.ts';
import { approvedReply, askedSpaceGone, changedSinceAsked, requesterDenied } from '#guard/approval-replies.ts';
import { digestOf } from '#guard/digest.ts';
import type { ChangeIntent, Plan } from '#intent/command.ts';
import { intentOf } from '#intent/parse.ts';
import { sameId } from '#lib/ids.ts';
import { Problem } from '#lib/problem.ts';
import type { Reply } from '#render/index.ts';
import type { Approval, Plan as PlanRecord } from '#store/index.ts';
import { planArgs } from '#store/sealed.ts';
import { WebexError } from '#webex/errors.ts';
import { allowedPlan } from './allowed-plan.ts';
import type { Answering } from './answering.ts';
import { introduce, startRun } from './context.ts';
import { type Asked, perform } from './perform.ts';
import type { Rooms, Talk } from './rooms.ts';

/** What was asked, ready to be done for the one who asked. */
export interface Ready {
  asked: Asked;
  intent: ChangeIntent;
  plan: Plan<unknown>;
}

const isGone = (error: unknown): boolean =>
  error instanceof WebexError && (error.status === 404 || error.status === 403 || error.status === 410);

/** Who asked, as Webex names them now; undefined when they are not there any more, or of another organisation. */
export async function requesterNow({ webex }: Rooms, approval: Approval): Promise<Person | undefined> {
  const { id, orgId } = approval.requester;
  const person = await webex.people.get(id).catch((error: unknown) => {
    if (isGone(error)) return undefined;
    throw error;
  });
  return person && sameId(person.orgId, orgId) ? toPerson(person) : undefined;
}

/** What was asked, with the requester's rights of this moment. Throws a Problem when they or the place where it was asked are gone. */
export async function askedNow(
  rooms: Rooms,
  answering: Answering,
  record: PlanRecord,
  approval: Approval,
  talk: Talk,
  requester: Person | undefined,
): Promise<Omit<Ready, 'plan'>> {
  const name = approval.requester.displayName;
  if (!requester) throw requesterDenied(name, 'They left the organisation.');
  await rooms.webex.rooms.get(approval.space.id).catch((error: unknown) => {
    throw isGone(error) ? askedSpaceGone() : error;
  });
  const asker = await introduce(rooms, { ...talk, person: requester }, { isFresh: true }).catch((error: unknown) => {
    if (error instanceof Problem && error.code === 'other-organisation')
      throw requesterDenied(name, 'Their organisation does not count here.');
    throw error;
  });
  const run = startRun(rooms, talk, asker, answering.patient(talk));
  const intent = intentOf(record.command, rooms.seal.open(record.args, planArgs(record.id)), rooms.commands);
  if (intent.kind !== 'change') throw new Problem('This is no change', { code: 'not-a-change' });
  return { asked: { talk, asker, run, words: record.words }, intent };
}

/**
 * Makes the plan again with the requester's eyes and rights of this moment. Throws a Problem when they have lost them, when
 * the place is gone where it was asked, and when it would be another plan; and whatever keeps the plan from being made.
 */
export async function readyNow(...given: Parameters<typeof askedNow>): Promise<Ready> {
  const { asked, intent } = await askedNow(...given);
  const [rooms, , record, approval] = given;
  const { asker } = asked;
  const name = approval.requester.displayName;
  // What was true when it was asked counts no more.
  rooms.fleet.forget();
  const plan = await allowedPlan(rooms, asked, intent).catch((error: unknown) => {
    // It speaks to whoever asks, and now somebody else reads it.
    if (error instanceof Problem && error.code === 'not-allowed')
      throw requesterDenied(name, `Their ${asker.roles.length > 1 ? 'roles' : 'role'}: ${asker.role ?? 'none'}.`);
    if (error instanceof Problem && error.code === 'too-many-for-role') throw requesterDenied(name, error.hint ?? '');
    throw error;
  });
  if (rooms.seal.stamp(digestOf(intent.name, plan)) !== record.digest) throw changedSinceAsked();
  return { asked, intent, plan };
}

/** Does it, once, in the place where it was asked. Throws what `perform` throws. */
export function performApproved(
  rooms: Rooms,
  { asked, intent, plan }: Ready,
  record: PlanRecord,
  approval: Approval,
  approver: { displayName: string; email: string },
): Promise<Reply> {
  return perform(rooms, asked, intent, plan, {
    planId: record.id,
    settle: (state, outcome) => rooms.store.plans.settle(record.id, state, outcome),
    sign: (reply) => approvedReply(reply, approval, asked.asker.displayName, approver.displayName),
    agreed: `asked by ${asked.asker.email}, approved by ${approver.email}`,
  });
}
