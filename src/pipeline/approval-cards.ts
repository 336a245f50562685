import type { Destination } from '#chat/outgoing.ts';
import { sameId } from '#lib/ids.ts';
import type { Reply } from '#render/index.ts';
import type { Approval, ApprovalCard } from '#store/index.ts';
import { WebexError } from '#webex/errors.ts';
import type { Rooms, Talk } from './rooms.ts';

type NewCard = Omit<ApprovalCard, 'id' | 'messageId' | 'isOver'> & { isOver?: boolean };

const destinationOf = ({ spaceId, personId, parentId }: NewCard): Destination =>
  spaceId === undefined
    ? { toPersonId: personId ?? '' }
    : { roomId: spaceId, ...(parentId !== undefined && { parentId }) };

/** Posts a card of an approval and notes where it stands. Throws when it could not be posted; then it is noted nowhere. */
export async function postCard(rooms: Rooms, card: NewCard, reply: Reply): Promise<void> {
  const { chat, renderer, store } = rooms;
  // Noted first: somebody may press it before Webex has said its id.
  const id = await store.approvals.addCard(card);
  try {
    const { card: made, text } = renderer.render(reply);
    const posted = await chat.post(destinationOf(card), { text, ...(made && { card: made }) });
    await store.approvals.attach(id, posted.id);
  } catch (error) {
    // Where nobody knows whether it stands there, it can be pressed.
    if (!(error instanceof WebexError) || error.outcome !== 'unknown') await store.approvals.forgetCard(id);
    throw error;
  }
}

/** For an answer that is such a card: what to do once it stands in the space. */
export async function noteCard({ store }: Rooms, card: NewCard): Promise<(messageId: string) => Promise<void>> {
  const id = await store.approvals.addCard(card);
  return (messageId) => store.approvals.attach(id, messageId);
}

/** The note of the card that was pressed; undefined when no such card was put where it was pressed. */
export const pressedCard = (cards: readonly ApprovalCard[], talk: Talk): ApprovalCard | undefined =>
  cards.find(
    (card) =>
      card.kind !== 'pointer' &&
      card.kind !== 'told' &&
      isIn(card, talk) &&
      (card.messageId === undefined || sameId(card.messageId, talk.cardId ?? '')),
  );

/** Whether a card was put into the space of this talk. */
export const isIn = ({ spaceId, personId }: NewCard, { space, person }: Pick<Talk, 'space' | 'person'>): boolean =>
  spaceId === undefined ? space.type === 'direct' && sameId(personId ?? '', person.id) : sameId(spaceId, space.id);

/** Whether a card stands where the change was asked for. */
export const isWhereAsked = ({ space }: Pick<Approval, 'space'>, spaceId: string | undefined): boolean =>
  spaceId !== undefined && sameId(space.id, spaceId);

/** Takes a message away; that it is gone already, or that its space is, is as good. */
export async function takeAway({ chat, log }: Rooms, messageId: string): Promise<void> {
  try {
    await chat.remove(messageId);
  } catch (error) {
    log.warn({ messageId, err: error }, 'a card of an approval could not be taken away');
  }
}

/** Says something in place of a card. A space that is gone is no reason to keep the others waiting. */
export async function sayInPlace(rooms: Rooms, card: NewCard, reply: Reply): Promise<void> {
  const { card: made, text } = rooms.renderer.render(reply);
  try {
    await rooms.chat.post(destinationOf(card), { text, ...(made && { card: made }) });
  } catch (error) {
    if (!(error instanceof WebexError) || error.outcome === 'not-sent') throw error;
    rooms.log.warn({ err: error }, 'what became of an approval could not be told');
  }
}
