/** A room as the API shows it; a direct room's title depends on who looks (`roomAsSeenBy`). */
export interface Room {
  id: string;
  title: string;
  type: 'direct' | 'group';
  isLocked: boolean;
  teamId?: string;
  lastActivity: string;
  creatorId: string;
  created: string;
  ownerId: string;
  isPublic: boolean;
  isReadOnly: boolean;
  isAnnouncementOnly: boolean;
  description?: string;
}

export class Rooms {
  readonly #byId = new Map<string, Room>();

  /** Adds a room, or puts the changed one in its place. */
  put(room: Room): void {
    this.#byId.set(room.id, room);
  }

  get(id: string): Room | undefined {
    return this.#byId.get(id);
  }

  delete(id: string): void {
    this.#byId.delete(id);
  }

  all(): Room[] {
    return [...this.#byId.values()];
  }
}
