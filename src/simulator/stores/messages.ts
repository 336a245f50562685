/** An Adaptive Card as it travels with a message. */
interface Attachment {
  contentType: string;
  content: Record<string, unknown>;
}

/** A message as the API shows it. Records are never changed in place: an edit puts a new one. */
export interface Message {
  id: string;
  parentId?: string;
  roomId: string;
  roomType: 'direct' | 'group';
  text?: string;
  markdown?: string;
  html?: string;
  files?: string[];
  personId: string;
  personEmail: string;
  mentionedPeople?: string[];
  mentionedGroups?: string[];
  attachments?: Attachment[];
  created: string;
  updated?: string;
}

/** How many messages a room keeps; benches post for hours, so older ones are dropped a tenth at a time. */
const MESSAGES_KEPT = 5_000;

export class Messages {
  readonly #byId = new Map<string, Message>();
  readonly #byRoom = new Map<string, Message[]>();
  readonly #edits = new Map<string, number>();
  readonly #dropped: (message: Message) => void;

  /** `dropped` hears of every message that leaves, so that its files can go too. */
  constructor(dropped: (message: Message) => void = () => {}) {
    this.#dropped = dropped;
  }

  add(message: Message): void {
    this.#byId.set(message.id, message);
    const room = this.#byRoom.get(message.roomId);
    if (!room) {
      this.#byRoom.set(message.roomId, [message]);
      return;
    }
    room.push(message);
    if (room.length > MESSAGES_KEPT * 1.1)
      for (const old of room.splice(0, room.length - MESSAGES_KEPT)) this.#forget(old);
  }

  get(id: string): Message | undefined {
    return this.#byId.get(id);
  }

  /** Oldest first. */
  inRoom(roomId: string): readonly Message[] {
    return this.#byRoom.get(roomId) ?? [];
  }

  editsOf(id: string): number {
    return this.#edits.get(id) ?? 0;
  }

  edit(message: Message): void {
    const room = this.#byRoom.get(message.roomId) ?? [];
    const at = room.findLastIndex(({ id }) => id === message.id);
    if (at < 0) return;
    room[at] = message;
    this.#byId.set(message.id, message);
    this.#edits.set(message.id, this.editsOf(message.id) + 1);
  }

  delete(message: Message): void {
    const room = this.#byRoom.get(message.roomId) ?? [];
    const at = room.findLastIndex(({ id }) => id === message.id);
    if (at >= 0) room.splice(at, 1);
    this.#forget(message);
  }

  deleteRoom(roomId: string): void {
    for (const message of this.inRoom(roomId)) this.#forget(message);
    this.#byRoom.delete(roomId);
  }

  #forget(message: Message): void {
    this.#byId.delete(message.id);
    this.#edits.delete(message.id);
    this.#dropped(message);
  }
}
