import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Problem } from '#lib/problem.ts';

/** Resolves with the port. Throws a Problem that names PORT and HOST. */
export async function openPort(server: Server, port: number, host: string): Promise<number> {
  server.listen(port, host);
  try {
    await once(server, 'listening');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    const why =
      code === 'EADDRINUSE'
        ? `Port ${port} is taken: stop the other program or set PORT.`
        : `The bot cannot listen on ${host}:${port} (${String(code)}): check PORT and HOST.`;
    throw new Problem(why, { code: 'cannot-listen', cause: error });
  }
  return (server.address() as AddressInfo).port;
}
