import { ApiError } from './errors.ts';
import { renderMarkdown } from './markdown.ts';
import type { MessageDraft } from './message-draft.ts';
import type { Account } from './people.ts';
import { badRequest } from './requests.ts';
import { directRoom } from './spaces.ts';
import type { StoredFile } from './stores/files.ts';
import type { Message } from './stores/messages.ts';
import type { Room } from './stores/rooms.ts';
import { roomFor } from './visibility.ts';
import type { World } from './world.ts';

export type NewFile = Pick<StoredFile, 'name' | 'type' | 'bytes'>;

/** Posts a checked draft; `origin` is where the caller reaches this cloud, for the file's address. */
export function postMessage(
  world: World,
  author: Account,
  draft: MessageDraft,
  file: NewFile | undefined,
  origin: string,
): Message {
  const room = targetOf(world, author, draft);
  const id = world.newId('MESSAGE');
  const message: Message = {
    id,
    ...(draft.parentId === undefined ? {} : { parentId: parentOf(world, room, draft.parentId) }),
    roomId: room.id,
    roomType: room.type,
    ...words(world, room, draft),
    ...(file ? { files: [`${origin}/v1/contents/${keepFile(world, id, file)}`] } : {}),
    personId: author.id,
    personEmail: author.email,
    ...(draft.attachments?.length ? { attachments: draft.attachments } : {}),
    created: world.timestamp(),
  };
  world.messages.add(message);
  world.rooms.put({ ...room, lastActivity: message.created });
  world.tell({ resource: 'messages', event: 'created', data: message, roomId: room.id, actorId: author.id });
  return message;
}

/** Puts new words in place of a message's old ones. */
export function editMessage(world: World, message: Message, edit: Pick<MessageDraft, 'text' | 'markdown'>): Message {
  const room = world.rooms.get(message.roomId);
  if (!room) throw new ApiError(404);
  const { id, parentId, roomId, roomType, personId, personEmail, created } = message;
  const changed: Message = {
    id,
    ...(parentId === undefined ? {} : { parentId }),
    roomId,
    roomType,
    ...words(world, room, edit),
    personId,
    personEmail,
    created,
    updated: world.timestamp(),
  };
  world.messages.edit(changed);
  world.tell({ resource: 'messages', event: 'updated', data: changed, roomId, actorId: personId });
  return changed;
}

function targetOf(world: World, author: Account, { roomId, toPersonId, toPersonEmail }: MessageDraft): Room {
  if (roomId !== undefined) return roomFor(world, author, roomId);
  const to = toPersonId === undefined ? world.people.withEmail(toPersonEmail ?? '') : world.people.get(toPersonId);
  if (!to) throw new ApiError(404);
  if (to.id === author.id) throw badRequest('A message to oneself is not possible.');
  return directRoom(world, author, to);
}

/** Threads have one level: who answers an answer must name its parent. */
function parentOf(world: World, room: Room, parentId: string): string {
  const parent = world.messages.get(parentId);
  if (!parent || parent.roomId !== room.id) throw new ApiError(404);
  if (parent.parentId !== undefined) throw badRequest('parentId must not be a reply itself.');
  return parentId;
}

type Words = Pick<Message, 'text' | 'markdown' | 'html' | 'mentionedPeople' | 'mentionedGroups'>;

function words(world: World, room: Room, { text, markdown }: Pick<MessageDraft, 'text' | 'markdown'>): Words {
  if (!markdown) return text ? { text } : {};
  const rendered = renderMarkdown(markdown, (key) => {
    const account = 'id' in key ? world.people.get(key.id) : world.people.withEmail(key.email);
    return account && world.memberships.of(room.id, account.id) ? account : undefined;
  });
  return {
    text: text || rendered.text,
    markdown,
    html: rendered.html,
    ...(rendered.mentionedPeople.length > 0 ? { mentionedPeople: rendered.mentionedPeople } : {}),
    ...(rendered.mentionsAll ? { mentionedGroups: ['all'] } : {}),
  };
}

function keepFile(world: World, messageId: string, file: NewFile): string {
  const id = world.newId('CONTENT');
  world.files.add({ ...file, id, messageId });
  return id;
}
