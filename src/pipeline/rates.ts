import { readSubmission } from '#intent/submission.ts';
import { sameId } from '#lib/ids.ts';
import { duration } from '#lib/time.ts';
import type { Reply } from '#render/index.ts';
import { said } from '#render/replies.ts';
import { isStoreAway } from '#store/away.ts';
import type { Answering } from './answering.ts';
import type { Rooms, Talk } from './rooms.ts';
import { auditOf } from './trail.ts';

/** Requests a minute: far more than people make, far less than two programs that answer each other. */
export const USUAL_REQUESTS = { perPerson: 60, perSpace: 120 };
/** The part of these that people of other organisations have, who get no other answer than that: 5, and 20 in a space. */
const OF_OTHERS = { perPerson: 1 / 12, perSpace: 1 / 6 };
/** What waited comes all at once, and may be so many times more. */
const LATE_TIMES = 10;
/** Presses a minute of one plan by whoever asked for it, beyond what they may ask. */
const OWN_PRESSES = 6;
/** For how long nothing is answered once there were too many. An echo of the notice comes within it, and finds nobody. */
const QUIET_MS = 30_000;
/** What was said longer ago waited for the bot. */
const LATE_MS = 60_000;
const MINUTE_MS = 60_000;
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
 * over, and the audit too. What a person has too many of costs the others of the space nothing, and neither does anything
 * that people of other organisations ask. Buttons of plans that wait are answered to those who wait for them. Rejects when
 * the store does not answer.
 */
export async function tooMany(
  rooms: Rooms,
  answering: Pick<Answering, 'say' | 'threadOf'>,
  talk: Talk,
  what: Said,
): Promise<boolean> {
  const { store } = rooms;
  const { attempt, person, space } = talk;
  // Another attempt at an event was counted with the first one.
  if (attempt.number > 1) return false;
  const budget = budgetOf(rooms, talk, what);
  const own = await store.paces.take(budget.personName, budget.perPerson, QUIET_MS);
  const place = own.is === 'go' ? await store.paces.take(budget.spaceName, budget.perSpace, QUIET_MS) : own;
  if (place.is === 'go' || (await isTheirPress(rooms, talk, what))) return false;
  const isFirst = await store.paces.once(`told/${space.id}/${person.id}`, place.shutMs);
  rooms.log.warn({ eventId: talk.eventId, isFirst, isPerson: own.is !== 'go' }, 'a request was one too many');
  if (isFirst)
    await tell(rooms, answering, talk, { budget, whose: own.is === 'go' ? 'space' : 'person' }, place.shutMs);
  return true;
}

/** What a request is counted towards. Three kinds that never take each other's places. */
interface Budget {
  kind: 'ours' | 'late' | 'others';
  personName: string;
  perPerson: number;
  spaceName: string;
  perSpace: number;
}

function budgetOf(rooms: Rooms, { attempt, person, space }: Talk, what: Said): Budget {
  const named = (kind: Budget['kind'], prefix: string, { perPerson, perSpace }: ReturnType<typeof paceOf>): Budget => ({
    kind,
    personName: prefix + personPace(person.id),
    perPerson,
    spaceName: prefix + spacePace(space.id),
    perSpace,
  });
  const pace = paceOf(rooms);
  const timesOf = (person: number, space: number) => ({
    perPerson: Math.max(1, Math.floor(pace.perPerson * person)),
    perSpace: Math.max(1, Math.floor(pace.perSpace * space)),
  });
  if (!rooms.guard.isOurs(person)) return named('others', 'others/', timesOf(OF_OTHERS.perPerson, OF_OTHERS.perSpace));
  const saidAt = Math.min(attempt.receivedAt, 'createdAt' in what ? what.createdAt : attempt.receivedAt);
  if (!(rooms.clock.now() - saidAt > LATE_MS)) return named('ours', '', pace);
  return named('late', 'late/', timesOf(LATE_TIMES, LATE_TIMES));
}

/**
 * Whether it is a press that somebody waits for: of a plan by whoever asked for it, and of an approval the first of each
 * person in a minute. Everything else is counted, so that a button is no way around.
 */
async function isTheirPress({ store, clock, guard }: Rooms, { person }: Talk, what: Said): Promise<boolean> {
  if (!('inputs' in what) || !guard.isOurs(person)) return false;
  const planId = planOf(what.inputs);
  const plan = planId === undefined ? undefined : await store.plans.get(planId);
  if (!plan || !WAITING.has(plan.state) || plan.expiresAt < clock.now()) return false;
  if (!sameId(plan.personId, person.id))
    return plan.state === 'awaiting' && (await store.paces.once(`approving/${person.id}`, MINUTE_MS));
  return (await store.paces.take(`pressing/${plan.id}`, OWN_PRESSES, 0)).is === 'go';
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
  full: { budget: Budget; whose: 'person' | 'space' },
  quietMs: number,
): Promise<void> {
  const count = full.whose === 'person' ? full.budget.perPerson : full.budget.perSpace;
  const detail = `more than ${count} requests of one ${full.whose} in a minute${DETAIL[full.budget.kind]}`;
  await auditOf(rooms, talk, talk.person).write('limits', 'too many requests', 'refused', [], { detail });
  try {
    const parentId = talk.cardId === undefined ? talk.parentId : await threadOf(talk.cardId).catch(() => undefined);
    await say({ spaceId: talk.space.id, parentId }, quietReply(full, count, quietMs));
  } catch (error) {
    if (isStoreAway(error)) throw error;
    rooms.log.warn({ eventId: talk.eventId, err: error }, 'that there were too many requests could not be told');
  }
}

const DETAIL: Record<Budget['kind'], string> = {
  ours: '',
  late: ', which had waited',
  others: ', of another organisation',
};

function quietReply(
  { budget: { kind }, whose }: { budget: Budget; whose: 'person' | 'space' },
  count: number,
  quietMs: number,
): Reply {
  const here = kind === 'others' ? ' here by people of other organisations' : ' here';
  const why =
    whose === 'person'
      ? `You asked more than ${count} times in a minute.`
      : `I was asked more than ${count} times in a minute${here}.`;
  return said(`Too many requests: I am quiet for ${duration(quietMs)}`, {
    detail:
      kind === 'late'
        ? `More than ${count} requests ${whose === 'person' ? 'of yours' : 'of this space'} had waited for me. This one was not done, nor are those that still wait.`
        : `${why} What you asked just now was not done, nor is what you ask until then.`,
  });
}
