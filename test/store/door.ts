import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

/** open: lets everything through. shut: breaks every connection. silent: takes connections and says nothing. */
type DoorState = 'open' | 'shut' | 'silent';

export interface Door extends AsyncDisposable {
  /** The address of the database, through the door. */
  url: string;
  /** Connections there are lose their data, so that each state begins with none. */
  turn(state: DoorState): void;
}

/** A way to a real database that a test can shut. */
export async function openDoor(databaseUrl: string): Promise<Door> {
  const target = new URL(databaseUrl);
  const sockets = new Set<Socket>();
  let state: DoorState = 'open';

  const server = createServer((incoming) => {
    keep(incoming);
    if (state === 'shut') incoming.resetAndDestroy();
    if (state !== 'open') return;
    const outgoing = connect(Number(target.port), target.hostname);
    keep(outgoing);
    // A database that is not there refuses at once, also through the door.
    outgoing.on('close', () => incoming.destroy());
    incoming.on('close', () => outgoing.destroy());
    incoming.pipe(outgoing).pipe(incoming);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const url = new URL(databaseUrl);
  url.host = `127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`;

  function keep(socket: Socket): void {
    sockets.add(socket);
    socket.on('error', () => {}).on('close', () => sockets.delete(socket));
  }

  return {
    url: url.href,
    turn(next) {
      state = next;
      for (const socket of sockets) {
        if (state === 'silent') socket.unpipe().resume();
        else socket.resetAndDestroy();
      }
    },
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
