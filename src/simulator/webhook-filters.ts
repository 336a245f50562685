import type { Change } from './changes.ts';
import type { Account } from './people.ts';
import { badRequest } from './requests.ts';
import type { World } from './world.ts';

/** The filters of each resource (https://developer.webex.com/messaging/docs/webhooks). */
const KEYS: Record<string, readonly string[]> = {
  messages: ['roomId', 'roomType', 'personId', 'personEmail', 'mentionedPeople', 'hasFiles', 'hasAttachments'],
  memberships: ['roomId', 'personId', 'personEmail', 'isModerator'],
  rooms: ['type', 'isLocked'],
  attachmentActions: ['roomId', 'personId', 'messageId'],
};

const FLAGS = new Set(['isModerator', 'isLocked', 'hasFiles', 'hasAttachments']);
const ROOM_TYPES = new Set(['roomType', 'type']);

/** Refuses a filter with an unknown key or a value that can't match, with Webex's own words. */
export function checkFilter(world: World, creator: Account, resource: string, filter: string): void {
  for (const [key, value] of new URLSearchParams(filter)) {
    const isKnown = KEYS[resource]?.includes(key) ?? false;
    if (!isKnown || !isPossible(world, creator, key, value)) throw badRequest(`invalid value for filter: ${key}`);
  }
}

function isPossible(world: World, creator: Account, key: string, value: string): boolean {
  if (FLAGS.has(key)) return value === 'true' || value === 'false';
  if (ROOM_TYPES.has(key)) return value === 'direct' || value === 'group';
  if (key === 'roomId') return world.memberships.of(value, creator.id) !== undefined;
  if (key === 'personId') return world.people.get(value) !== undefined;
  if (key === 'mentionedPeople') return value === 'me' || world.people.get(value) !== undefined;
  if (key === 'messageId') return world.messages.get(value) !== undefined;
  return value.includes('@');
}

/** Whether a change passes every condition of a checked filter. `me` is the webhook's creator. */
export function passesFilter(filter: string, change: Change, creatorId: string): boolean {
  for (const [key, value] of new URLSearchParams(filter)) if (!passes(key, value, change, creatorId)) return false;
  return true;
}

function passes(key: string, value: string, change: Change, creatorId: string): boolean {
  const { resource, data } = change;
  switch (key) {
    case 'roomId':
      return change.roomId === value;
    case 'hasFiles':
      return resource === 'messages' && (data.files !== undefined) === (value === 'true');
    case 'hasAttachments':
      return resource === 'messages' && (data.attachments !== undefined) === (value === 'true');
    case 'mentionedPeople':
      return resource === 'messages' && (data.mentionedPeople?.includes(value === 'me' ? creatorId : value) ?? false);
    case 'personEmail':
      return 'personEmail' in data && data.personEmail.toLowerCase() === value.toLowerCase();
    default:
      return String(Reflect.get(data, key)) === value;
  }
}
