import { isClosed } from '#guard/approval-people.ts';
import { mayApprove, type Needed, nobodyElse } from '#guard/approve.ts';
import { sameId } from '#lib/ids.ts';
import { WebexError } from '#webex/errors.ts';
import type { Known } from './context.ts';
import type { Rooms } from './rooms.ts';

/**
 * Throws a Problem when nobody but the asker could agree: everybody who has the roles is named one by one, and all of them
 * are this person. Where Webex does not tell who they are, somebody else may be among them.
 */
export async function mustBeGivable(rooms: Rooms, asker: Known, needed: Needed | undefined): Promise<void> {
  if (!needed) return;
  const { policy, roles } = asker.standing;
  const closed = needed.by.filter((list) => list.every((role) => isClosed(policy, role)));
  if (closed.length === 0) return;
  if (await isSomebodyElse(rooms, asker, needed.by, closed)) return;
  const admins: string[] = [];
  for (const email of rooms.guard.admins()) if (email !== asker.email.toLowerCase()) admins.push(email);
  throw nobodyElse(needed, mayApprove(needed.by, roles), admins);
}

async function isSomebodyElse(
  { guard, chat, log }: Rooms,
  asker: Known,
  by: Needed['by'],
  closed: Needed['by'],
): Promise<boolean> {
  try {
    const ids = (await Promise.all(closed.flat().map((role) => guard.peopleOf(role)))).flat();
    for (const id of new Set(ids)) {
      if (sameId(id, asker.id)) continue;
      const person = await chat.person(id);
      if (await guard.isSamePerson(asker, person)) continue;
      const standing = await guard.standingOf(person);
      if (standing && mayApprove(by, standing.roles)) return true;
    }
    return false;
  } catch (error) {
    if (!(error instanceof WebexError)) throw error;
    log.warn({ err: error }, 'who else could approve could not be found out');
    return true;
  }
}
