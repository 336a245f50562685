import { authorise, permissionFor } from '#guard/authorise.ts';
import { digestOf } from '#guard/digest.ts';
import { PLAN_MS, take } from '#guard/press.ts';
import { cancelledReply, changedReply, confirmedReply, failed, planReply, uncertainReply } from '#guard/replies.ts';
import type { ChangeIntent, Outcome, Plan } from '#intent/command.ts';
import { intentOf } from '#intent/parse.ts';
import type { Submission } from '#intent/submission.ts';
import { Problem } from '#lib/problem.ts';
import type { Reply } from '#render/index.ts';
import type { FollowUpKind, Plan as PlanRecord } from '#store/index.ts';
import { WebexError } from '#webex/errors.ts';
import type { Known, Run } from './context.ts';
import type { Rooms, Talk } from './rooms.ts';
import { type Answered, auditOf } from './trail.ts';

/** A change as it was asked for: where, by whom, in which words, and what its run may use. */
export interface Asked {
  talk: Talk;
  asker: Known;
  run: Run;
  words: string;
}

type Targets = Plan<unknown>['targets'];
type Settle = (state: 'done' | 'failed' | 'uncertain', outcome: string) => Promise<unknown>;

/** For how long a space hears of a device that goes away and comes back. */
const WATCH_MS = 24 * 3_600_000;

/** A change was asked for: harmless ones run at once, the others become a plan that waits for Confirm. */
export async function change(rooms: Rooms, asked: Asked, intent: ChangeIntent): Promise<Answered> {
  const plan = await allowedPlan(rooms, asked, intent);
  if (plan.tier === 0) return { reply: await perform(rooms, asked, intent, plan) };
  await auditOf(rooms, asked.talk, asked.asker).write(intent.name, asked.words, 'planned', plan.targets);
  return ask(rooms, asked, intent, plan);
}

/** What would happen, for somebody who may do it. Throws a Problem when they may not. */
async function allowedPlan(rooms: Rooms, { asker, run }: Asked, intent: ChangeIntent): Promise<Plan<unknown>> {
  authorise(asker, intent.needs, intent.summary, rooms.admins);
  const plan = await intent.plan(run.read);
  authorise(asker, permissionFor(plan.tier), plan.action, rooms.admins);
  return plan;
}

/** Keeps the plan and shows it with Confirm and Cancel. The buttons carry the plan's id and nothing else. */
async function ask(
  rooms: Rooms,
  { talk, asker, words }: Asked,
  intent: ChangeIntent,
  plan: Plan<unknown>,
  note = '',
): Promise<Answered> {
  const now = rooms.clock.now();
  const record = await rooms.store.plans.create({
    spaceId: talk.space.id,
    ...(talk.parentId !== undefined && { parentId: talk.parentId }),
    personId: asker.id,
    orgId: asker.orgId,
    command: intent.name,
    args: intent.args,
    words,
    digest: digestOf(intent.name, plan),
    title: plan.title,
    createdAt: now,
    expiresAt: now + PLAN_MS,
  });
  const reply = planReply(plan, record, asker, rooms.timeZone, note);
  return { reply, onPosted: (messageId) => rooms.store.plans.attachMessage(record.id, messageId) };
}

/** Confirm or Cancel was pressed: exactly one press goes on, and only while everything is as the card said. */
export async function press(
  rooms: Rooms,
  { planId, press: pressed, typed }: Extract<Submission, { kind: 'plan' }>,
  { talk, asker, run }: Omit<Asked, 'words'>,
): Promise<Answered> {
  const record = await take(
    { planId, spaceId: talk.space.id, messageId: talk.cardId ?? '', personId: asker.id, now: rooms.clock.now() },
    pressed === 'confirm' ? 'applying' : 'cancelled',
    { plans: rooms.store.plans, nameOf: async (id) => (await rooms.chat.person(id)).displayName, log: rooms.log },
  );
  talk.isSpent = true;
  talk.parentId = record.parentId;
  const asked = { talk, asker, run, words: record.words };
  if (pressed === 'confirm') return confirmed(rooms, asked, record, typed);
  await auditOf(rooms, talk, asker).write(record.command, record.words, 'cancelled', []);
  return { reply: cancelledReply(record.title, asker.displayName) };
}

/** Plans again, for the person who pressed, and goes on only when that is still the plan on the card. */
async function confirmed(rooms: Rooms, asked: Asked, record: PlanRecord, typed: string): Promise<Answered> {
  const settle: Settle = (state, outcome) => rooms.store.plans.settle(record.id, state, outcome);
  try {
    const intent = intentOf(record.command, record.args, rooms.commands);
    if (intent.kind !== 'change') throw new Problem('This is no change', { code: 'not-a-change' });
    // What was true when the card was made counts no more.
    rooms.fleet.forget();
    const plan = await allowedPlan(rooms, asked, intent);
    const note = changedReply(digestOf(intent.name, plan) === record.digest, plan.typed, typed);
    if (note === undefined) {
      const reply = await perform(rooms, asked, intent, plan, settle);
      return { reply: confirmedReply(reply, asked.asker.displayName) };
    }
    await settle('failed', note);
    return await ask(rooms, asked, intent, plan, note);
  } catch (error) {
    // Does nothing when `perform` has settled it already.
    await settle('failed', sentenceOf(error));
    await auditOf(rooms, asked.talk, asked.asker).fault(record.command, record.words, error, [...asked.run.targets]);
    throw error;
  }
}

/** Does what the plan says, once, and says what came of it. A command whose outcome is not known is never sent again. */
async function perform(
  rooms: Rooms,
  asked: Asked,
  intent: ChangeIntent,
  plan: Plan<unknown>,
  settle: Settle = async () => {},
): Promise<Reply> {
  const { talk, asker, run, words } = asked;
  const audit = auditOf(rooms, talk, asker);
  let outcome: Outcome;
  try {
    outcome = await intent.apply(plan.step, run.apply);
  } catch (error) {
    if (error instanceof WebexError && error.outcome === 'unknown') {
      await settle('uncertain', error.message);
      return uncertain(rooms, asked, intent, plan, error);
    }
    throw failed(plan, error);
  }
  // From here on it is done: whatever fails now must not be told as if it were not.
  await settle('done', plan.title);
  await audit.write(intent.name, words, 'done', plan.targets, outcome.trackingIds);
  if (plan.comesBack) await watch(rooms, asked, 'restart', plan.targets);
  return outcome.reply;
}

/** Says that nobody knows, looks whether the device is away, and promises news of it. */
async function uncertain(
  rooms: Rooms,
  asked: Asked,
  intent: ChangeIntent,
  plan: Plan<unknown>,
  error: WebexError,
): Promise<Reply> {
  rooms.log.warn({ eventId: asked.talk.eventId, err: error }, 'outcome of a command is unknown');
  const ids = error.trackingId === undefined ? [] : [error.trackingId];
  await auditOf(rooms, asked.talk, asked.asker).write(
    intent.name,
    asked.words,
    'uncertain',
    plan.targets,
    ids,
    error.message,
  );
  // A restart takes the device away in any case: that it is away tells nothing.
  const away = plan.comesBack ? [] : await awayNow(rooms, plan.targets);
  const watched = plan.comesBack ? plan.targets : away;
  await watch(rooms, asked, plan.comesBack ? 'restart' : 'back-online', watched);
  return uncertainReply(plan, error, { away: away.length > 0, watched: watched.length > 0 });
}

/** Which of these devices are not connected at this moment. */
async function awayNow(rooms: Rooms, targets: Targets): Promise<Targets> {
  const states = await Promise.all(
    targets.map(async (target) => {
      rooms.fleet.forget(target.id);
      const device = await rooms.fleet.one(`id:${target.id}`).catch(() => undefined);
      return device?.connectionStatus === 'disconnected' ? [target] : [];
    }),
  );
  return states.flat();
}

/** Promises to tell this space when a device is connected again; `jobs/back-online.ts` keeps the promise. */
async function watch(rooms: Rooms, { talk, asker }: Asked, kind: FollowUpKind, devices: Targets): Promise<void> {
  const since = rooms.clock.now();
  for (const { id, name } of devices) {
    await rooms.store.followUps.add({
      kind,
      deviceId: id,
      deviceName: name,
      spaceId: talk.space.id,
      ...(talk.parentId !== undefined && { parentId: talk.parentId }),
      personId: asker.id,
      since,
      deadline: since + WATCH_MS,
    });
  }
}

const sentenceOf = (error: unknown): string => (error instanceof Error ? error.message : 'unknown');
