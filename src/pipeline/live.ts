import type { Live } from '#intent/command.ts';
import { sameId } from '#lib/ids.ts';
import type { Reply } from '#render/index.ts';
import type { Rooms, Talk } from './rooms.ts';

/** Puts an answer in the place of the card that told of the same before; it goes itself when a later one stands there by then. */
export function keepLive({ chat }: Pick<Rooms, 'chat'>, talk: Talk, { before, onPosted }: Live): void {
  talk.progressId ??= before;
  talk.onPosted = async (messageId) => {
    if (!(await onPosted(messageId))) await chat.remove(messageId);
  };
}

export const isElsewhere = ({ spaceId }: Live, { space }: Pick<Talk, 'space'>): boolean => !sameId(spaceId, space.id);

/** What was done from another space is seen where its cards stand, too. Never throws: it is done. */
export async function tellElsewhere(
  { chat, renderer, log }: Pick<Rooms, 'chat' | 'renderer' | 'log'>,
  { spaceId, parentId, before, onPosted }: Live,
  reply: Reply,
): Promise<void> {
  try {
    const { card, text } = renderer.render(reply);
    const { id } = await chat.post(
      { roomId: spaceId, ...(parentId !== undefined && { parentId }) },
      { text, ...(card && { card }) },
    );
    const old = (await onPosted(id)) ? before : id;
    if (old !== undefined) await chat.remove(old);
  } catch (error) {
    log.warn({ err: error }, 'what was done from another space could not be told');
  }
}
