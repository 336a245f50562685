import { z } from 'zod';
import { type Chat, type ChatHandlers, createChat, type IncomingClick, type IncomingMessage } from '#chat/index.ts';
import type { Clock } from '#lib/clock.ts';
import { createLog } from '#lib/log.ts';
import type { Simulator } from '#simulator/server.ts';
import { createWebex, type Webex } from '#webex/index.ts';
import { startWatched } from '../contract/watched.ts';

export interface OpenChat extends AsyncDisposable {
  cloud: Simulator;
  webex: Webex;
  chat: Chat;
  messages: IncomingMessage[];
  clicks: IncomingClick[];
  added: Parameters<ChatHandlers['onAdded']>[0][];
  removed: string[];
  /** The bot's own requests since the last call, as `GET /messages/:id`. */
  requests(): string[];
  /** Calls the API as a person of the cloud and answers with the body. */
  as(name: string, method: string, path: string, body?: object): Promise<{ id: string } & Record<string, unknown>>;
  /** Posts as a person and gives the event Webex would send. */
  says(name: string, message: object): Promise<{ id: string; event: Parameters<Chat['deliver']>[0] }>;
  person(name: string): Simulator['people'][number];
  room(title: string): string;
  /** Hands an event to the chat, as the first attempt at it. */
  delivers(event: Parameters<Chat['deliver']>[0]): Promise<void>;
  log: string[];
}

const Answer = z.looseObject({ id: z.string() });

/** Waits of a test take no time. */
const impatient: Clock = { now: () => Date.now(), elapsed: () => performance.now(), sleep: async () => {} };

/** A chat with the simulator's cloud behind it, started unless told otherwise. Handlers keep what they are told. */
export async function openChat(handlers: Partial<ChatHandlers> = {}, { start = true } = {}): Promise<OpenChat> {
  let seen: string[] = [];
  const cloud = await startWatched({
    onExchange: ({ method, path, caller }) => {
      if (caller?.type === 'bot')
        seen.push(`${method} ${path.replace(/^(\/attachment\/\w+|\/\w+)\/.{12,}$/, '$1/:id')}`);
    },
  });
  const lines: string[] = [];
  const log = createLog('debug', { write: (line) => void lines.push(line) });
  const webex = createWebex({ apiBase: cloud.apiBase, token: cloud.botToken, clock: impatient, log });
  const messages: IncomingMessage[] = [];
  const clicks: IncomingClick[] = [];
  const added: OpenChat['added'] = [];
  const removed: string[] = [];
  const chat = createChat({
    webex,
    log,
    clock: impatient,
    handlers: {
      onMessage: async (message) => void messages.push(message),
      onClick: async (click) => void clicks.push(click),
      onAdded: async (one) => void added.push(one),
      onRemoved: async ({ spaceId }) => void removed.push(spaceId),
      ...handlers,
    },
  });
  if (start) await chat.start();

  const person = (name: string) => {
    const found = cloud.people.find(({ displayName }) => displayName.startsWith(name));
    if (!found) throw new Error(`nobody is called ${name}`);
    return found;
  };
  const as: OpenChat['as'] = async (name, method, path, body) => {
    const response = await fetch(cloud.apiBase + path, {
      method,
      headers: { authorization: `Bearer ${person(name).token}`, 'content-type': 'application/json' },
      body: body && JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return response.status === 204 ? { id: '' } : Answer.parse(await response.json());
  };
  return {
    delivers: (event) =>
      chat.deliver(event, {
        key: `${event.resource}:${event.event}:${event.data.id}`,
        seq: event.data.id,
        number: 1,
        receivedAt: Date.now(),
      }),
    cloud,
    webex,
    chat,
    messages,
    clicks,
    added,
    removed,
    log: lines,
    as,
    person,
    requests() {
      const all = seen;
      seen = [];
      return all;
    },
    async says(name, message) {
      const posted = await as(name, 'POST', '/messages', message);
      const data = { id: posted.id, roomId: String(posted['roomId']), personId: person(name).id };
      return { id: posted.id, event: { resource: 'messages', event: 'created', actorId: person(name).id, data } };
    },
    room(title) {
      const found = cloud.world.rooms.all().find((room) => room.title === title);
      if (!found) throw new Error(`no space is called ${title}`);
      return found.id;
    },
    async [Symbol.asyncDispose]() {
      await chat.stop();
      await webex.close();
      await cloud.close();
    },
  };
}
