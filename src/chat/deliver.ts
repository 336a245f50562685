import type { Clock } from '#lib/clock.ts';
import { sameId } from '#lib/ids.ts';
import type { Logger } from '#lib/log.ts';
import { WebexError } from '#webex/errors.ts';
import type { Webex } from '#webex/index.ts';
import type { Message } from '#webex/messages.ts';
import type { Directory } from './directory.ts';
import type { Bot, RunningFramework } from './framework.ts';
import {
  type Attempt,
  type IncomingClick,
  type IncomingMessage,
  type Person,
  type Space,
  toIncomingClick,
  toIncomingMessage,
  toPerson,
  toSpace,
} from './incoming.ts';
import type { Pending } from './pending.ts';
import type { HandOver } from './sdk.ts';
import type { Spaces } from './spaces.ts';

/** A verified event of Webex: metadata only. */
export interface WebexEvent {
  resource: string;
  event: string;
  actorId?: string | undefined;
  data: { id: string; roomId?: string | undefined; personId?: string | undefined };
}

export interface ChatHandlers {
  onMessage(message: IncomingMessage): Promise<void>;
  onClick(click: IncomingClick): Promise<void>;
  /** The bot came into a space. `addedBy` is the id of the person who let it in. */
  onAdded(added: { space: Space; addedBy?: string; attempt: Attempt }): Promise<void>;
  onRemoved(removed: { spaceId: string }): Promise<void>;
}

export interface DeliverOptions {
  webex: Webex;
  framework: RunningFramework;
  directory: Directory;
  spaces: Spaces;
  pending: Pending;
  ready: HandOver;
  handlers: ChatHandlers;
  me(): Person;
  log: Logger;
  clock: Clock;
}

/** Webex sometimes tells of a message a moment before it can be read. */
const SECOND_LOOK_MS = 1_000;

/** Where Webex does not show a bot of another organisation, its address still tells; two bots would talk for ever. */
const BOT_ADDRESS = /@(webex\.bot|sparkbot\.io)$/i;

/** The framework tells nobody about a message without words; it is given these, the handler is not. */
const NO_WORDS = '(no words)';

/** One event: fetched with retries, led through the framework, its handler waited for. */
export function createDeliver(options: DeliverOptions): (event: WebexEvent, attempt: Attempt) => Promise<void> {
  const { webex, framework, directory, spaces, pending, ready, handlers, me, log, clock } = options;
  const isMe = (id: string | undefined) => id !== undefined && sameId(id, me().id);

  async function message(event: WebexEvent, attempt: Attempt): Promise<void> {
    if (isMe(event.data.personId)) return;
    const { id } = event.data;
    const found = await readMessage(id);
    if (isMe(found.personId)) return;
    const sender = await directory.person(found.personId);
    if (sender.type === 'bot' || BOT_ADDRESS.test(found.personEmail ?? ''))
      return log.debug({ id }, 'message of another bot ignored');
    const { isGroup } = await spaces.ensure(found.roomId);
    if (isGroup && !found.mentionedPeople?.some(isMe)) return log.debug({ id }, 'message without a mention ignored');

    ready.messages.set(id, found.text?.trim() ? found : { ...found, text: NO_WORDS });
    const work = async (bot: Bot) =>
      handlers.onMessage({ attempt, ...toIncomingMessage(found, toSpace(bot.room), toPerson(sender), me()) });
    try {
      await pending.through(id, () => framework.receive(event), work);
    } finally {
      ready.messages.delete(id);
    }
  }

  async function readMessage(id: string): Promise<Message> {
    try {
      return await webex.messages.get(id);
    } catch (error) {
      if (!isGone(error)) throw error;
      await clock.sleep(SECOND_LOOK_MS);
      return webex.messages.get(id);
    }
  }

  async function click(event: WebexEvent, attempt: Attempt): Promise<void> {
    const { id } = event.data;
    const action = await webex.attachmentActions.get(id);
    const [person] = await Promise.all([directory.person(action.personId), spaces.ensure(action.roomId)]);
    // Bots can press buttons too; as with messages, they are not answered.
    if (person.type === 'bot') return;
    ready.actions.set(id, action);
    const work = async (bot: Bot) =>
      handlers.onClick({ attempt, ...toIncomingClick(action, toSpace(bot.room), toPerson(person)) });
    try {
      await pending.through(id, () => framework.receive(event), work);
    } finally {
      ready.actions.delete(id);
    }
  }

  async function added(event: WebexEvent, attempt: Attempt): Promise<void> {
    const { actorId, data } = event;
    if (data.personId !== undefined && !isMe(data.personId)) return;
    const found = await webex.memberships
      .get(data.id)
      .catch((error) => (isGone(error) ? undefined : Promise.reject(error)));
    if (!found || !isMe(found.personId)) return;
    directory.forgetRoom(found.roomId);
    // The framework compares ids letter by letter.
    const membership = { ...found, personId: me().id };
    ready.memberships.set(data.id, membership);
    const work = async (bot: Bot) => handlers.onAdded({ space: toSpace(bot.room), addedBy: actorId, attempt });
    try {
      await pending.through(data.id, () => spaces.join(membership, () => framework.receive(event)), work);
    } finally {
      ready.memberships.delete(data.id);
    }
  }

  async function removed(event: WebexEvent): Promise<void> {
    const { roomId, personId } = event.data;
    if (roomId === undefined || !isMe(personId)) return;
    directory.forgetRoom(roomId);
    const work = () => handlers.onRemoved({ spaceId: roomId });
    // A space not heard of since the start has no bot object, and the framework keeps quiet about it.
    if (!framework.botIn(roomId)) return work();
    const exact = { ...event, data: { ...event.data, personId: me().id } };
    await pending.through(leftKey(roomId), () => framework.receive(exact), work);
  }

  const ways = new Map<string, (event: WebexEvent, attempt: Attempt) => Promise<void>>([
    ['messages created', message],
    ['attachmentActions created', click],
    ['memberships created', added],
    ['memberships deleted', removed],
  ]);

  return async (event, attempt) => {
    const way = ways.get(`${event.resource} ${event.event}`);
    if (way) await way(event, attempt);
  };
}

/** The key of a departure, which the framework tells by space only. */
export const leftKey = (roomId: string): string => `left ${roomId}`;

const isGone = (error: unknown) => error instanceof WebexError && error.status === 404;
