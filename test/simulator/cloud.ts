import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { z } from 'zod';
import type { Simulator, SimulatorOptions } from '../../src/simulator/server.ts';
import { startWatched } from '../contract/watched.ts';

const Item = z.looseObject({ id: z.string().catch(''), text: z.string().optional() });

const Body = z.looseObject({
  id: z.string().catch(''),
  status: z.string().optional(),
  items: z.array(Item).catch([]),
  files: z.array(z.string()).catch([]),
  message: z.string().catch(''),
  errors: z.array(z.object({ description: z.string() })).catch([]),
});

interface Answer {
  status: number;
  headers: Headers;
  body: z.infer<typeof Body>;
  /** The address of the next page, from the Link header. */
  next: string | undefined;
}

export interface Caller {
  id: string;
  get(path: string): Promise<Answer>;
  post(path: string, body: unknown): Promise<Answer>;
  put(path: string, body: unknown): Promise<Answer>;
  delete(path: string): Promise<Answer>;
  /** A request as given, with the caller's token. */
  send(path: string, init: RequestInit): Promise<Answer>;
}

/** A simulated cloud with callers for its accounts. Disposing of it ends every connection. */
export async function openCloud(options: SimulatorOptions = {}) {
  const simulator = await startWatched(options, { requests: false });
  const people = simulator.world.people.all();
  const callerFor = (name: string) => {
    const account = people.find(({ firstName }) => firstName === name);
    if (!account) throw new Error(`nobody is called ${name}`);
    return { ...callerWith(simulator, account.token), id: account.id };
  };
  const roomNamed = (title: string) => {
    const room = simulator.rooms.find((one) => one.title === title);
    if (!room) throw new Error(`no room is called ${title}`);
    return room.id;
  };
  return {
    simulator,
    alice: callerFor('Alice'),
    bob: callerFor('Bob'),
    vera: callerFor('Vera'),
    gus: callerFor('Gus'),
    bot: callerFor('Device'),
    group: roomNamed('Room operations'),
    facilities: roomNamed('Facilities Oslo'),
    direct: roomNamed('Alice Andersen'),
    [Symbol.asyncDispose]: () => simulator.close(),
  };
}

export type Cloud = Awaited<ReturnType<typeof openCloud>>;

export function callerWith({ apiBase }: Simulator, token: string): Omit<Caller, 'id'> {
  const send = async (path: string, init: RequestInit): Promise<Answer> => {
    const address = path.startsWith('http') ? path : apiBase + path;
    const response = await fetch(address, { ...init, headers: { authorization: `Bearer ${token}`, ...init.headers } });
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.includes('json') ?? false;
    const next = /<([^>]+)>; rel="next"/.exec(response.headers.get('link') ?? '')?.[1];
    const body = Body.parse(isJson && text !== '' ? JSON.parse(text) : {});
    return { status: response.status, headers: response.headers, body, next };
  };
  const json = (method: string) => (path: string, body: unknown) =>
    send(path, { method, body: JSON.stringify(body), headers: { 'content-type': 'application/json' } });
  return {
    send,
    get: (path) => send(path, {}),
    delete: (path) => send(path, { method: 'DELETE' }),
    post: json('POST'),
    put: json('PUT'),
  };
}

interface Received {
  headers: IncomingHttpHeaders;
  body: string;
  envelope: Record<string, unknown>;
}

/** A webhook's target: keeps what it gets and answers `status`. `next` waits for the next delivery. */
export async function openTarget(status: number | (() => number) = 200) {
  const received: Received[] = [];
  const waiting: ((delivery: Received) => void)[] = [];
  const server = createServer((req, res) => {
    const chunks: Buffer[] = [];
    req.on('data', (chunk: Buffer) => chunks.push(chunk));
    req.on('end', () => {
      const body = Buffer.concat(chunks).toString();
      res.writeHead(typeof status === 'number' ? status : status()).end();
      const delivery = {
        headers: req.headers,
        body,
        envelope: z.record(z.string(), z.unknown()).parse(JSON.parse(body)),
      };
      const first = waiting.shift();
      if (first) first(delivery);
      else received.push(delivery);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/hook`,
    received,
    next: () => {
      const first = received.shift();
      return first ? Promise.resolve(first) : new Promise<Received>((resolve) => waiting.push(resolve));
    },
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
