import type { AttachmentAction } from './stores/attachment-actions.ts';
import type { Membership } from './stores/memberships.ts';
import type { Message } from './stores/messages.ts';
import type { Room } from './stores/rooms.ts';

type ChangeEvent = 'created' | 'updated' | 'deleted';

/** What happens in the world, for webhooks and live pages. `actorId` is who did it; `data` is the whole resource. */
export type Change = { event: ChangeEvent; roomId: string; actorId: string } & (
  | { resource: 'messages'; data: Message }
  | { resource: 'memberships'; data: Membership }
  | { resource: 'rooms'; data: Room }
  | { resource: 'attachmentActions'; data: AttachmentAction; cardOwnerId: string }
);

export type ChangeListener = (change: Change) => void;

/** Tells every listener, in the order they came. */
export class Changes {
  readonly #listeners = new Set<ChangeListener>();

  /** Returns the function that ends the listening. */
  onChange(listener: ChangeListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  tell(change: Change): void {
    for (const listener of this.#listeners) listener(change);
  }
}
