import { setTimeout as sleep } from 'node:timers/promises';
import { sameId } from '#lib/ids.ts';
import type { Rooms, Talk } from './rooms.ts';

/** A name is good to have beside an answer, and not worth waiting for. */
const LOOK_UP_MS = 3_000;

/** What a space is called, "direct message with Alice Andersen" where it is one; undefined when the bot is no longer in it, and when Webex does not answer soon. */
export async function titleOf(
  { chat, log }: Pick<Rooms, 'chat' | 'log'>,
  { space }: Pick<Talk, 'space'>,
  spaceId: string,
): Promise<string | undefined> {
  if (sameId(spaceId, space.id)) return nameOf(space);
  const found = chat.space(spaceId).then(
    (one) => nameOf(one),
    (error: unknown) => void log.debug({ err: error }, 'what a space is called could not be looked up'),
  );
  const done = new AbortController();
  const tooLate = sleep(LOOK_UP_MS, undefined, { signal: done.signal, ref: false }).catch(() => undefined);
  try {
    return await Promise.race([found, tooLate]);
  } finally {
    done.abort();
  }
}

const nameOf = ({ title, type }: Pick<Talk['space'], 'title' | 'type'>): string =>
  type === 'direct' ? `direct message with ${title}` : title;
