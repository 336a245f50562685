import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Pool } from 'undici';

/** Stands between a bot and the cloud and counts the bot's calls by their kind, such as `GET /messages/{id}`. */
export interface Counter {
  apiBase: string;
  calls: Map<string, number>;
  /** The body of the last message that was posted. */
  posted(): Record<string, unknown>;
  close(): Promise<void>;
}

export async function startCounter(apiBase: string): Promise<Counter> {
  const target = new URL(apiBase);
  const pool = new Pool(target.origin, { connections: 64 });
  const calls = new Map<string, number>();
  let posted = '{}';

  const server = createServer(async (req, res) => {
    try {
      const body = await textOf(req);
      const kind = `${req.method} ${kindOf(req.url ?? '', target.pathname)}`;
      calls.set(kind, (calls.get(kind) ?? 0) + 1);
      if (kind === 'POST /messages') posted = body;
      const { authorization = '', 'content-type': type } = req.headers;
      const answer = await pool.request({
        method: req.method === 'POST' || req.method === 'PUT' || req.method === 'DELETE' ? req.method : 'GET',
        path: req.url ?? '',
        headers: { authorization, ...(type !== undefined && { 'content-type': type }) },
        ...(body !== '' && { body }),
      });
      const { link } = answer.headers;
      res.writeHead(answer.statusCode, { 'content-type': 'application/json', ...(link !== undefined && { link }) });
      res.end(await answer.body.text());
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
    calls,
    posted: () => JSON.parse(posted),
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

/** Ids are long; the words of the API's paths are not. */
const kindOf = (url: string, prefix: string): string =>
  url
    .slice(prefix.length)
    .replace(/\?.*$/, '')
    .replace(/\/[\w=-]{30,}/g, '/{id}');
