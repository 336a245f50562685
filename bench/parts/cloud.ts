import { setTimeout as sleep } from 'node:timers/promises';
import { Pool } from 'undici';
import { type Child, startChild } from './child.ts';

interface Account {
  id: string;
  email: string;
  role: string;
  token: string;
}

interface Message {
  id: string;
  roomId: string;
  personId: string;
  text?: string;
  attachments?: unknown[];
}

/** The simulated Webex cloud in a process of its own, and one person in it. */
export interface Cloud {
  process: Child;
  apiBase: string;
  botToken: string;
  botId: string;
  person: Account;
  /** Calls the API. Throws unless it answers with success. */
  call<T>(token: string, method: 'GET' | 'POST' | 'DELETE', path: string, json?: object): Promise<T>;
  /** Makes group spaces that hold the person and the bot. */
  makeSpaces(count: number): Promise<string[]>;
  /** Posts words that mention the bot. */
  say(roomId: string, words: string): Promise<void>;
  /** The bot's newest message in a space. */
  lastAnswer(roomId: string): Promise<Message | undefined>;
  /** Resolves when a webhook of the bot leads to `targetUrl` or below it, so that it can be talked to. */
  listening(targetUrl: string, bot: Child): Promise<void>;
  close(): Promise<void>;
}

const START_MS = 15_000;

/**
 * Starts `npm run simulator` on a free port; the seed is its default, so every cloud is the same. Another script has to say
 * the same line first.
 */
export async function startCloud(name: string, script: readonly string[] = ['src/simulator/cli.ts']): Promise<Cloud> {
  const process = startChild(name, script);
  const line: { apiBase: string; botToken: string; people: Account[] } = JSON.parse(await process.firstLine());
  const { apiBase, botToken, people } = line;
  const person = people.find(({ role }) => role === 'admin');
  if (!person) throw new Error('the simulator has no administrator');
  const base = new URL(apiBase);
  const pool = new Pool(base.origin, { connections: 64, headersTimeout: 10_000, bodyTimeout: 10_000 });

  const call: Cloud['call'] = async (token, method, path, json) => {
    const response = await pool.request({
      method,
      path: base.pathname + path,
      headers: { authorization: `Bearer ${token}`, ...(json && { 'content-type': 'application/json' }) },
      ...(json && { body: JSON.stringify(json) }),
    });
    const text = await response.body.text();
    if (response.statusCode >= 300) throw new Error(`${method} ${path}: ${response.statusCode} ${text.slice(0, 300)}`);
    return text === '' ? undefined : JSON.parse(text);
  };
  const { id: botId } = await call<{ id: string }>(botToken, 'GET', '/people/me');

  return {
    process,
    apiBase,
    botToken,
    botId,
    person,
    call,
    async makeSpaces(count) {
      const spaces: string[] = [];
      for (let number = 1; number <= count; number += 1) {
        const { id } = await call<{ id: string }>(person.token, 'POST', '/rooms', { title: `Bench ${number}` });
        await call(person.token, 'POST', '/memberships', { roomId: id, personId: botId });
        spaces.push(id);
      }
      return spaces;
    },
    say: (roomId, words) =>
      call(person.token, 'POST', '/messages', { roomId, markdown: `<@personId:${botId}> ${words}` }),
    async lastAnswer(roomId) {
      const { items } = await call<{ items: Message[] }>(person.token, 'GET', `/messages?max=2&roomId=${roomId}`);
      return items.find(({ personId }) => personId === botId);
    },
    async listening(targetUrl, bot) {
      for (const until = Date.now() + START_MS; Date.now() < until; await Promise.race([sleep(50), bot.failure])) {
        const { items } = await call<{ items: { targetUrl: string }[] }>(botToken, 'GET', '/webhooks');
        if (items.some((webhook) => webhook.targetUrl.startsWith(targetUrl))) return;
      }
      throw new Error(`${bot.name} made no webhook within ${START_MS / 1000} s`);
    },
    async close() {
      await pool.destroy();
      await process.stop();
    },
  };
}
