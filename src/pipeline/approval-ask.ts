import { effectsOf, factsOf } from '#guard/approval-effect.ts';
import { approversIn, type Needed } from '#guard/approve.ts';
import { digestOf } from '#guard/digest.ts';
import { changedReply } from '#guard/replies.ts';
import type { ChangeIntent, Plan } from '#intent/command.ts';
import { intentOf } from '#intent/parse.ts';
import { sameId } from '#lib/ids.ts';
import { Problem } from '#lib/problem.ts';
import { isStoreAway } from '#store/away.ts';
import type { NewApproval, Plan as PlanRecord } from '#store/index.ts';
import { planArgs } from '#store/sealed.ts';
import { wantedBy } from './allowed.ts';
import { allowedPlan } from './allowed-plan.ts';
import { mustBeGivable } from './approval-givable.ts';
import { approvalFor } from './approval-needed.ts';
import { sendApproval } from './approval-send.ts';
import { ask } from './changes.ts';
import type { Asked } from './perform.ts';
import type { Rooms } from './rooms.ts';
import { taken } from './taken.ts';
import { type Answered, auditOf } from './trail.ts';

/** [Ask for approval] was pressed: the plan is made again, and when it is the one on the card, somebody else is asked. */
export async function askApproval(
  rooms: Rooms,
  { planId, typed }: { planId: string; typed: string },
  { talk, asker, run }: Omit<Asked, 'words'>,
): Promise<Answered> {
  const { store, clock } = rooms;
  const seen = await store.plans.get(planId);
  const isMine = seen !== undefined && sameId(seen.personId, asker.id) && sameId(seen.spaceId, talk.space.id);
  // Whoever presses what is not theirs, or over, is told so by `take`, without anything being planned for it.
  const made = isMine && seen.state === 'open' ? await planAgain(rooms, { talk, asker, run }, seen) : undefined;
  const note =
    made && (changedReply(made.isSame, made.plan, typed) ?? (made.needed ? undefined : 'It needs no approval by now:'));
  const until = clock.now() + (made?.needed?.validMs ?? 0);
  // Before the plan waits: what waits can always be shown.
  if (seen && made?.needed && note === undefined)
    await store.approvals.ask(approvalOf(rooms, { talk, asker }, seen, made, made.needed, until));
  const record = await taken(rooms, { talk, asker }, planId, note === undefined ? 'awaiting' : 'cancelled', until);
  const asked = { talk, asker, run, words: record.words };
  if (made && note !== undefined) return ask(rooms, asked, made.intent, made.plan, note);
  const approval = await store.approvals.get(record.id);
  if (!approval) throw new Error('a plan waits for nobody');
  await auditOf(rooms, talk, asker).write(record.command, record.words, 'planned', approval.targets, {
    detail: `waits for the approval of ${approversIn(approval.by)}; asked by ${asker.email}`,
  });
  return sendApproval(rooms, asked, record, approval);
}

interface Made {
  intent: ChangeIntent;
  plan: Plan<unknown>;
  isSame: boolean;
  needed: Needed | undefined;
}

async function planAgain(rooms: Rooms, request: Omit<Asked, 'words'>, record: PlanRecord): Promise<Made> {
  const asked = { ...request, words: record.words };
  try {
    const intent = intentOf(record.command, rooms.seal.open(record.args, planArgs(record.id)), rooms.commands);
    if (intent.kind !== 'change') throw new Problem('This is no change', { code: 'not-a-change' });
    rooms.fleet.forget();
    const plan = await allowedPlan(rooms, asked, intent);
    const isSame = rooms.seal.stamp(digestOf(intent.name, plan)) === record.digest;
    const needed = await approvalFor(rooms, asked, intent, plan);
    await mustBeGivable(rooms, asked.asker, needed);
    return { intent, plan, isSame, needed };
  } catch (error) {
    if (!isStoreAway(error))
      await auditOf(rooms, asked.talk, asked.asker).fault(record.command, record.words, error, [...asked.run.targets]);
    throw error;
  }
}

function approvalOf(
  rooms: Pick<Rooms, 'guard'>,
  { talk, asker }: Pick<Asked, 'talk' | 'asker'>,
  { id: planId }: PlanRecord,
  { intent, plan }: Made,
  { by, askIn, saidIn }: Needed,
  until: number,
): NewApproval {
  const { id, title, type } = talk.space;
  const { command, needs, tier = 0, sends, also = [] } = wantedBy(rooms, intent, plan, talk.space);
  const { email, displayName, orgId } = asker;
  return {
    planId,
    askedAt: talk.attempt.receivedAt,
    until,
    requester: { id: asker.id, orgId, email, displayName },
    space: { id, title, type },
    by: by.map((list) => [...list]),
    askIn,
    saidIn,
    typed: plan.typed,
    wanted: { command, needs, tier, sends: [...sends], also: [...also] },
    targets: plan.targets,
    shown: { facts: factsOf(plan), effects: effectsOf(plan) },
  };
}
