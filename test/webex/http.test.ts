import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import { expect, test } from 'vitest';
import { createLog } from '#lib/log.ts';
import { createHttp } from '#webex/http.ts';
import { failureOf, fakeWebex, TOKEN } from './fake-webex.ts';

test('every request carries the token and a tracking id of its own', async () => {
  await using fake = await fakeWebex(() => ({ json: { id: 'p1' } }));
  await fake.webex.people.me();
  await fake.webex.people.me();
  const ids = fake.seen.map((one) => one.headers['trackingid']);
  expect(fake.seen[0]).toMatchObject({ method: 'GET', path: '/v1/people/me' });
  expect(fake.seen[0]?.headers.authorization).toBe(`Bearer ${TOKEN}`);
  expect(ids[0]).toMatch(/^BOT_[0-9a-f-]{36}$/);
  expect(ids[0]).not.toBe(ids[1]);
});

test('what time it is at Webex is known from its last answer', async () => {
  await using fake = await fakeWebex((seen) => ({
    json: { id: 'p1' },
    headers: { date: new Date(fake.clock.now() - (seen.path.endsWith('me') ? 45_000 : 0)).toUTCString() },
  }));
  expect(fake.webex.aheadMs()).toBeUndefined();
  await fake.webex.people.me();
  expect(fake.webex.aheadMs()).toBe(45_000);
  await fake.webex.people.get('p1');
  expect(fake.webex.aheadMs()).toBe(0);
});

test('an answer beyond 32 MB is not kept', async () => {
  await using fake = await fakeWebex((_seen, res) => {
    const chunk = Buffer.alloc(1024 * 1024, ' ');
    res.writeHead(200);
    const more = () => {
      if (!res.destroyed) res.write(chunk, more);
    };
    more();
    return undefined;
  });
  expect(await failureOf(fake.webex.xapi.command('d', 'X.Y'))).toMatchObject({
    code: 'webex-bad-answer',
    outcome: 'unknown',
  });
});

test('of large answers only what is to be kept is held: their pieces are given back while they come, and none is lost', async () => {
  const answers = Array.from({ length: 12 }, (_, index) => Buffer.from(`${index}`.padEnd(700_000, `(${index})`)));
  await using served = await serve((path) => answers[Number(path.slice(1))] ?? Buffer.alloc(0));
  const http = createHttp({ apiBase: served.url, timeoutMs: 10_000, connections: 3, log: createLog('silent') });
  const held: ArrayBufferLike[][] = [];
  const keep = () => {
    const hash = createHash('sha256');
    const buffers: ArrayBufferLike[] = [];
    held.push(buffers);
    return {
      take(piece: Buffer) {
        hash.update(piece);
        buffers.push(piece.buffer);
      },
      text: () => hash.digest('hex'),
    };
  };
  const send = (index: number) => http.send({ method: 'GET', path: `/${index}`, keep }, TOKEN, 10_000);
  const texts = await Promise.all(answers.map(async (_answer, index) => (await send(index)).text));
  expect(texts).toEqual(answers.map((answer) => createHash('sha256').update(answer).digest('hex')));
  for (const buffers of held) {
    const last = buffers.at(-1);
    const others = [...new Set(buffers)].filter((one) => one !== last && one.byteLength > Buffer.poolSize);
    expect(new Set(buffers).size).toBeGreaterThan(2);
    expect(others).toEqual([]);
  }
  await http.close();
});

test('Webex is offered HTTP/1.1 alone: answers of HTTP/2 share memory, which nobody may give back', async () => {
  const hello = Promise.withResolvers<string>();
  const server = createTcpServer((socket) => {
    let bytes = Buffer.alloc(0);
    socket.on('error', () => {});
    socket.on('data', (piece) => {
      bytes = Buffer.concat([bytes, piece]);
      // A record of TLS says in its head how long it is.
      if (bytes.length < 5 || bytes.length < 5 + bytes.readUInt16BE(3)) return;
      hello.resolve(bytes.toString('latin1'));
      socket.destroy();
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const apiBase = `https://localhost:${(server.address() as AddressInfo).port}`;
  const http = createHttp({ apiBase, timeoutMs: 10_000, connections: 1, log: createLog('silent') });
  const asked = failureOf(http.send({ method: 'GET', path: '/' }, TOKEN, 10_000));
  // All that it can speak: a list of 9 bytes, of one name of 8.
  expect(await hello.promise).toContain('\0\x09\x08http/1.1');
  await http.close();
  expect(await asked).toMatchObject({ kind: 'no-answer' });
  server.close();
  await once(server, 'close');
});

test('closing breaks off what is under way', async () => {
  const arrived = Promise.withResolvers<void>();
  await using fake = await fakeWebex(() => {
    arrived.resolve();
    return undefined;
  });
  const call = failureOf(fake.webex.xapi.command('d', 'X.Y'));
  await arrived.promise;
  await fake.webex.close();
  expect(await call).toMatchObject({ kind: 'no-answer' });
});

async function serve(answer: (path: string) => Buffer) {
  const server = createServer((req, res) => void res.end(answer(req.url ?? '/'))).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
