import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { expect, test } from 'vitest';
import { createPlace, type TestEngine } from '../engines.ts';

/** A way to the database that can be cut: every connection through it is reset. */
async function openWay(databaseUrl: string) {
  const target = new URL(databaseUrl);
  const sockets = new Set<Socket>();
  const server = createServer((incoming) => {
    const outgoing = connect(Number(target.port), target.hostname);
    for (const socket of [incoming, outgoing]) {
      sockets.add(socket);
      socket.on('error', () => {}).on('close', () => sockets.delete(socket));
    }
    incoming.pipe(outgoing).pipe(incoming);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const url = new URL(databaseUrl);
  url.host = `127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`;
  return {
    url: url.href,
    cut: () => {
      for (const socket of sockets) socket.resetAndDestroy();
    },
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

/** What a network between bot and database can do; SQLite has none. */
export function networkSuite(engine: TestEngine): void {
  if (engine.name === 'sqlite') return;

  test('a connection that breaks in the middle of a query fails that query and nothing else', async () => {
    await using origin = await engine.place();
    await using way = await openWay(origin.databaseUrl ?? '');
    await using place = await createPlace(way.url);
    const store = await place.open();
    await store.spaces.setDevice('space', 'device');
    const asked = Array.from({ length: 30 }, () => store.spaces.device('space').catch((error: unknown) => error));
    way.cut();
    const answers = await Promise.all(asked);
    expect(answers.some((answer) => answer instanceof Error)).toBe(true);
    // The process lives, and the next query takes a new connection.
    expect(await store.spaces.device('space')).toBe('device');
  });
}
