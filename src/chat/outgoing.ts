import { clipBytes } from '#lib/shorten.ts';
import { WebexError } from '#webex/errors.ts';
import type { Webex } from '#webex/index.ts';
import type { NewFile, NewMessage } from '#webex/messages.ts';

/** Where a message goes: a space or a thread in it, or one person directly. */
export type Destination = { roomId: string; parentId?: string } | { toPersonId: string };

export interface Content {
  /** Shown in notifications and by clients without cards. Plain: no markdown and no mentions come of it. */
  text: string;
  /** An Adaptive Card of version 1.3 at most. */
  card?: Record<string, unknown>;
  /** With a card it goes out right behind the card, as a reply to it: Webex takes only one of them a message. */
  file?: NewFile;
}

/** Webex counts bytes, not letters. */
const MAX_TEXT_BYTES = 7_439;

/** Posts a message and answers with its id; of a card with a file, with the card's. Throws WebexError. */
export async function post(webex: Webex, to: Destination, { text, card, file }: Content): Promise<{ id: string }> {
  // Webex refuses an empty text.
  const words = { to, text: text === '' ? ' ' : clipBytes(text, MAX_TEXT_BYTES) };
  if (!file) return create(webex, { ...words, card });
  if (!card) return create(webex, { ...words, file });
  const posted = await create(webex, { ...words, card });
  const behind = 'roomId' in to ? { roomId: to.roomId, parentId: to.parentId ?? posted.id } : to;
  await create(webex, { to: behind, file });
  return posted;
}

/** Says something else in place of a message without card and file. Throws WebexError. */
export async function edit(
  webex: Webex,
  id: string,
  { roomId, text }: { roomId: string; text: string },
): Promise<void> {
  await webex.messages.edit(id, { roomId, text: clipBytes(text, MAX_TEXT_BYTES) });
}

/** A thread whose first message is gone is left, so that the answer is not lost with it. */
async function create(webex: Webex, message: NewMessage): Promise<{ id: string }> {
  try {
    return await webex.messages.create(message);
  } catch (error) {
    const { to } = message;
    if (!('parentId' in to) || to.parentId === undefined || !isParentRefused(error)) throw error;
    return webex.messages.create({ ...message, to: { roomId: to.roomId } });
  }
}

/** Webex's words for it are not known, so any 400 or 404 counts; both mean that nothing was posted. */
const isParentRefused = (error: unknown) =>
  error instanceof WebexError && (error.status === 404 || error.status === 400) && error.outcome === 'refused';
