import { type Clock, systemClock } from '#lib/clock.ts';
import { sameId } from '#lib/ids.ts';
import type { Logger } from '#lib/log.ts';
import { Problem } from '#lib/problem.ts';
import type { Webex } from '#webex/index.ts';
import { type ChatHandlers, createDeliver, leftKey, type WebexEvent } from './deliver.ts';
import { createDirectory } from './directory.ts';
import { type Bot, createFramework } from './framework.ts';
import { type Attempt, type Person, type Space, toPerson, toSpace } from './incoming.ts';
import { type Content, type Destination, edit, post } from './outgoing.ts';
import { createPending } from './pending.ts';
import { createHandOver, createSdk } from './sdk.ts';
import { createSpaces } from './spaces.ts';

export type { ChatHandlers } from './deliver.ts';
export type { Attempt, IncomingClick, IncomingMessage, Person, Space } from './incoming.ts';

export interface Chat {
  /** Learns who the bot is. Throws WebexError when Webex refuses the token or can't be reached. */
  start(): Promise<void>;
  /** The bot itself; known after `start`. */
  readonly me: Person;
  /** The bot caused this event itself, by what the envelope says. False as long as it is not known who the bot is. */
  isOwn(event: WebexEvent): boolean;
  /**
   * Takes one event to its handler and resolves when that has finished. Throws what the handler throws, and WebexError
   * when the message or click could not be fetched.
   */
  deliver(event: WebexEvent, attempt: Attempt): Promise<void>;
  /** Throws WebexError; repeated after 429 only, because anything else might post it twice. */
  post(to: Destination, content: Content, options?: { duringCooldown?: boolean }): Promise<{ id: string }>;
  /** Puts a plain text in place of what a message without card and file says; Webex allows it ten times. Throws WebexError. */
  edit(messageId: string, to: { roomId: string; text: string }): Promise<void>;
  /** Resolves also when the message is gone already. */
  remove(messageId: string): Promise<void>;
  /** Remembered for ten minutes. */
  person(id: string): Promise<Person>;
  /** Remembered for ten minutes. */
  space(id: string): Promise<Space>;
  stop(): Promise<void>;
}

export interface ChatOptions {
  webex: Webex;
  log: Logger;
  handlers: ChatHandlers;
  clock?: Clock;
}

/** Conversations on Webex, by way of webex-node-bot-framework on the bot's own client. */
export function createChat({ webex, log, handlers, clock = systemClock }: ChatOptions): Chat {
  const directory = createDirectory(webex);
  const ready = createHandOver();
  const pending = createPending();
  let myself: Person | undefined;
  const me = (): Person => {
    if (!myself) throw new Problem('The bot has not started yet.', { code: 'not-started' });
    return myself;
  };
  const sdk = createSdk(webex, directory, ready);
  const events = {
    message: pending.tell,
    click: pending.tell,
    entered: pending.tell,
    left: (bot: Bot) => pending.tell(leftKey(bot.room.id), bot),
  };
  const framework = createFramework(sdk, events, log);
  const spaces = createSpaces({ webex, framework, directory, ready, me: () => me().id });
  const deliver = createDeliver({ webex, framework, directory, spaces, pending, ready, handlers, me, log, clock });

  return {
    async start() {
      myself = toPerson(await framework.start());
    },
    get me() {
      return me();
    },
    isOwn: ({ resource, data }) =>
      resource === 'messages' &&
      myself !== undefined &&
      data.personId !== undefined &&
      sameId(data.personId, myself.id),
    deliver,
    post: (to, content, options) => post(options ? webex.with(options) : webex, to, content),
    edit: (messageId, to) => edit(webex, messageId, to),
    remove: (messageId) => webex.messages.remove(messageId),
    person: async (id) => toPerson(await directory.person(id)),
    space: async (id) => toSpace(await directory.room(id)),
    stop: () => framework.stop(),
  };
}
