import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { request } from 'undici';

/** Between two rounds, when no process answers. */
const PAUSE_MS = 100;

/**
 * The one public address of several processes, as a load balancer gives it: whoever is there answers, and while nobody is, the
 * caller waits.
 */
export async function openDoor(ports: readonly number[]): Promise<{ url: string } & AsyncDisposable> {
  let isOpen = true;
  const ask = async (port: number, method: string, path: string, headers: IncomingHttpHeaders, body: Buffer) => {
    const { connection: _, 'transfer-encoding': __, host: ___, ...passed } = headers;
    const answer = await request(`http://127.0.0.1:${port}${path}`, {
      method: method === 'POST' ? 'POST' : 'GET',
      headers: passed,
      ...(method === 'POST' && { body }),
    });
    return { status: answer.statusCode, headers: answer.headers, body: Buffer.from(await answer.body.arrayBuffer()) };
  };

  const server = createServer(async (req, res) => {
    const chunks: Buffer[] = [];
    for await (const chunk of req) chunks.push(chunk);
    while (isOpen) {
      for (const port of ports) {
        // A process that was just killed answers nothing.
        const answer = await ask(port, req.method ?? '', req.url ?? '/', req.headers, Buffer.concat(chunks)).catch(
          () => undefined,
        );
        if (!answer || answer.status >= 500) continue;
        const { 'transfer-encoding': _, connection: __, 'content-length': ___, ...headers } = answer.headers;
        res.writeHead(answer.status, headers).end(answer.body);
        return;
      }
      await sleep(PAUSE_MS);
    }
    res.writeHead(503).end();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return {
    url: `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`,
    async [Symbol.asyncDispose]() {
      isOpen = false;
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
