import { Router } from 'express';
import { z } from 'zod';
import { ApiError } from '../errors.ts';
import { sendPage } from '../paging.ts';
import { callerOf } from '../people.ts';
import { badRequest, bodyOf, pathOf, queryDate, queryOne, queryWord } from '../requests.ts';
import { closeRoom, openRoom, removeMember } from '../spaces.ts';
import type { Room } from '../stores/rooms.ts';
import { roomAsSeenBy, roomFor } from '../visibility.ts';
import type { World } from '../world.ts';

const RoomDetails = z.object({
  title: z.string().trim().min(1),
  teamId: z.string().optional(),
  isLocked: z.boolean().optional(),
  isPublic: z.boolean().optional(),
  description: z.string().optional(),
  isAnnouncementOnly: z.boolean().optional(),
});

const ORDER = {
  id: (one: Room, other: Room) => (one.id < other.id ? -1 : 1),
  lastactivity: (one: Room, other: Room) => other.lastActivity.localeCompare(one.lastActivity),
  created: (one: Room, other: Room) => other.created.localeCompare(one.created),
};

/** https://developer.webex.com/messaging/docs/api/v1/rooms */
export function roomRoutes(world: World): Router {
  const router = Router();

  router.get('/rooms', (req, res) => {
    const caller = callerOf(res);
    const type = queryWord(req, 'type', ['direct', 'group']);
    const sortBy = queryWord(req, 'sortBy', ['id', 'lastactivity', 'created']) ?? 'lastactivity';
    const teamId = queryOne(req, 'teamId');
    const from = queryDate(req, 'from');
    const to = queryDate(req, 'to');
    if (queryWord(req, 'orgPublicSpaces', ['true', 'false']) === 'true') {
      const open = world.rooms.all().filter((room) => room.isPublic && room.ownerId === caller.orgId);
      sendPage(req, res, open.filter(madeBetween(from, to)), { usual: 100, cap: 1_000 });
      return;
    }
    const rooms = world.memberships
      .ofPerson(caller.id)
      .flatMap(({ roomId }) => world.rooms.get(roomId) ?? [])
      .filter((room) => (type ?? room.type) === room.type && (teamId ?? room.teamId) === room.teamId)
      .sort(ORDER[sortBy]);
    sendPage(
      req,
      res,
      rooms.map((room) => roomAsSeenBy(world, caller, room)),
      { usual: 100, cap: 1_000 },
    );
  });

  router.post('/rooms', (req, res) => {
    const details = bodyOf(req, RoomDetails);
    if (details.isPublic && !details.description) throw badRequest('A public space needs a description.');
    res.json(openRoom(world, [callerOf(res)], details));
  });

  router.get('/rooms/:roomId', (req, res) => {
    const caller = callerOf(res);
    res.json(roomAsSeenBy(world, caller, roomFor(world, caller, pathOf(req, 'roomId'))));
  });

  router.put('/rooms/:roomId', (req, res) => {
    const caller = callerOf(res);
    const room = roomFor(world, caller, pathOf(req, 'roomId'));
    const details = bodyOf(req, RoomDetails.extend({ isReadOnly: z.boolean().optional() }));
    if (room.type === 'direct') throw new ApiError(403);
    if (room.isLocked && !world.memberships.of(room.id, caller.id)?.isModerator) throw new ApiError(403);
    const changed = { ...room, ...details };
    world.rooms.put(changed);
    world.tell({ resource: 'rooms', event: 'updated', data: changed, roomId: room.id, actorId: caller.id });
    res.json(changed);
  });

  router.delete('/rooms/:roomId', (req, res) => {
    const caller = callerOf(res);
    const room = roomFor(world, caller, pathOf(req, 'roomId'));
    if (room.type === 'direct') throw new ApiError(403);
    const membership = world.memberships.of(room.id, caller.id);
    if (membership?.isModerator) closeRoom(world, room, caller);
    // Who is no moderator only leaves, so that nobody deletes a room by mistake.
    else if (membership) removeMember(world, membership, caller);
    res.status(204).end();
  });

  return router;
}

const madeBetween =
  (from = Number.NEGATIVE_INFINITY, to = Number.POSITIVE_INFINITY) =>
  ({ created }: Room) =>
    Date.parse(created) >= from && Date.parse(created) <= to;
