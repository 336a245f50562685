export interface Membership {
  id: string;
  roomId: string;
  personId: string;
  personEmail: string;
  personDisplayName: string;
  personOrgId: string;
  isModerator: boolean;
  isMonitor: boolean;
  isRoomHidden?: boolean;
  roomType: 'direct' | 'group';
  created: string;
}

/** Who is in which room; asked at every message, so both directions are one look-up. */
export class Memberships {
  readonly #byId = new Map<string, Membership>();
  readonly #byRoom = new Map<string, Map<string, Membership>>();
  readonly #byPerson = new Map<string, Map<string, Membership>>();

  /** Adds a membership, or puts the changed one in its place. */
  put(membership: Membership): void {
    this.#byId.set(membership.id, membership);
    mapOf(this.#byRoom, membership.roomId).set(membership.personId, membership);
    mapOf(this.#byPerson, membership.personId).set(membership.roomId, membership);
  }

  get(id: string): Membership | undefined {
    return this.#byId.get(id);
  }

  /** The person's membership in the room, when there is one. */
  of(roomId: string, personId: string): Membership | undefined {
    return this.#byRoom.get(roomId)?.get(personId);
  }

  inRoom(roomId: string): Membership[] {
    return [...(this.#byRoom.get(roomId)?.values() ?? [])];
  }

  ofPerson(personId: string): Membership[] {
    return [...(this.#byPerson.get(personId)?.values() ?? [])];
  }

  delete({ id, roomId, personId }: Membership): void {
    this.#byId.delete(id);
    this.#byRoom.get(roomId)?.delete(personId);
    this.#byPerson.get(personId)?.delete(roomId);
  }
}

function mapOf<K, V>(maps: Map<string, Map<K, V>>, key: string): Map<K, V> {
  const found = maps.get(key) ?? new Map<K, V>();
  maps.set(key, found);
  return found;
}
