import { mayApprove, type Needed, notApprover, notRequester, ownRequest } from '#guard/approve.ts';
import { sameId } from '#lib/ids.ts';
import { Problem } from '#lib/problem.ts';
import type { Approval } from '#store/index.ts';
import { WebexError } from '#webex/errors.ts';
import { neededNow } from './approval-needed.ts';
import type { Known } from './context.ts';
import type { Rooms } from './rooms.ts';

/** Throws a NotTheirs for the one who asked, under whichever account, and for whoever the policy of now does not name. */
export async function mustBeApprover(rooms: Rooms, clicker: Known, approval: Approval): Promise<void> {
  const { requester } = approval;
  if (sameId(requester.id, clicker.id)) throw ownRequest();
  const saidIn = await rooms.guard.sameBy(clicker, requester);
  if (saidIn !== undefined) throw ownRequest({ name: requester.displayName, saidIn });
  const by = await approversNow(rooms, approval);
  if (!mayApprove(by, clicker.roles)) throw notApprover(by, clicker.roles);
}

export async function mustBeRequester(rooms: Rooms, clicker: Known, approval: Approval): Promise<void> {
  if (!(await isRequester(rooms, clicker, approval))) throw notRequester(approval.requester.displayName);
}

export const isRequester = ({ guard }: Rooms, person: Known, { requester }: Approval): Promise<boolean> =>
  guard.isSamePerson(person, requester);

/** By the policy of now; where it asks for nobody any more, or that can't be told, by what the card says. */
async function approversNow(rooms: Rooms, approval: Approval): Promise<Needed['by']> {
  const { requester, wanted, space, targets } = approval;
  const standing = await rooms.guard.standingOf(requester, { isFresh: true });
  const needed =
    standing &&
    (await neededNow(rooms, standing, { ...wanted, space }, targets).catch((error: unknown) => {
      // A device that is gone is told when the plan is made again.
      if (error instanceof Problem && !(error instanceof WebexError)) return undefined;
      throw error;
    }));
  return needed?.by ?? approval.by;
}
