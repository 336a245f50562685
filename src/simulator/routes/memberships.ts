import { type Response, Router } from 'express';
import { z } from 'zod';
import { ApiError } from '../errors.ts';
import { sendPage } from '../paging.ts';
import { callerOf } from '../people.ts';
import { badRequest, bodyOf, pathOf, queryOne } from '../requests.ts';
import { addMember, removeMember } from '../spaces.ts';
import type { Membership } from '../stores/memberships.ts';
import type { Room } from '../stores/rooms.ts';
import { roomFor } from '../visibility.ts';
import type { World } from '../world.ts';

const NewMembership = z
  .object({
    roomId: z.string(),
    personId: z.string().optional(),
    personEmail: z.string().optional(),
    isModerator: z.boolean().default(false),
  })
  .refine(({ personId, personEmail }) => (personId === undefined) !== (personEmail === undefined), {
    message: 'One of personId and personEmail should be specified.',
  });

const MembershipChange = z.object({ isModerator: z.boolean(), isRoomHidden: z.boolean().optional() });

/** https://developer.webex.com/messaging/docs/api/v1/memberships */
export function membershipRoutes(world: World): Router {
  const router = Router();

  router.get('/memberships', (req, res) => {
    const caller = callerOf(res);
    const roomId = queryOne(req, 'roomId');
    const personId = queryOne(req, 'personId');
    const personEmail = queryOne(req, 'personEmail')?.toLowerCase();
    if (roomId === undefined && (personId ?? personEmail) !== undefined)
      throw badRequest('roomId is needed with personId or personEmail.');
    const all =
      roomId === undefined
        ? world.memberships.ofPerson(caller.id)
        : world.memberships.inRoom(roomFor(world, caller, roomId).id);
    const matches = all
      .filter((one) => (personId ?? one.personId) === one.personId)
      .filter((one) => (personEmail ?? one.personEmail.toLowerCase()) === one.personEmail.toLowerCase());
    sendPage(req, res, matches, { usual: 100, cap: 1_000 });
  });

  router.post('/memberships', (req, res) => {
    const caller = callerOf(res);
    const { roomId, personId, personEmail, isModerator } = bodyOf(req, NewMembership);
    const room = roomFor(world, caller, roomId);
    refuseUnlessOwner(world, res, room);
    const account = world.people.get(personId ?? '') ?? world.people.withEmail(personEmail ?? '');
    if (!account) throw new ApiError(404);
    if (world.memberships.of(roomId, account.id)) throw new ApiError(409, 'User is already a participant');
    res.json(addMember(world, room, account, caller, isModerator));
  });

  router.get('/memberships/:membershipId', (req, res) => {
    res.json(membershipFor(world, res, pathOf(req, 'membershipId')).membership);
  });

  router.put('/memberships/:membershipId', (req, res) => {
    const { membership, room } = membershipFor(world, res, pathOf(req, 'membershipId'));
    const change = bodyOf(req, MembershipChange);
    refuseUnlessOwner(world, res, room);
    const changed = { ...membership, ...change };
    world.memberships.put(changed);
    const actorId = callerOf(res).id;
    world.tell({ resource: 'memberships', event: 'updated', data: changed, roomId: room.id, actorId });
    res.json(changed);
  });

  router.delete('/memberships/:membershipId', (req, res) => {
    const caller = callerOf(res);
    const { membership, room } = membershipFor(world, res, pathOf(req, 'membershipId'));
    const isLeaving = membership.personId === caller.id && room.type === 'group';
    if (!isLeaving) refuseUnlessOwner(world, res, room);
    removeMember(world, membership, caller);
    res.status(204).end();
  });

  return router;
}

/** Who is in a direct room never changes, and in a moderated room only its moderators decide. */
function refuseUnlessOwner(world: World, res: Response, room: Room): void {
  const mine = world.memberships.of(room.id, callerOf(res).id);
  if (room.type === 'direct' || (room.isLocked && !mine?.isModerator)) throw new ApiError(403);
}

function membershipFor(world: World, res: Response, id: string): { membership: Membership; room: Room } {
  const membership = world.memberships.get(id);
  if (!membership) throw new ApiError(404);
  return { membership, room: roomFor(world, callerOf(res), membership.roomId) };
}
