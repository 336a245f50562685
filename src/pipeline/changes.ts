import { needsLine, plannedReply } from '#guard/approval-replies.ts';
import { digestOf } from '#guard/digest.ts';
import { Busy } from '#guard/locks.ts';
import { cancelledReply, changedInQueue, changedReply, confirmedReply, planReply } from '#guard/replies.ts';
import type { ChangeIntent, Plan } from '#intent/command.ts';
import { intentOf } from '#intent/parse.ts';
import type { Submission } from '#intent/submission.ts';
import { Problem } from '#lib/problem.ts';
import { ago } from '#lib/time.ts';
import type { Reply } from '#render/index.ts';
import { isStoreAway } from '#store/away.ts';
import type { Plan as PlanRecord } from '#store/index.ts';
import { planArgs } from '#store/sealed.ts';
import { actedAsNote } from './admin.ts';
import { allowedPlan } from './allowed-plan.ts';
import { mustBeGivable } from './approval-givable.ts';
import { approvalFor } from './approval-needed.ts';
import { enqueue, performOrWait } from './busy.ts';
import { glassEnded, underWatch } from './glass-told.ts';
import { keepPlan } from './kept.ts';
import { type Asked, type Confirmed, effectKeyOf } from './perform.ts';
import { recordOf } from './record.ts';
import type { Rooms, Talk } from './rooms.ts';
import { type CutOff, takeUp } from './take-up.ts';
import { taken } from './taken.ts';
import { type Answered, auditOf } from './trail.ts';

/** Longer than a person waits for the loudspeaker to change. */
const LATE_MS = 10 * 60_000;

/** A change was asked for: harmless ones run at once, the others become a plan that waits for Confirm. */
export async function change(rooms: Rooms, request: Asked, intent: ChangeIntent): Promise<Answered> {
  const earlier = await begunBefore(rooms, request, async (words) => intent.cutOff(request.run.read, words));
  if (earlier) return { reply: earlier };
  const plan = await allowedPlan(rooms, request, intent);
  const asked = { ...request, words: recordOf(plan.record ?? request.words, request.run) };
  const needed = await approvalFor(rooms, asked, intent, plan);
  await mustBeGivable(rooms, asked.asker, needed);
  if ((plan.tier === 0 || plan.goesOn) && !plan.asks && !needed) {
    refuseLate(rooms, asked.talk, intent);
    return performOrWait(rooms, asked, intent, plan);
  }
  await auditOf(rooms, asked.talk, asked.asker).write(intent.name, asked.words, 'planned', plan.targets);
  return ask(rooms, asked, intent, plan);
}

/** What runs without asking must not come as a surprise: an event may have waited for a bot that was away for hours. */
function refuseLate({ clock }: Rooms, { attempt }: Talk, intent: ChangeIntent): void {
  const waited = clock.now() - attempt.receivedAt;
  if (waited <= LATE_MS) return;
  throw new Problem(`You asked this ${ago(Math.round(waited / 60_000) * 60_000)}, and I could not do it then`, {
    code: 'late',
    hint: 'Nothing was sent.',
    next: [{ title: 'Do it now', say: intent.say() }],
  });
}

/** Only a second attempt at an event can find that its change was begun. */
const begunBefore = async (rooms: Rooms, { talk, asker }: Asked, cutOff: CutOff, planId?: string) =>
  talk.attempt.number > 1 ? takeUp(rooms, talk, asker, effectKeyOf(talk, planId), cutOff) : undefined;

/** Throws a Problem when its arguments can't be read any more. */
function changeOf(rooms: Rooms, { id, command, args }: PlanRecord): ChangeIntent {
  const intent = intentOf(command, rooms.seal.open(args, planArgs(id)), rooms.commands);
  if (intent.kind !== 'change') throw new Problem('This is no change', { code: 'not-a-change' });
  return intent;
}

/** Keeps the plan and shows it with Confirm and Cancel. The buttons carry the plan's id and nothing else. */
export async function ask(
  rooms: Rooms,
  { talk, asker, words }: Asked,
  intent: ChangeIntent,
  plan: Plan<unknown>,
  note = '',
): Promise<Answered> {
  const record = await keepPlan(rooms, { talk, asker, words }, intent, plan);
  const needed = await approvalFor(rooms, { talk, asker }, intent, plan);
  const { timeZone } = rooms;
  const reply = needed
    ? plannedReply(plan, record, asker, { needed, timeZone, note })
    : planReply(plan, record, asker, timeZone, note);
  // The card of an earlier attempt may stand in the space too: either can be pressed, and once only.
  if (talk.attempt.number > 1) return { reply };
  return { reply, onPosted: (messageId) => rooms.store.plans.attachMessage(record.id, messageId) };
}

/** A button of a plan was pressed: exactly one press goes on, and only while everything is as the card said. */
export async function press(
  rooms: Rooms,
  { planId, press: pressed, typed }: Extract<Submission, { kind: 'plan' }>,
  { talk, asker, run }: Omit<Asked, 'words'>,
): Promise<Answered> {
  const record = await taken(rooms, { talk, asker }, planId, TAKEN_TO[pressed]);
  if (record.whenFree) talk.whenFree = true;
  const asked = { talk, asker, run, words: record.words };
  // What only one person should see is for who asked, whoever pressed.
  if (pressed === 'confirm') return { ...(await confirmed(rooms, asked, record, { typed })), to: record.personId };
  if (pressed === 'queue') return enqueue(rooms, asked, record);
  if (record.waits) await rooms.store.queue.remove(record.id);
  await auditOf(rooms, talk, asker).write(record.command, record.words, 'cancelled', []);
  await changeOf(rooms, record).declined?.(run.read);
  return { reply: cancelledReply(record.title, asker.displayName) };
}

/** Plans again, for the person who pressed, and goes on only when that is still the plan on the card. */
async function confirmed(
  rooms: Rooms,
  asked: Asked,
  record: PlanRecord,
  { typed = '', waited }: { typed?: string; waited?: Confirmed['waited'] },
): Promise<Answered> {
  const settle: Confirmed['settle'] = (state, outcome) => rooms.store.plans.settle(record.id, state, outcome);
  asked.talk.glass = record.glass;
  const cutOff: CutOff = async (words) => changeOf(rooms, record).cutOff(asked.run.read, words);
  const earlier = await begunBefore(rooms, asked, cutOff, record.id);
  if (earlier) await glassEnded(rooms, record.id, earlier);
  if (earlier) return { reply: earlier };
  try {
    const intent = changeOf(rooms, record);
    refuseLate(rooms, asked.talk, intent);
    // What was true when the card was made counts no more.
    rooms.fleet.forget();
    const plan = await allowedPlan(rooms, asked, intent);
    const isSame = rooms.seal.stamp(digestOf(intent.name, plan)) === record.digest;
    const needed = await approvalFor(rooms, asked, intent, plan);
    const changed = waited ? changedInQueue(isSame, plan, waited) : changedReply(isSame, plan, typed);
    const note = changed ?? (needed && `${needsLine(needed)} Nothing was sent.`);
    if (note === undefined) {
      const sign = (reply: Reply) => (waited === 'harmless' ? reply : confirmedReply(reply, asked.asker.displayName));
      const agreed: Confirmed = { planId: record.id, settle, sign, ...(waited && { waited }) };
      return await underWatch(rooms, asked, plan, record.id, () => performOrWait(rooms, asked, intent, plan, agreed));
    }
    await settle('failed', note);
    return await ask(rooms, asked, intent, plan, note);
  } catch (error) {
    // Nothing was sent: the press is worked again, and finds the plan as it is.
    if (isStoreAway(error) || error instanceof Busy) throw error;
    // Does nothing when `perform` has settled it already.
    await settle('failed', sentenceOf(error));
    const { run } = asked;
    const audit = auditOf(rooms, asked.talk, asked.asker);
    await audit.fault(record.command, record.words, error, [...run.targets], actedAsNote(run));
    throw error;
  }
}

/** A plan that waited until its devices were free, done for who asked, as they are now. Throws Busy when they are not. */
export const goOn = (rooms: Rooms, asked: Asked, record: PlanRecord, isHarmless: boolean): Promise<Answered> =>
  confirmed(rooms, asked, record, { waited: isHarmless ? 'harmless' : 'agreed' });

/** What each press makes of a plan. */
const TAKEN_TO = { confirm: 'applying', cancel: 'cancelled', queue: 'queued' } as const;

const sentenceOf = (error: unknown): string => (error instanceof Error ? error.message : 'unknown');
