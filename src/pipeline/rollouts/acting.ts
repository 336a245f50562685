import { createHash } from 'node:crypto';
import { LoginNeeded } from '#intent/login-needed.ts';
import { START } from '#intent/rollout-weight.ts';
import { HeldUp } from '#lib/held-up.ts';
import { Problem } from '#lib/problem.ts';
import { isStoreAway } from '#store/away.ts';
import type { Rollout } from '#store/index.ts';
import { firstIdOf } from '#store/row-ids.ts';
import { isOutage, WebexError } from '#webex/errors.ts';
import type { Actor } from '../acting.ts';
import { type Acts, actorFor } from '../admin.ts';
import { introduce, type Known } from '../context.ts';
import type { Rooms, Talk } from '../rooms.ts';

/** What starting a rollout takes; going on with it takes the same. */
const BEGUN = { name: START, needs: 'administer', kind: 'change' } as const;
/** Before it is begun its devices are only looked at. */
const PLANNED = { name: 'rollout', needs: 'administer', kind: 'read' } as const;

/** Whoever asked for a rollout, as they are now. */
export interface Starter {
  talk: Talk;
  asker: Known;
  actor: Actor;
}

/** As if it were said just now, where it was asked for. `turn` tells talks of the same rollout apart. */
export async function talkOf(rooms: Rooms, rollout: Rollout, turn: string): Promise<Talk> {
  const { chat, clock } = rooms;
  const person = await chat.person(rollout.personId).catch((error: unknown) => {
    if (!(error instanceof WebexError) || error.status !== 404) throw error;
    throw new HeldUp(`${rollout.personName} is not in Webex any more.`, { cause: error });
  });
  const space = await chat.space(rollout.spaceId).catch((error: unknown) => {
    if (!(error instanceof WebexError) || (error.status !== 404 && error.status !== 403)) throw error;
    return { id: rollout.spaceId, title: '', type: rollout.isDirect ? ('direct' as const) : ('group' as const) };
  });
  return {
    space,
    person,
    parentId: rollout.parentId,
    eventId: rollout.id,
    attempt: { key: `rollout:${rollout.id}:${turn}`, seq: seqOf(rollout, turn), number: 1, receivedAt: clock.now() },
    entries: 0,
  };
}

/**
 * Entries of the audit are found by when they came, and none is stored twice under one name: what a rollout does before it is
 * begun, once it is, and after each retry has a name of its own, behind what was asked in that moment.
 */
function seqOf({ id, createdAt, startedAt = createdAt }: Rollout, turn: string): string {
  const own = createHash('sha256').update(`${id} ${turn}`).digest('hex');
  return `${firstIdOf(startedAt)}ffff${own.slice(0, 16)}`;
}

const whatOf = ({ startedAt }: Pick<Rollout, 'startedAt'>) => (startedAt === undefined ? PLANNED : BEGUN);

/** Whether they may do it here, on some device at least. */
export const mayBegin = (asker: Known, rollout: Pick<Rollout, 'startedAt'>): boolean => asker.can(whatOf(rollout));

/** Whoever asked, if they may still do it and can. Throws HeldUp otherwise, and what may pass as it is. */
export async function starterOf(rooms: Rooms, rollout: Rollout): Promise<Starter> {
  const talk = await talkOf(rooms, rollout, String(rollout.version));
  const asker = await introduce(rooms, talk, { isFresh: true }).catch((error: unknown) => {
    if (!(error instanceof Problem) || isStoreAway(error) || error instanceof WebexError) throw error;
    throw new HeldUp(`${rollout.personName} does not belong to this organisation any more.`, { cause: error });
  });
  if (!mayBegin(asker, rollout)) throw new HeldUp(`${rollout.personName} may not roll out anything here any more.`);
  const say = () => `rollout resume ${rollout.number}`;
  const run: Acts = {
    trackingIds: [],
    targets: new Map(),
    tier: rollout.tier ?? 1,
    intent: { ...whatOf(rollout), say, words: say() },
  };
  try {
    const { actor } = await actorFor(rooms, talk, asker, run, ['configurations:write'], { only: rollout.actsAs });
    return { talk, asker, actor };
  } catch (error) {
    throw heldUpBy(error, rollout);
  }
}

/** A login that is over holds a rollout up; an outage passes. */
export function heldUpBy(error: unknown, { personName }: Pick<Rollout, 'personName'>): unknown {
  if (error instanceof LoginNeeded || (error instanceof Problem && error.cause instanceof LoginNeeded))
    return new HeldUp(`${personName} has to log in to Webex again.`, { needsLogin: true, cause: error });
  if (error instanceof HeldUp || isStoreAway(error) || isOutage(error)) return error;
  return error instanceof Problem ? new HeldUp(error.message.replace(/\.?$/, '.'), { cause: error }) : error;
}
