/** The shapes that the page's modules share. Only fields that the page reads. */

export interface Person {
  id: string;
  email: string;
  displayName: string;
  nickName: string;
  orgId: string;
  role: string;
}

export type Me = Person & { token: string };

export interface Session {
  apiBase: string;
  orgId: string;
  bot: Person;
  people: Me[];
}

export interface Room {
  id: string;
  title: string;
  type: 'direct' | 'group';
  lastActivity: string;
  created: string;
}

export interface Membership {
  id: string;
  roomId: string;
  personId: string;
  personEmail: string;
  personDisplayName: string;
  personOrgId: string;
}

export interface Message {
  id: string;
  parentId?: string;
  roomId: string;
  text?: string;
  html?: string;
  files?: string[];
  personId: string;
  personEmail: string;
  attachments?: { contentType: string; content: Record<string, unknown> }[];
  created: string;
  updated?: string;
}

/** One line of `GET /playground/events`. */
export interface LiveChange {
  resource: 'messages' | 'memberships' | 'rooms' | 'attachmentActions';
  event: 'created' | 'updated' | 'deleted';
  roomId: string;
  actorId: string;
  id: string;
  for: string[];
}
