import type { Change } from './changes.ts';
import { ApiError } from './errors.ts';
import type { Account } from './people.ts';
import type { Message } from './stores/messages.ts';
import type { Room } from './stores/rooms.ts';
import type { World } from './world.ts';

/**
 * People see every message of their rooms. A bot sees all in a direct room, but in a group room only what mentions it
 * and what it wrote itself (https://developer.webex.com/messaging/docs/bots).
 */
export function canSeeMessage(world: World, viewer: Account, message: Message): boolean {
  if (!world.memberships.of(message.roomId, viewer.id)) return false;
  if (viewer.type !== 'bot' || message.roomType === 'direct' || message.personId === viewer.id) return true;
  return message.mentionedPeople?.includes(viewer.id) ?? false;
}

/** Whether an account may hear of a change, by webhook or by live page. Who was removed from a room still hears that. */
export function canSeeChange(world: World, viewer: Account, change: Change): boolean {
  switch (change.resource) {
    case 'messages':
      return canSeeMessage(world, viewer, change.data);
    case 'attachmentActions':
      return change.cardOwnerId === viewer.id;
    case 'memberships':
      return change.data.personId === viewer.id || world.memberships.of(change.roomId, viewer.id) !== undefined;
    case 'rooms':
      return world.memberships.of(change.roomId, viewer.id) !== undefined;
  }
}

/** The room, when the caller is in it; a 404 otherwise, so that nobody learns which rooms exist. */
export function roomFor(world: World, caller: Account, roomId: string): Room {
  const room = world.rooms.get(roomId);
  if (!room || !world.memberships.of(roomId, caller.id)) throw new ApiError(404);
  return room;
}

/** The message, when the caller sees it; a 404 otherwise. */
export function messageFor(world: World, caller: Account, messageId: string): Message {
  const message = world.messages.get(messageId);
  if (!message || !canSeeMessage(world, caller, message)) throw new ApiError(404);
  return message;
}

/** A direct room is titled with the name of the other one in it. */
export function roomAsSeenBy(world: World, viewer: Account, room: Room): Room {
  if (room.type === 'group') return room;
  const other = world.memberships.inRoom(room.id).find(({ personId }) => personId !== viewer.id);
  return { ...room, title: other?.personDisplayName ?? room.title };
}
