import { webexId } from './ids.ts';
import type { Account } from './people.ts';
import type { Membership } from './stores/memberships.ts';
import type { Room } from './stores/rooms.ts';
import type { World } from './world.ts';

type NewRoom = Pick<Room, 'title'> & Partial<Omit<Room, 'id' | 'title' | 'created' | 'lastActivity'>>;

/** Opens a room with the given members; the first one is its creator. Tells of the room, then of each membership. */
export function openRoom(world: World, members: [Account, ...Account[]], details: NewRoom, id?: string): Room {
  const [creator] = members;
  const created = world.timestamp();
  const room: Room = {
    id: id ?? world.newId('ROOM'),
    type: 'group',
    isLocked: false,
    creatorId: creator.id,
    ownerId: creator.orgId,
    isPublic: false,
    isReadOnly: false,
    isAnnouncementOnly: false,
    ...details,
    created,
    lastActivity: created,
  };
  world.rooms.put(room);
  // All memberships stand before anything is told, so that each member may see the news.
  const memberships = members.map((account) =>
    putMembership(world, room, account, room.isLocked && account.id === creator.id),
  );
  world.tell({ resource: 'rooms', event: 'created', data: room, roomId: room.id, actorId: creator.id });
  for (const data of memberships)
    world.tell({ resource: 'memberships', event: 'created', data, roomId: room.id, actorId: creator.id });
  return room;
}

/** The id of two accounts' direct room, there or not yet: it follows from the pair, so finding the room needs no search. */
export const directRoomId = (world: World, one: Account, other: Account) =>
  webexId('ROOM', world.seed, ['direct', one.id, other.id].sort().join(':'));

/** The direct room of two accounts; opened when they have not talked yet. */
export function directRoom(world: World, from: Account, to: Account): Room {
  const id = directRoomId(world, from, to);
  return world.rooms.get(id) ?? openRoom(world, [from, to], { title: to.displayName, type: 'direct' }, id);
}

export function addMember(
  world: World,
  room: Room,
  account: Account,
  actor: Account,
  isModerator: boolean,
): Membership {
  const data = putMembership(world, room, account, isModerator);
  world.tell({ resource: 'memberships', event: 'created', data, roomId: room.id, actorId: actor.id });
  return data;
}

export function removeMember(world: World, membership: Membership, actor: Account): void {
  world.memberships.delete(membership);
  const { roomId } = membership;
  world.tell({ resource: 'memberships', event: 'deleted', data: membership, roomId, actorId: actor.id });
}

/** Removes a room with all that is in it; each member is told of the end of the own membership. */
export function closeRoom(world: World, room: Room, actor: Account): void {
  for (const membership of world.memberships.inRoom(room.id)) removeMember(world, membership, actor);
  world.messages.deleteRoom(room.id);
  world.rooms.delete(room.id);
}

function putMembership(world: World, room: Room, account: Account, isModerator: boolean): Membership {
  const membership: Membership = {
    id: world.newId('MEMBERSHIP'),
    roomId: room.id,
    personId: account.id,
    personEmail: account.email,
    personDisplayName: account.displayName,
    personOrgId: account.orgId,
    isModerator,
    isMonitor: false,
    roomType: room.type,
    created: world.timestamp(),
  };
  world.memberships.put(membership);
  return membership;
}
