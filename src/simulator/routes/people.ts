import { Router } from 'express';
import { ApiError } from '../errors.ts';
import { sendPage } from '../paging.ts';
import { type Account, callerOf } from '../people.ts';
import { badRequest, pathOf, queryMany, queryOne } from '../requests.ts';
import type { World } from '../world.ts';

const MOST_IDS = 85;

/** https://developer.webex.com/admin/docs/api/v1/people */
export function peopleRoutes(world: World): Router {
  const router = Router();

  router.get('/people/me', (_req, res) => {
    res.json(personOf(callerOf(res)));
  });

  router.get('/people', (req, res) => {
    const caller = callerOf(res);
    const ids = queryMany(req, 'id');
    if (ids.length > MOST_IDS) throw badRequest(`id takes at most ${MOST_IDS} ids.`);
    if (ids.length > 0) {
      const found = ids.map((id) => world.people.get(id));
      const notFoundIds = ids.filter((_id, index) => !found[index]);
      res.json({
        ...(notFoundIds.length > 0 ? { notFoundIds } : {}),
        items: found.flatMap((account) => (account ? [personOf(account)] : [])),
      });
      return;
    }
    const email = queryOne(req, 'email')?.toLowerCase();
    const name = queryOne(req, 'displayName')?.toLowerCase();
    if (email === undefined && name === undefined && caller.role !== 'admin')
      throw badRequest('Email or displayName should be specified.');
    if ((queryOne(req, 'orgId') ?? caller.orgId) !== caller.orgId) throw new ApiError(403);
    const matches = world.people
      .all()
      // Whether live lists name service apps is not documented.
      .filter((one) => one.orgId === caller.orgId && one.type !== 'appuser')
      .filter((one) => email === undefined || one.email.toLowerCase() === email)
      .filter((one) => name === undefined || one.displayName.toLowerCase().startsWith(name));
    sendPage(req, res, matches.map(personOf), { usual: 100, cap: 1_000 });
  });

  router.get('/people/:personId', (req, res) => {
    const account = world.people.get(pathOf(req, 'personId'));
    if (!account) throw new ApiError(404);
    res.json(personOf(account));
  });

  return router;
}

/** An account as the API shows it: never its token, nor the part it plays in the simulator. */
function personOf({ id, email, displayName, nickName, firstName, lastName, orgId, created, type }: Account) {
  return {
    id,
    emails: [email],
    displayName,
    nickName,
    firstName,
    lastName,
    orgId,
    created,
    lastModified: created,
    type,
  };
}
