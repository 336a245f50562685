import { once } from 'node:events';
import { createServer } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { hand, type SignedDelivery } from './signed.ts';

const Envelope = z.object({ resource: z.string(), data: z.object({ id: z.string(), roomId: z.string().default('') }) });

const PAUSE_MS = 50;

export interface RelayOptions {
  /** The port of the bot. */
  port: number;
  /** True: this one is handed over a second time. */
  isTwice?: () => boolean;
}

/**
 * Stands at the public address and hands each delivery of the simulator to the bot, byte by byte, in order for each space
 * and again and again until the bot takes it: Webex repeats nothing, but what was acknowledged shows here.
 */
export interface Relay extends AsyncDisposable {
  url: string;
  /** The ids of messages and clicks that the bot acknowledged. */
  acknowledged: Set<string>;
  /** What the bot answered, by status; 0 when it did not. */
  answers: Map<number, number>;
  /** Ids of messages and clicks, in the order they came. */
  taken: string[];
}

export async function openRelay({ port, isTwice = () => false }: RelayOptions): Promise<Relay> {
  const lanes = new Map<string, Promise<void>>();
  const acknowledged = new Set<string>();
  const answers = new Map<number, number>();
  const taken: string[] = [];
  let isClosed = false;

  async function handOver(id: string, delivery: SignedDelivery): Promise<void> {
    for (let left = isTwice() ? 2 : 1; left > 0 && !isClosed; ) {
      const status = (await hand(port, delivery)) ?? 0;
      answers.set(status, (answers.get(status) ?? 0) + 1);
      if (status >= 200 && status < 300) {
        acknowledged.add(id);
        left -= 1;
      } else await sleep(PAUSE_MS);
    }
  }

  const server = createServer(async (req, res) => {
    const chunks: Buffer[] = [];
    for await (const chunk of req) chunks.push(chunk);
    res.writeHead(204).end();
    const body = Buffer.concat(chunks).toString();
    const read = Envelope.safeParse(JSON.parse(body));
    // The bot knocks at its own address.
    if (!read.success || read.data.resource === 'bot') return;
    const { id, roomId } = read.data.data;
    const headers = Object.fromEntries(
      Object.entries(req.headers).filter(([name]) => name.startsWith('x-') || name === 'content-type'),
    ) as Record<string, string>;
    taken.push(id);
    const turn = (lanes.get(roomId) ?? Promise.resolve()).then(() => handOver(id, { headers, body }));
    lanes.set(roomId, turn);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();

  return {
    url: `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`,
    acknowledged,
    answers,
    taken,
    async [Symbol.asyncDispose]() {
      isClosed = true;
      server.closeAllConnections();
      server.close();
      await Promise.all(lanes.values());
    },
  };
}
