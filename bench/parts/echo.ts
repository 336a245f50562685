import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Pool } from 'undici';

/**
 * Stands between the bot and the cloud, and spares the cloud a burst: messages that were never posted are read as copies of
 * the last real one, and answers to them are taken and dropped. Everything else goes through.
 */
export interface Echo {
  apiBase: string;
  /** From now on these messages can be read, each in its space, and what the bot posts stays here. */
  pretend(messages: readonly { id: string; roomId: string }[]): void;
  /** How many answers each space got since then. */
  answers: Map<string, number>;
  close(): Promise<void>;
}

export async function startEcho(apiBase: string): Promise<Echo> {
  const target = new URL(apiBase);
  const pool = new Pool(target.origin, { connections: 64 });
  const rooms = new Map<string, string>();
  const answers = new Map<string, number>();
  let question: object = {};
  let answer: object = {};
  let count = 0;

  const isMessage = (url: string) => url.startsWith(`${target.pathname}/messages/`);

  /** The answer to a call that has to do with a message that is not there. */
  function pretended(method: string, url: string, body: string): object | undefined {
    if (rooms.size === 0) return undefined;
    const roomId = method === 'GET' ? rooms.get(url.slice(url.lastIndexOf('/') + 1)) : undefined;
    if (roomId !== undefined) return { ...question, id: url.slice(url.lastIndexOf('/') + 1), roomId };
    if (method !== 'POST' || url !== `${target.pathname}/messages`) return undefined;
    const { roomId: to = '' }: { roomId?: string } = JSON.parse(body);
    answers.set(to, (answers.get(to) ?? 0) + 1);
    count += 1;
    return { ...answer, id: `answer-${count}`, roomId: to };
  }

  const server = createServer(async (req, res) => {
    try {
      const { method = '', url = '', headers } = req;
      const body = await textOf(req);
      const made = pretended(method, url, body);
      if (made) {
        res.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(made));
        return;
      }
      const { authorization = '', 'content-type': type } = headers;
      const real = await pool.request({
        method: method === 'POST' || method === 'PUT' || method === 'DELETE' ? method : 'GET',
        path: url,
        headers: { authorization, ...(type !== undefined && { 'content-type': type }) },
        ...(body !== '' && { body }),
      });
      const text = await real.body.text();
      if (real.statusCode === 200 && isMessage(url)) question = JSON.parse(text);
      if (real.statusCode === 200 && method === 'POST' && url === `${target.pathname}/messages`)
        answer = JSON.parse(text);
      const { link } = real.headers;
      res.writeHead(real.statusCode, { 'content-type': 'application/json', ...(link !== undefined && { link }) });
      res.end(text);
    } catch {
      // The bot sees a broken connection, and the bench that it does not answer.
      req.destroy();
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;

  return {
    apiBase: `http://127.0.0.1:${port}${target.pathname}`,
    pretend(messages) {
      for (const { id, roomId } of messages) rooms.set(id, roomId);
    },
    answers,
    async close() {
      server.close();
      server.closeAllConnections();
      await pool.destroy();
    },
  };
}

async function textOf(req: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of req) parts.push(part);
  return Buffer.concat(parts).toString();
}
