import { conditionOf } from '#fleet/condition.ts';
import { MOST_WATCHED } from '#fleet/many-plan.ts';
import { outcomeOfParts } from '#fleet/many-reply.ts';
import { failed, uncertainReply } from '#guard/replies.ts';
import type { ChangeIntent, Outcome, Plan } from '#intent/command.ts';
import { Problem } from '#lib/problem.ts';
import { problemReply, type Reply } from '#render/index.ts';
import type { FollowUpKind } from '#store/index.ts';
import { effectArgs } from '#store/sealed.ts';
import { WebexError } from '#webex/errors.ts';
import { actedAsNote } from './admin.ts';
import type { Known, Run } from './context.ts';
import { isElsewhere, keepLive, tellElsewhere } from './live.ts';
import { type Held, hold } from './locked.ts';
import { kept } from './private.ts';
import { createProgress } from './progress.ts';
import type { Rooms, Talk } from './rooms.ts';
import { effectKeyOfPlan, severalOf, stateOf } from './several.ts';
import { takeUp, unknownReply } from './take-up.ts';
import { auditOf } from './trail.ts';

/** A change as it was asked for: where, by whom, in which words, and what its run may use. */
export interface Asked {
  talk: Talk;
  asker: Known;
  run: Run;
  words: string;
}

/** A plan that somebody confirmed. */
export interface Confirmed {
  planId: string;
  /** It waited until its devices were free: as it was agreed to, or as what runs without asking. */
  waited?: 'agreed' | 'harmless';
  /** Notes in the store how it ended. */
  settle(state: 'done' | 'failed' | 'uncertain', outcome: string): Promise<unknown>;
  /** Who agreed to it besides, for the audit. */
  agreed?: string;
  /** Says on the answer who confirmed it. */
  sign(reply: Reply): Reply;
}

/** What a change is noted under before it is sent: a plan is applied once, whichever press of its button came first. */
export const effectKeyOf = ({ attempt }: Talk, planId?: string): string =>
  planId === undefined ? attempt.key : effectKeyOfPlan(planId);

type Targets = Plan<unknown>['targets'];

/** For how long a space hears of a device that goes away and comes back. */
const WATCH_MS = 24 * 3_600_000;

/**
 * Does what the plan says, once, and says what came of it, while its devices are this change's alone. That it is about to be done is in the store before a command
 * goes out, and the answer before it is posted, so a crash loses neither. A command whose outcome is not known is never
 * sent again.
 */
export async function perform(
  rooms: Rooms,
  asked: Asked,
  intent: ChangeIntent,
  asPlanned: Plan<unknown>,
  confirmed?: Confirmed,
): Promise<Reply> {
  const { talk, asker, words } = asked;
  const key = effectKeyOf(talk, confirmed?.planId);
  const planId = confirmed?.planId;
  const effectOf = ({ title, targets, isNoted, as, undo }: Plan<unknown>) => ({
    key,
    command: intent.name,
    ...(as !== undefined && { as }),
    words,
    title,
    targets: targets.map(({ id, name }) => ({ id, name })),
    planId,
    spaceId: talk.space.id,
    ...(undo && { undo }),
    ...(isNoted && { args: rooms.seal.close(intent.args, effectArgs(key)) }),
  });
  const isAgreed = confirmed !== undefined && confirmed.waited !== 'harmless';
  using held = await hold(rooms, asked, intent, asPlanned, { effectOf, isAgreed });
  if (!held)
    return (await takeUp(rooms, talk, asker, key)) ?? unknownReply({ ...asPlanned, command: intent.name, words });
  const { plan } = held;
  const { title, targets } = plan;
  const to = { roomId: talk.space.id, ...(talk.parentId !== undefined && { parentId: talk.parentId }) };
  const progress = createProgress(rooms, to, (id) => rooms.store.effects.attachProgress(key, id));
  // One that tells of each device does so itself.
  if (!plan.isNoted && !plan.locksItself)
    progress.tell(
      `Still at it: ${title.replace(/\?$/, '')}. What is asked here meanwhile comes after it.`,
      targets.length,
    );
  let outcome: Outcome;
  try {
    outcome = await intent
      .apply(plan.step, {
        ...asked.run.apply,
        command: held.command,
        admin: held.admin,
        several: severalOf(rooms, key, progress),
      })
      .finally(async () => {
        talk.progressId = await progress.end();
      });
  } catch (error) {
    if (mayHaveHappened(error, asked.run)) return await uncertain(rooms, asked, intent, plan, error, held, confirmed);
    const failure = failed(plan, error);
    await afterwards(rooms, () => rooms.store.effects.settle(key, 'failed', problemReply(failure, talk.eventId)));
    held.release();
    throw failure;
  }
  const { undo, parts, live } = outcome;
  if (live && !isElsewhere(live, talk)) keepLive(rooms, talk, live);
  // What was done with an administrator's rights is noted by the run alone.
  const trackingIds = [...new Set([...outcome.trackingIds, ...asked.run.trackingIds])];
  const ended = parts && outcomeOfParts(parts);
  const state = ended ? stateOf(ended.as) : 'done';
  const reply = confirmed ? confirmed.sign(outcome.reply) : outcome.reply;
  await afterwards(rooms, () => rooms.store.effects.settle(key, state, kept(rooms, key, reply), undo));
  await afterwards(rooms, async () => confirmed?.settle(state, title));
  const detail =
    [ended?.detail, confirmed?.agreed, actedAsNote(asked.run)].filter((part) => part !== undefined).join('; ') ||
    undefined;
  // Just before the audit, so that both share a commit.
  held.release();
  await auditOf(rooms, talk, asker).write(intent.name, words, ended?.as ?? 'done', targets, {
    trackingIds,
    detail,
    undo,
  });
  if (live && isElsewhere(live, talk)) await tellElsewhere(rooms, live, live.reply ?? outcome.reply);
  const away = parts?.filter(({ state: its }) => its === 'done' || its === 'begun') ?? targets;
  if (plan.comesBack && away.length <= MOST_WATCHED)
    await afterwards(rooms, () => watch(rooms, asked, 'restart', away));
  return reply;
}

/** Webex did not say, or something broke after a command had gone out. */
const mayHaveHappened = (error: unknown, { trackingIds }: Run): boolean =>
  trackingIds.length > 0 || (error instanceof WebexError && error.outcome === 'unknown');

/** What happened has happened: book-keeping that fails now is logged, and never told as if the change had failed. */
async function afterwards({ log }: Rooms, step: () => Promise<unknown>): Promise<void> {
  try {
    await step();
  } catch (error) {
    log.error({ err: error }, 'what was done could not be noted');
  }
}

/** Says that nobody knows, looks whether the device is away, and promises news of it. */
async function uncertain(
  rooms: Rooms,
  asked: Asked,
  intent: ChangeIntent,
  plan: Plan<unknown>,
  cause: unknown,
  held: Held,
  confirmed: Confirmed | undefined,
): Promise<Reply> {
  rooms.log.warn({ eventId: asked.talk.eventId, err: cause }, 'outcome of a command is unknown');
  const known = cause instanceof Problem ? cause : undefined;
  const message = known?.message ?? 'Something broke on my side after the command was sent.';
  const ids = known?.trackingId === undefined ? asked.run.trackingIds : [known.trackingId];
  await afterwards(rooms, async () => confirmed?.settle('uncertain', message));
  held.release();
  await auditOf(rooms, asked.talk, asked.asker).write(intent.name, asked.words, 'uncertain', plan.targets, {
    trackingIds: ids,
    detail: [message, confirmed?.agreed, actedAsNote(asked.run)].filter((part) => part !== undefined).join('; '),
    undo: plan.undo,
  });
  // A restart takes the device away in any case: that it is away tells nothing.
  const away = plan.comesBack ? [] : await awayNow(rooms, plan.targets);
  const watched = plan.comesBack ? plan.targets : away;
  await afterwards(rooms, () => watch(rooms, asked, plan.comesBack ? 'restart' : 'back-online', watched));
  const reply = uncertainReply(plan, {
    message,
    trackingId: ids[0],
    away: away.length > 0,
    watched: watched.length > 0,
  });
  const signed = confirmed ? confirmed.sign(reply) : reply;
  const key = effectKeyOf(asked.talk, confirmed?.planId);
  await afterwards(rooms, () => rooms.store.effects.settle(key, 'uncertain', signed, plan.undo));
  return signed;
}

/** Which of these devices are not connected at this moment. */
async function awayNow(rooms: Rooms, targets: Targets): Promise<Targets> {
  const states = await Promise.all(
    targets.map(async (target) => {
      rooms.fleet.forget(target.id);
      const device = await rooms.fleet.one(`id:${target.id}`).catch(() => undefined);
      return device && !conditionOf(device).isOnline ? [target] : [];
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
