import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { actionsIn, drawCard } from './draw.ts';

const Message = z.object({
  id: z.string(),
  roomId: z.string(),
  personEmail: z.string(),
  parentId: z.string().optional(),
  text: z.string().default(''),
  attachments: z.array(z.object({ content: z.unknown() })).default([]),
});
export type Message = z.infer<typeof Message>;
const Messages = z.object({ items: z.array(Message) });
const Rooms = z.object({ items: z.array(z.object({ id: z.string() })) });

const BOT = 'devicebot@webex.bot';
const PATIENCE_MS = 25_000;

/** Somebody who knows nothing of this project but the Webex API and a token, as another program would. */
export function outsider(apiBase: string, token: string) {
  async function call(method: string, path: string, body?: unknown): Promise<unknown> {
    const response = await fetch(apiBase + path, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const answer: unknown = response.status === 204 ? {} : await response.json();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${JSON.stringify(answer)}`);
    return answer;
  }

  /** The last messages of a space, newest first. */
  const messagesIn = async (roomId: string): Promise<Message[]> =>
    Messages.parse(await call('GET', `/messages?roomId=${encodeURIComponent(roomId)}&max=100`)).items;

  /** Messages of the bot in a space, oldest first. */
  const reads = async (roomId: string): Promise<Message[]> =>
    (await messagesIn(roomId)).filter(({ personEmail }) => personEmail === BOT).reverse();

  /** Waits until the bot has said this many things more. */
  async function hears(roomId: string, known: readonly Message[], count = 1): Promise<Message[]> {
    const ids = new Set(known.map(({ id }) => id));
    for (const until = Date.now() + PATIENCE_MS; Date.now() < until; await sleep(25)) {
      const fresh = (await reads(roomId)).filter(({ id }) => !ids.has(id));
      if (fresh.length >= count) return fresh;
    }
    throw new Error(`the bot did not say ${count} more things`);
  }

  /** The answer to something; that the bot was away it says by itself, sooner or later, when its start took seconds. */
  const heardOne = async (roomId: string, known: readonly Message[]): Promise<Message> => {
    const fresh = await hears(roomId, known);
    const answer = fresh.find((message) => !/^I was away/.test(titleOf(message)));
    return answer ?? heardOne(roomId, [...known, ...fresh]);
  };

  /** The only direct space there is at the start: the one with the bot. */
  async function direct(): Promise<string> {
    const [room] = Rooms.parse(await call('GET', '/rooms?type=direct')).items;
    if (!room) throw new Error('there is no direct space');
    return room.id;
  }

  const submit = (messageId: string, inputs: object) =>
    call('POST', '/attachment/actions', { type: 'submit', messageId, inputs });

  return {
    call,
    reads,
    hears,
    submit,
    direct,
    /** What somebody else than the bot said last. */
    async lastWords(roomId: string): Promise<Message> {
      const found = (await messagesIn(roomId)).find(({ personEmail }) => personEmail !== BOT);
      if (!found) throw new Error('nobody said anything');
      return found;
    },
    /** Says words, directly unless a space is given, and gives the bot's answer. */
    async says(text: string, space?: string): Promise<Message> {
      const roomId = space ?? (await direct());
      const known = await reads(roomId);
      await call('POST', '/messages', { roomId, ...(space === undefined ? { text } : { markdown: text }) });
      return heardOne(roomId, known);
    },
    async presses(card: Message, title: string, inputs: object = {}): Promise<Message> {
      const known = await reads(card.roomId);
      await submit(card.id, { ...dataOf(card, title), ...inputs });
      return heardOne(card.roomId, known);
    },
  };
}

/** What a button sends. */
export function dataOf(card: Message, title: string): Record<string, unknown> {
  const found = actionsIn(card.attachments[0]?.content).find((action) => action.title === title);
  if (!found) throw new Error(`there is no "${title}" on the card:\n${linesOf(card).join('\n')}`);
  return found.data;
}

export const linesOf = ({ attachments: [card], text }: Message): string[] =>
  card ? drawCard(card.content) : text.split('\n');
export const titleOf = (message: Message): string => linesOf(message)[0] ?? '';
