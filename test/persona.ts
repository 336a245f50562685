import type { Simulator } from '../src/simulator/server.ts';
import { actionsIn, drawCard } from './draw.ts';

/** A message of the bot, as a person sees it. */
export interface Said {
  id: string;
  text: string;
  parentId: string | undefined;
  card: unknown;
  /** The card drawn as lines; the text when there is no card. */
  lines: string[];
  /** The first line: what the card says in its largest type. */
  title: string;
}

interface Where {
  /** Left out, the direct space with the bot. */
  space?: string;
  /** The message whose thread it is said in. */
  parentId?: string;
  /** Files that go with it. */
  files?: { name: string; type: string; content: string | Uint8Array<ArrayBuffer> }[];
}

/** Somebody in the simulated cloud: types, clicks and reads through the API with their own token. */
export interface Persona {
  id: string;
  /** Says words and gives what the bot answers. */
  says(text: string, where?: Where): Promise<Said>;
  /** Says words without waiting for an answer; gives the message's id. */
  posts(text: string, where?: Where): Promise<string>;
  /** Presses a button by its title, or a row by its name, and gives what the bot answers. */
  presses(said: Said, title: string, inputs?: Record<string, unknown>): Promise<Said>;
  /** Sends inputs of one's own making for a card. */
  submits(said: Pick<Said, 'id'>, inputs: Record<string, unknown>): Promise<Said>;
  /** The next message of the bot after this one. */
  hears(after: Pick<Said, 'id'>, where?: Where): Promise<Said>;
  /** All messages of the bot in a space that still stand, oldest first. */
  reads(where?: Where): Promise<Said[]>;
  /** Of the direct space with the bot, when no title is given. */
  spaceId(title?: string): string;
  call(method: string, path: string, body?: unknown): Promise<Record<string, unknown>>;
}

const PATIENCE_MS = 15_000;

export function createPersona({
  cloud,
  name,
  listeners,
}: {
  cloud: Simulator;
  name: string;
  listeners: Set<() => void>;
}): Persona {
  const account = cloud.world.people.all().find((person) => person.firstName === name);
  if (!account) throw new Error(`nobody is called ${name}`);
  const { world } = cloud;

  async function call(method: string, path: string, body?: unknown): Promise<Record<string, unknown>> {
    const response = await fetch(cloud.apiBase + path, {
      method,
      headers: { authorization: `Bearer ${account?.token}`, 'content-type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const answer: unknown = response.status === 204 ? {} : await response.json();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${JSON.stringify(answer)}`);
    return typeof answer === 'object' && answer !== null ? { ...answer } : {};
  }

  /** A message with files is a form of several parts. */
  async function upload(fields: Record<string, string>, files: Required<Where>['files']): Promise<string> {
    const form = new FormData();
    for (const [key, value] of Object.entries(fields)) form.append(key, value);
    for (const { name: fileName, type, content } of files)
      form.append('files', new Blob([content], { type }), fileName);
    const headers = { authorization: `Bearer ${account?.token}` };
    const response = await fetch(`${cloud.apiBase}/messages`, { method: 'POST', headers, body: form });
    const answer = Object(await response.json());
    if (!response.ok) throw new Error(`POST /messages: ${response.status} ${JSON.stringify(answer)}`);
    return String(answer.id);
  }

  const spaceId = (title?: string): string => {
    const found = world.rooms.all().find((room) => {
      const members = world.memberships.inRoom(room.id).map(({ personId }) => personId);
      const isMine = members.includes(account.id);
      return title === undefined
        ? room.type === 'direct' && isMine && members.includes(world.bot.id)
        : isMine && room.title === title;
    });
    if (!found) throw new Error(`${name} is in no such space: ${title ?? 'direct'}`);
    return found.id;
  };

  const ofBot = (roomId: string) => world.messages.inRoom(roomId).filter(({ personId }) => personId === world.bot.id);

  /** The messages of the bot that `isNew` lets through; resolves with the first, fails with what there was instead. */
  function next(roomId: string, isNew: (id: string) => boolean, what: string): Promise<Said> {
    return new Promise((resolve, reject) => {
      const look = () => {
        const found = ofBot(roomId).find(({ id }) => isNew(id));
        if (!found) return;
        stop();
        resolve(asSaid(found));
      };
      const timer = setTimeout(() => {
        stop();
        reject(new Error(`the bot did not answer ${what}`));
      }, PATIENCE_MS);
      const stop = () => {
        clearTimeout(timer);
        listeners.delete(look);
      };
      listeners.add(look);
      look();
    });
  }

  /** Runs `act` and waits for a message of the bot that was not there before. */
  async function answered(roomId: string, act: () => Promise<unknown>, what: string): Promise<Said> {
    const before = new Set(ofBot(roomId).map(({ id }) => id));
    await act();
    return next(roomId, (id) => !before.has(id), what);
  }

  const posts = async (text: string, { space, parentId, files = [] }: Where = {}): Promise<string> => {
    const roomId = spaceId(space);
    const isGroup = space !== undefined;
    if (files.length > 0) return upload({ roomId, text }, files);
    const content = isGroup ? { markdown: `<@personId:${world.bot.id}> ${text}` } : { text };
    const { id } = await call('POST', '/messages', { roomId, ...(parentId !== undefined && { parentId }), ...content });
    return String(id);
  };
  const roomOf = (messageId: string): string =>
    world.messages.get(messageId)?.roomId ?? roomOfGone.get(messageId) ?? spaceId();
  const roomOfGone = new Map<string, string>();
  const submits = (said: Pick<Said, 'id'>, inputs: Record<string, unknown>) => {
    const roomId = roomOf(said.id);
    roomOfGone.set(said.id, roomId);
    return answered(
      roomId,
      () => call('POST', '/attachment/actions', { type: 'submit', messageId: said.id, inputs }),
      `to ${JSON.stringify(inputs)}`,
    );
  };

  return {
    id: account.id,
    call,
    posts,
    spaceId,
    submits,
    says: (text, where = {}) => answered(spaceId(where.space), () => posts(text, where), `to "${text.slice(0, 80)}"`),
    presses(said, title, inputs = {}) {
      const action = actionsIn(said.card).find((candidate) => candidate.title === title);
      if (!action) throw new Error(`there is no "${title}" on the card:\n${said.lines.join('\n')}`);
      return submits(said, { ...action.data, ...inputs });
    },
    hears(after, where = {}) {
      const roomId = spaceId(where.space);
      const all = ofBot(roomId).map(({ id }) => id);
      const known = new Set(all.slice(0, all.indexOf(after.id) === -1 ? all.length : all.indexOf(after.id) + 1));
      return next(roomId, (id) => !known.has(id), 'by itself');
    },
    reads: async (where = {}) => ofBot(spaceId(where.space)).map(asSaid),
  };
}

function asSaid(message: {
  id: string;
  text?: string | undefined;
  parentId?: string | undefined;
  attachments?: { content: unknown }[] | undefined;
}): Said {
  const card = message.attachments?.[0]?.content;
  const lines = card === undefined ? (message.text ?? '').split('\n') : drawCard(card);
  return { id: message.id, text: message.text ?? '', parentId: message.parentId, card, lines, title: lines[0] ?? '' };
}
