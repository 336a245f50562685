import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { Pool } from 'undici';
import { WEBHOOK_SECRET } from '../programs.ts';

/** One attempt to hand a delivery to a process; `status` is undefined when none came. */
interface Attempt {
  at: number;
  /** The number of the process. */
  to: number;
  status: number | undefined;
}

interface BalancerOptions {
  /** Of the processes behind it. */
  ports: readonly number[];
  /** Every so many-th delivery is handed to another process too, once it was taken. */
  doubleEvery?: number;
}

export interface Balancer extends AsyncDisposable {
  /** The one public address of all processes. */
  url: string;
  attempts: Attempt[];
  /** Which process is tried first with the next delivery; the processes take turns unless a test says otherwise. */
  first: (body: string) => number;
  /** Hands a signed delivery over until a process takes or refuses it. Resolves with the answer's status. */
  deliver(body: string): Promise<number>;
  /** Hands a delivery to one process, once. */
  hand(process: number, body: string): Promise<number | undefined>;
  /** How many doubles were delivered. */
  doubles(): number;
}

/** Between two attempts, so that a database that is away is not asked without end. */
const PAUSE_MS = 150;

/**
 * What stands between Webex and several processes: each delivery goes to one of them, and again to the next one as long as
 * nobody answers or the answer says that it could not be taken.
 */
export async function openBalancer({ ports, doubleEvery }: BalancerOptions): Promise<Balancer> {
  const pools = ports.map((port) => new Pool(`http://127.0.0.1:${port}`, { connections: 64 }));
  const attempts: Attempt[] = [];
  let isClosed = false;
  let turn = 0;
  let taken = 0;
  const doubling = new Set<Promise<unknown>>();
  let doubles = 0;

  async function hand(to: number, body: string): Promise<number | undefined> {
    const at = Date.now();
    let status: number | undefined;
    try {
      const signature = createHmac('sha256', WEBHOOK_SECRET).update(body).digest('hex');
      const headers = { 'content-type': 'application/json', 'x-webex-signature': `SHA-256=${signature}` };
      const answer = await pools[to]?.request({ path: '/webhooks/webex', method: 'POST', headers, body });
      await answer?.body.dump();
      status = answer?.statusCode;
    } catch {
      // A process that is gone answers nothing.
    }
    attempts.push({ at, to, status });
    return status;
  }

  async function deliver(body: string): Promise<number> {
    for (let to = balancer.first(body); ; to = (to + 1) % pools.length) {
      const status = await hand(to, body);
      if (status !== undefined && status < 500) {
        if (doubleEvery && ++taken % doubleEvery === 0) double((to + 1) % pools.length, body);
        return status;
      }
      if (isClosed) return 503;
      await sleep(PAUSE_MS);
    }
  }

  function double(to: number, body: string): void {
    doubles += 1;
    const sent = hand(to, body).finally(() => doubling.delete(sent));
    doubling.add(sent);
  }

  const server = createServer(async (req, res) => {
    const chunks: Buffer[] = [];
    for await (const chunk of req) chunks.push(chunk);
    res.writeHead(await deliver(Buffer.concat(chunks).toString())).end();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();

  const balancer: Balancer = {
    url: `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`,
    attempts,
    first: () => turn++ % pools.length,
    deliver,
    hand,
    doubles: () => doubles,
    async [Symbol.asyncDispose]() {
      isClosed = true;
      await Promise.all(doubling);
      server.closeAllConnections();
      server.close();
      await Promise.all(pools.map((pool) => pool.destroy()));
    },
  };
  return balancer;
}
