import { authorise, permissionFor } from '#guard/authorise.ts';
import { digestOf } from '#guard/digest.ts';
import { PLAN_MS, take } from '#guard/press.ts';
import { cancelledReply, changedReply, failed, planReply, uncertainReply } from '#guard/replies.ts';
import type { ChangeIntent, Plan } from '#intent/command.ts';
import { intentOf } from '#intent/parse.ts';
import type { Submission } from '#intent/submission.ts';
import { Problem } from '#lib/problem.ts';
import type { Reply } from '#render/index.ts';
import type { Plan as PlanRecord } from '#store/index.ts';
import { WebexError } from '#webex/errors.ts';
import type { Known, Run } from './context.ts';
import type { Rooms, Talk } from './rooms.ts';
import { type Answered, auditOf } from './trail.ts';

/** A change was asked for: harmless ones run at once, the others become a plan that waits for Confirm. */
export async function change(
  rooms: Rooms,
  intent: ChangeIntent,
  talk: Talk,
  asker: Known,
  run: Run,
  words: string,
): Promise<Answered> {
  authorise(asker, intent.needs, 'change devices', rooms.admins);
  const plan = await intent.plan(run.read);
  authorise(asker, permissionFor(plan.tier), `do this: ${plan.action}`, rooms.admins);
  if (plan.tier === 0) return { reply: await perform(rooms, intent, plan, talk, asker, run, words) };
  await auditOf(rooms, talk, asker).write(intent.name, words, 'planned', plan.targets);
  return ask(rooms, intent, plan, talk, asker, words);
}

/** Keeps the plan and shows it with Confirm and Cancel. The buttons carry the plan's id and nothing else. */
async function ask(
  rooms: Rooms,
  intent: ChangeIntent,
  plan: Plan<unknown>,
  talk: Talk,
  asker: Known,
  words: string,
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
  submission: Extract<Submission, { kind: 'plan' }>,
  talk: Talk,
  asker: Known,
  run: Run,
): Promise<Answered> {
  const { press: pressed, planId, typed } = submission;
  const record = await take(
    { planId, spaceId: talk.space.id, messageId: talk.cardId ?? '', personId: asker.id, now: rooms.clock.now() },
    pressed === 'confirm' ? 'applying' : 'cancelled',
    { plans: rooms.store.plans, nameOf: async (id) => (await rooms.chat.person(id)).displayName, log: rooms.log },
  );
  talk.isSpent = true;
  talk.parentId = record.parentId;
  if (pressed === 'cancel') {
    await auditOf(rooms, talk, asker).write(record.command, record.words, 'cancelled', []);
    return { reply: cancelledReply(record.title, asker.displayName) };
  }
  return confirmed(rooms, record, typed, talk, asker, run);
}

async function confirmed(
  rooms: Rooms,
  record: PlanRecord,
  typed: string,
  talk: Talk,
  asker: Known,
  run: Run,
): Promise<Answered> {
  const { plans } = rooms.store;
  try {
    const intent = intentOf(record.command, record.args, rooms.commands);
    if (intent.kind !== 'change')
      throw new Problem('This is no change', { code: 'not-a-change', hint: 'Nothing was sent.' });
    authorise(asker, intent.needs, 'change devices', rooms.admins);
    const plan = await intent.plan(run.read);
    authorise(asker, permissionFor(plan.tier), `do this: ${plan.action}`, rooms.admins);
    const note = changedReply(digestOf(intent.name, plan) === record.digest, plan.typed, typed);
    if (note !== undefined) {
      await plans.settle(record.id, 'failed', note);
      return await ask(rooms, intent, plan, talk, asker, record.words, note);
    }
    const settle = (state: 'done' | 'failed' | 'uncertain', outcome: string) => plans.settle(record.id, state, outcome);
    return { reply: await perform(rooms, intent, plan, talk, asker, run, record.words, settle) };
  } catch (error) {
    await plans.settle(record.id, 'failed', error instanceof Error ? error.message : 'unknown');
    throw error;
  }
}

type Settle = (state: 'done' | 'failed' | 'uncertain', outcome: string) => Promise<unknown>;

/** Does what the plan says, once, and says what came of it. A command whose outcome is not known is never sent again. */
async function perform(
  rooms: Rooms,
  intent: ChangeIntent,
  plan: Plan<unknown>,
  talk: Talk,
  asker: Known,
  run: Run,
  words: string,
  settle: Settle = async () => {},
): Promise<Reply> {
  const audit = auditOf(rooms, talk, asker);
  try {
    const outcome = await intent.apply(plan.step, run.apply);
    await settle('done', plan.title);
    await audit.write(intent.name, words, 'done', plan.targets, outcome.trackingIds);
    await watch(rooms, talk, asker, outcome.watch ?? []);
    return outcome.reply;
  } catch (error) {
    const known = error instanceof WebexError ? error : undefined;
    const ids = known?.trackingId === undefined ? [] : [known.trackingId];
    const detail = error instanceof Error ? error.message : 'unknown';
    if (known?.outcome === 'unknown') {
      rooms.log.warn({ eventId: talk.eventId, err: error }, 'outcome of a command is unknown');
      await settle('uncertain', detail);
      await audit.write(intent.name, words, 'uncertain', plan.targets, ids, detail);
      const away = await awayNow(rooms, plan.targets);
      await watch(rooms, talk, asker, away);
      return uncertainReply(
        plan,
        known,
        away.map(({ name }) => name),
      );
    }
    await settle('failed', detail);
    await audit.write(intent.name, words, 'failed', plan.targets, ids, detail);
    throw failed(plan, error);
  }
}

/** Which of these devices are not connected at this moment. */
async function awayNow(rooms: Rooms, targets: Plan<unknown>['targets']): Promise<Plan<unknown>['targets']> {
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
async function watch(rooms: Rooms, talk: Talk, asker: Known, devices: Plan<unknown>['targets']): Promise<void> {
  const since = rooms.clock.now();
  for (const { id, name } of devices) {
    await rooms.store.followUps.add({
      kind: 'back-online',
      deviceId: id,
      deviceName: name,
      spaceId: talk.space.id,
      ...(talk.parentId !== undefined && { parentId: talk.parentId }),
      personId: asker.id,
      since,
      deadline: since + 24 * 3_600_000,
    });
  }
}
