import { sameId } from '#lib/ids.ts';
import type { Logger } from '#lib/log.ts';
import { WebexError } from '#webex/errors.ts';
import type { Webex } from '#webex/index.ts';
import type { Message } from '#webex/messages.ts';
import type { Room } from '#webex/rooms.ts';
import type { Person } from './incoming.ts';
import { wordsOf } from './mention.ts';

/** The event that Webex would have delivered for a message. */
export interface MissedEvent {
  resource: 'messages';
  event: 'created';
  actorId: string;
  data: {
    id: string;
    roomId: string;
    personId: string;
    personEmail?: string | undefined;
    roomType: string;
    created: string;
  };
}

export interface MissedMessage {
  event: MissedEvent;
  /** The words without the bot's mention. */
  words: string;
  /** When it was written, in ms since the epoch; NaN when Webex does not say. */
  createdAt: number;
}

/** What people said to the bot in one space, the oldest first, whether it was delivered or not. */
export interface SaidInSpace {
  spaceId: string;
  messages: MissedMessage[];
  /** There was more before these. */
  isCut: boolean;
}

/** How much is read: enough for any outage that is worth catching up with, and never without end. */
const LIMITS = { spaces: 200, messagesInSpace: 500, spacesAtOnce: 4 };
/** The most Webex gives at once of messages that mention the bot. */
const PAGE = 100;

interface FindMissedOptions {
  webex: Pick<Webex, 'rooms' | 'messages'>;
  me: Person;
  person(id: string): Promise<Person>;
  /** From when on, in ms since the epoch. */
  since: number;
  limits?: Partial<typeof LIMITS>;
  log: Logger;
  signal?: AbortSignal;
  /** Takes one space; several are taken at the same time. */
  onSpace(space: SaidInSpace): Promise<void>;
}

/**
 * Goes through what Webex still knows of a time in which no events came: messages of the spaces where something was said
 * since then. Those of bots are left out. Clicks are not kept by Webex. Throws WebexError when the spaces can't be listed;
 * a space that fails, here or in `onSpace`, does not keep the others from being read. Resolves with how many failed.
 * https://developer.webex.com/docs/api/v1/messages/list-messages
 */
export async function findMissed(options: FindMissedOptions): Promise<{ failed: number }> {
  const { webex, since, log, signal, onSpace } = options;
  const limits = { ...LIMITS, ...options.limits };
  const recent = await webex.rooms.recent(limits.spaces);
  // A space that does not say when it was active is looked at.
  const active = recent.filter(({ lastActivity }) => !(Date.parse(lastActivity ?? '') < since));
  if (active.length >= limits.spaces) log.warn({ spaces: limits.spaces }, 'more spaces were active than are caught up');
  const waiting = active.values();
  let failed = 0;

  async function work(): Promise<void> {
    for (const room of waiting) {
      if (signal?.aborted) return;
      try {
        const said = await saidIn(room, options, limits.messagesInSpace);
        if (said.messages.length > 0) await onSpace(said);
      } catch (error) {
        if (isClosed(error)) {
          log.info({ roomId: room.id, err: error }, 'a space is not the bot’s to read any more');
          continue;
        }
        failed += 1;
        log.warn({ roomId: room.id, err: error }, 'a space could not be caught up with');
      }
    }
  }
  await Promise.all(Array.from({ length: limits.spacesAtOnce }, work));
  return { failed };
}

async function saidIn(room: Room, options: FindMissedOptions, limit: number): Promise<SaidInSpace> {
  const { webex, me, person, since } = options;
  const isGroup = room.type !== 'direct';
  const found: Message[] = [];
  let isCut = false;
  for (let isMore = true; isMore; ) {
    const last = found.at(-1);
    const filter = { roomId: room.id, max: PAGE, ...(isGroup && { mentionedPeople: 'me' as const }) };
    const page = last
      ? await webex.messages.list({ ...filter, beforeMessage: last.id }).catch(brokenOff)
      : await webex.messages.list(filter);
    const young = page.filter(({ created }) => !(Date.parse(created) < since));
    found.push(...young);
    isMore = young.length === PAGE;
    if (found.length < limit) continue;
    isCut = isMore || found.length > limit;
    found.length = limit;
    isMore = false;
  }
  const messages: MissedMessage[] = [];
  for (const message of found.reverse()) {
    if (sameId(message.personId, me.id) || (await person(message.personId)).type === 'bot') continue;
    messages.push(toMissed(message, room, me));
  }
  return { spaceId: room.id, messages, isCut };
}

function toMissed(message: Message, room: Room, me: Person): MissedMessage {
  const { id, personId, personEmail, created } = message;
  const data = { id, roomId: room.id, personId, personEmail, roomType: room.type, created };
  return {
    event: { resource: 'messages', event: 'created', actorId: personId, data },
    words: wordsOf(message, me),
    createdAt: Date.parse(created),
  };
}

/** The message that the next page was to begin at may have been deleted: then the space is read anew, not given up. */
function brokenOff(cause: unknown): never {
  throw new Error('a list of messages could not be read to its end', { cause });
}

/** The bot was removed from the space in the meantime, or the space is gone. */
const isClosed = (error: unknown) => error instanceof WebexError && (error.status === 404 || error.status === 403);
