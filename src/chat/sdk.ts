import type { AttachmentAction } from '#webex/attachment-actions.ts';
import type { Webex } from '#webex/index.ts';
import type { Membership } from '#webex/memberships.ts';
import type { Message } from '#webex/messages.ts';
import type { Person } from '#webex/people.ts';
import type { Room } from '#webex/rooms.ts';
import type { Directory } from './directory.ts';

/** What was fetched already, with retries and real errors, before the framework asks for it: it would swallow a failure. */
export interface HandOver {
  messages: Map<string, Message>;
  actions: Map<string, AttachmentAction>;
  memberships: Map<string, Membership>;
  /** By room: everybody in a direct space. */
  members: Map<string, Membership[]>;
}

export const createHandOver = (): HandOver => ({
  messages: new Map(),
  actions: new Map(),
  memberships: new Map(),
  members: new Map(),
});

interface Page<T> {
  items: T[];
  length: number;
  hasNext(): boolean;
  next(): Promise<Page<T>>;
}

interface Hook {
  id: string;
  name: string;
}

/** The part of the Webex SDK that the framework calls on this bot's ways. */
export interface Sdk {
  people: { get(id: string): Promise<Person>; list(filter: { email: string }): Promise<Page<Person>> };
  rooms: { get(id: string): Promise<Room> };
  memberships: {
    get(id: string): Promise<Membership>;
    list(filter: { roomId: string; personId?: string }): Promise<Page<Membership>>;
  };
  messages: { get(id: string): Promise<Message> };
  attachmentActions: { get(id: string): Promise<AttachmentAction> };
  webhooks: { list(): Promise<Page<Hook>>; create(hook: object): Promise<Hook>; remove(): Promise<void> };
}

/** The name the framework knows its webhook by; an event under any other name is dropped without a word. */
export const HOOK_NAME = 'device bot';

/**
 * The SDK under the framework, on the bot's own client. Webhooks are made of nothing here: the framework would delete
 * what it did not create and go deaf when a creation fails, so `webhooks.ts` looks after the real ones.
 */
export function createSdk(webex: Webex, directory: Directory, ready: HandOver): Sdk {
  const hook: Hook = { id: HOOK_NAME, name: HOOK_NAME };
  return {
    people: {
      get: (id) => (id === 'me' ? webex.people.me() : directory.person(id)),
      list: async (filter) => page(await webex.people.list(filter)),
    },
    // A copy: the framework writes into it.
    rooms: { get: async (id) => ({ ...(await directory.room(id)) }) },
    memberships: {
      get: async (id) => ready.memberships.get(id) ?? (await webex.memberships.get(id)),
      list: async (filter) => {
        const known = filter.personId === undefined ? ready.members.get(filter.roomId) : undefined;
        return page(known ?? (await webex.memberships.list(filter)));
      },
    },
    messages: { get: async (id) => ready.messages.get(id) ?? (await webex.messages.get(id)) },
    attachmentActions: { get: async (id) => ready.actions.get(id) ?? (await webex.attachmentActions.get(id)) },
    webhooks: { list: async () => page<Hook>([]), create: async () => ({ ...hook }), remove: async () => {} },
  };
}

/** All there is in one page: the client has followed the links already. */
function page<T>(items: T[]): Page<T> {
  return { items, length: items.length, hasNext: () => false, next: async () => page<T>([]) };
}
