/** A press of a card's button, as the API shows it. */
export interface AttachmentAction {
  id: string;
  type: 'submit';
  messageId: string;
  inputs: Record<string, unknown>;
  personId: string;
  roomId: string;
  created: string;
}

interface Kept {
  action: AttachmentAction;
  /** Whose card it was; the card may be gone when its owner asks for the inputs. */
  cardOwnerId: string;
}

const KEPT = 20_000;

export class AttachmentActions {
  readonly #byId = new Map<string, Kept>();

  add(action: AttachmentAction, cardOwnerId: string): void {
    this.#byId.set(action.id, { action, cardOwnerId });
    if (this.#byId.size > KEPT) for (const oldest of this.#byId.keys()) return void this.#byId.delete(oldest);
  }

  get(id: string): Kept | undefined {
    return this.#byId.get(id);
  }
}
