import { LRUCache } from 'lru-cache';
import { WebexError } from '#webex/errors.ts';
import type { Webex } from '#webex/index.ts';
import type { Person } from '#webex/people.ts';
import type { Room } from '#webex/rooms.ts';

/** Who and where, remembered, so that a message costs no look-up of its sender and space. */
export interface Directory {
  person(id: string): Promise<Person>;
  room(id: string): Promise<Room>;
  forgetRoom(id: string): void;
}

const MAX_AGE_MS = 10 * 60_000;
const MAX_PEOPLE = 5_000;
const MAX_ROOMS = 5_000;

/** Callers who ask for the same one at the same time share one request. A failure is not remembered. */
export function createDirectory(webex: Webex): Directory {
  const people = new LRUCache<string, Person>({
    max: MAX_PEOPLE,
    ttl: MAX_AGE_MS,
    fetchMethod: (id) => webex.people.get(id).catch((error) => strangerOr(error, id)),
  });
  const rooms = new LRUCache<string, Room>({
    max: MAX_ROOMS,
    ttl: MAX_AGE_MS,
    fetchMethod: (id) => webex.rooms.get(id),
  });
  return {
    person: async (id) => people.get(id) ?? (await people.forceFetch(id)),
    room: async (id) => rooms.get(id) ?? (await rooms.forceFetch(id)),
    forgetRoom: (id) => void rooms.delete(id),
  };
}

/** Webex hides some people of other organisations. Without an organisation such a person is allowed nothing. */
function strangerOr(error: unknown, id: string): Person {
  if (!(error instanceof WebexError) || (error.status !== 404 && error.status !== 403)) throw error;
  return { id, emails: [], displayName: 'Somebody', orgId: '', type: 'person' };
}
