import { readSubmission } from '#intent/submission.ts';
import { duration } from '#lib/time.ts';
import type { Reply } from '#render/index.ts';
import { said } from '#render/replies.ts';
import { isStoreAway } from '#store/away.ts';
import type { Answering } from './answering.ts';
import type { Rooms, Talk } from './rooms.ts';
import { auditOf } from './trail.ts';

/** Requests a minute: far more than people make, far less than two programs that answer each other. */
export const USUAL_REQUESTS = { perPerson: 60, perSpace: 120 };
/** For how long nothing is answered once there were too many. An echo of the notice comes within it, and finds nobody. */
const QUIET_MS = 30_000;
/** What was said longer ago waited for the bot, and comes all at once: a loop never waits. */
const LATE_MS = 60_000;
/** States of a plan whose buttons still do something. */
const WAITING = new Set(['open', 'awaiting', 'queued']);

type Said = { createdAt: number } | { inputs: Readonly<Record<string, unknown>> };

/** How many requests of a person and of a space are answered in a minute, by the policy or else by the settings. */
export function paceOf({ guard, requests }: Pick<Rooms, 'guard' | 'requests'>): {
  perPerson: number;
  perSpace: number;
} {
  const { perPerson, perSpace } = guard.policy().limits;
  return { perPerson: perPerson ?? requests.perPerson, perSpace: perSpace ?? requests.perSpace };
}

export const personPace = (personId: string): string => `person/${personId}`;
export const spacePace = (spaceId: string): string => `space/${spaceId}`;

/**
 * Whether a request is one too many, so that it is not answered. Whoever is turned away hears of it once until that is
 * over, and the audit too. What a person has too many of costs the others of the space nothing. Buttons of plans that
 * wait are always answered. Rejects when the store does not answer.
 */
export async function tooMany(
  rooms: Rooms,
  answering: Pick<Answering, 'say' | 'threadOf'>,
  talk: Talk,
  what: Said,
): Promise<boolean> {
  const { store, clock } = rooms;
  const { attempt, person, space } = talk;
  const saidAt = Math.min(attempt.receivedAt, 'createdAt' in what ? what.createdAt : attempt.receivedAt);
  // Another attempt at an event was counted with the first one.
  if (attempt.number > 1 || clock.now() - saidAt > LATE_MS) return false;
  const pace = paceOf(rooms);
  const own = await store.paces.take(personPace(person.id), pace.perPerson, QUIET_MS);
  const place = own.is === 'go' ? await store.paces.take(spacePace(space.id), pace.perSpace, QUIET_MS) : own;
  if (place.is === 'go' || (await isPlanThatWaits(rooms, what))) return false;
  const isFirst = await store.paces.once(`told/${space.id}/${person.id}`, place.shutMs);
  rooms.log.warn({ eventId: talk.eventId, isFirst, isPerson: own.is !== 'go' }, 'a request was one too many');
  if (isFirst) await tell(rooms, answering, talk, own.is === 'go' ? 'space' : 'person', place.shutMs);
  return true;
}

async function isPlanThatWaits({ store, clock }: Rooms, what: Said): Promise<boolean> {
  if (!('inputs' in what)) return false;
  const planId = planOf(what.inputs);
  const plan = planId === undefined ? undefined : await store.plans.get(planId);
  return plan !== undefined && WAITING.has(plan.state) && plan.expiresAt >= clock.now();
}

function planOf(inputs: Readonly<Record<string, unknown>>): string | undefined {
  // The buttons of an approval name their plan by another word.
  if (typeof inputs['approval'] === 'string') return inputs['approval'];
  try {
    const submission = readSubmission(inputs);
    return submission.kind === 'plan' ? submission.planId : undefined;
  } catch {
    return undefined;
  }
}

async function tell(
  rooms: Rooms,
  { say, threadOf }: Pick<Answering, 'say' | 'threadOf'>,
  talk: Talk,
  whose: 'person' | 'space',
  quietMs: number,
): Promise<void> {
  const pace = paceOf(rooms);
  const detail =
    whose === 'person'
      ? `more than ${pace.perPerson} requests of one person in a minute`
      : `more than ${pace.perSpace} requests of one space in a minute`;
  await auditOf(rooms, talk, talk.person).write('limits', 'too many requests', 'refused', [], { detail });
  try {
    const parentId = talk.cardId === undefined ? talk.parentId : await threadOf(talk.cardId).catch(() => undefined);
    await say({ spaceId: talk.space.id, parentId }, quietReply(whose, pace, quietMs));
  } catch (error) {
    if (isStoreAway(error)) throw error;
    rooms.log.warn({ eventId: talk.eventId, err: error }, 'that there were too many requests could not be told');
  }
}

function quietReply(whose: 'person' | 'space', pace: ReturnType<typeof paceOf>, quietMs: number): Reply {
  const why =
    whose === 'person'
      ? `You asked more than ${pace.perPerson} times in a minute.`
      : `I was asked more than ${pace.perSpace} times in a minute here.`;
  return said(`Too many requests: I am quiet for ${duration(quietMs)}`, {
    detail: `${why} What you asked just now was not done, nor is what you ask until then.`,
  });
}
