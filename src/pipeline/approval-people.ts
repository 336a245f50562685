import { namedIn } from '#guard/approval-people.ts';
import { mayApprove, type Needed } from '#guard/approve.ts';
import type { Account } from '#guard/who.ts';
import { WebexError } from '#webex/errors.ts';
import type { Known } from './context.ts';
import type { Rooms } from './rooms.ts';

/** Nobody wants to be one of twenty who are asked. */
const MOST_ASKED = 5;

export interface Approver extends Account {
  displayName: string;
}

/**
 * People whom the policy names by address or id and who may agree at this moment, but for the one who asks: those that can
 * be written to directly. Members of spaces are not among them. Nobody is left out of the right to agree by this.
 */
export async function namedApprovers(
  rooms: Rooms,
  asker: Pick<Known, 'id' | 'orgId' | 'email' | 'standing'>,
  by: Needed['by'],
): Promise<Approver[]> {
  const found: Approver[] = [];
  for (const named of namedIn(asker.standing.policy, by)) {
    if (found.length === MOST_ASKED) break;
    const person = await personOf(rooms, named);
    if (!person || found.some(({ id }) => id === person.id)) continue;
    if (await rooms.guard.isSamePerson(asker, person)) continue;
    const standing = await rooms.guard.standingOf(person);
    if (standing && mayApprove(by, standing.roles)) found.push(person);
  }
  return found;
}

/** Undefined for who is not there any more. */
async function personOf({ webex }: Rooms, named: { email: string } | { id: string }): Promise<Approver | undefined> {
  try {
    const found = 'id' in named ? await webex.people.get(named.id) : (await webex.people.list(named))[0];
    if (!found) return undefined;
    const [email = ''] = found.emails;
    return { id: found.id, orgId: found.orgId, email, displayName: found.displayName || email };
  } catch (error) {
    if (error instanceof WebexError && (error.status === 404 || error.status === 403)) return undefined;
    throw error;
  }
}
