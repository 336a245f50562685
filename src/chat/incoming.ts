import type { AttachmentAction } from '#webex/attachment-actions.ts';
import type { Message } from '#webex/messages.ts';
import type { Person as WebexPerson } from '#webex/people.ts';
import type { Room } from '#webex/rooms.ts';
import { wordsOf } from './mention.ts';

export interface Person {
  id: string;
  /** Empty when Webex hides it; such a person is of no organisation and is allowed nothing. */
  orgId: string;
  email: string;
  displayName: string;
  type: string;
  /** An IANA name, such as Europe/Oslo. */
  timeZone?: string;
}

export interface Space {
  id: string;
  title: string;
  type: 'group' | 'direct';
}

/**
 * Which attempt at an event this is: `number` is 1 for the first, `seq` sorts by the time the event came in, and
 * `receivedAt` is that time in ms since the epoch.
 */
export interface Attempt {
  key: string;
  seq: string;
  number: number;
  receivedAt: number;
}

export interface IncomingMessage {
  attempt: Attempt;
  id: string;
  space: Space;
  person: Person;
  /** The words without the bot's mention; line breaks as typed; empty when only the bot's name or a file was sent. */
  text: string;
  /** The first message of the thread this one belongs to. */
  parentId?: string;
  /** Addresses of files; reading them needs the bot's token. */
  files: string[];
  /** ISO 8601. */
  created: string;
}

export interface IncomingClick {
  attempt: Attempt;
  id: string;
  /** The message whose card was pressed. */
  messageId: string;
  /** What the client sent. Anybody in the space can send anything: check each value. It has no prototype. */
  inputs: Record<string, unknown>;
  space: Space;
  person: Person;
}

export function toPerson({ id, orgId, emails, displayName, type, timezone }: WebexPerson): Person {
  const email = emails[0] ?? '';
  return { id, orgId, email, displayName: displayName || email, type, timeZone: timezone };
}

export const toSpace = ({ id, title, type }: Pick<Room, 'id' | 'title' | 'type'>): Space => ({
  id,
  title,
  type: type === 'direct' ? 'direct' : 'group',
});

export function toIncomingMessage(
  message: Message,
  space: Space,
  person: Person,
  me: Person,
): Omit<IncomingMessage, 'attempt'> {
  const { id, parentId, files = [], created } = message;
  return { id, space, person, text: wordsOf(message, me), parentId, files, created };
}

export function toIncomingClick(
  action: AttachmentAction,
  space: Space,
  person: Person,
): Omit<IncomingClick, 'attempt'> {
  const inputs: Record<string, unknown> = Object.create(null);
  for (const [key, value] of Object.entries(action.inputs)) if (key !== '__proto__') inputs[key] = value;
  return { id: action.id, messageId: action.messageId, inputs, space, person };
}
