import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';

export interface Received {
  path: string;
  headers: IncomingHttpHeaders;
  text: string;
}

/** A receiver of the audit on this machine. `answer` says with which status, and `undefined` that it never answers. */
export async function openReceiver(answer: (count: number) => number | undefined = () => 204) {
  const received: Received[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    received.push({ path: request.url ?? '', headers: request.headers, text: Buffer.concat(chunks).toString() });
    const status = answer(received.length);
    if (status !== undefined)
      response.writeHead(status, status >= 300 && status < 400 ? { location: '/elsewhere' } : {}).end('thanks');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  return {
    received,
    port,
    url: `http://127.0.0.1:${port}/in`,
    isSigned: ({ headers, text }: Received, secret: string) =>
      headers['x-audit-signature'] ===
      `sha256=${createHmac('sha256', secret).update(`${headers['x-audit-timestamp']}.${text}`).digest('hex')}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
