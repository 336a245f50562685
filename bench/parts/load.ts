import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Cloud } from './cloud.ts';

export interface Load {
  spaces: readonly string[];
  words: string;
  /** Questions under way at the same time; a space has one at most. */
  atOnce: number;
}

/** What one run of the load saw. */
export interface Run {
  /** From the call that posts the words to the event that tells of the answer, in milliseconds, sorted. */
  latencies: number[];
  asked: number;
  lost: number;
  perSecond: number;
}

/** A person's eyes: hears of every message of the bot by a webhook, as it comes. */
export interface Ear {
  /** Asks in one space after the other until `ms` have passed or every space had its turn `times`. */
  run(load: Load, until: { ms: number } | { times: number }): Promise<Run>;
  /** Messages of the bot that nobody waited for. */
  unasked(): number;
  close(): Promise<void>;
}

/** A question without an answer for so long is lost. */
const PATIENCE_MS = 10_000;

export async function openEar(cloud: Cloud): Promise<Ear> {
  const waiting = new Map<string, () => void>();
  let unasked = 0;
  const server = createServer((req, res) => {
    const parts: Buffer[] = [];
    req.on('data', (part: Buffer) => parts.push(part));
    req.on('end', () => {
      res.writeHead(204).end();
      const { data }: { data: { roomId: string } } = JSON.parse(Buffer.concat(parts).toString());
      const heard = waiting.get(data.roomId);
      if (heard) heard();
      else unasked += 1;
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  await cloud.call(cloud.person.token, 'POST', '/webhooks', {
    name: 'bench',
    targetUrl: `http://127.0.0.1:${port}/`,
    resource: 'messages',
    event: 'created',
    filter: `personId=${cloud.botId}`,
  });

  /** Resolves with the milliseconds until the answer; undefined when none came. */
  async function ask(roomId: string, words: string): Promise<number | undefined> {
    const from = performance.now();
    let timer: NodeJS.Timeout | undefined;
    const answered = new Promise<number | undefined>((resolve) => {
      timer = setTimeout(resolve, PATIENCE_MS, undefined);
      waiting.set(roomId, () => {
        waiting.delete(roomId);
        resolve(performance.now() - from);
      });
    });
    try {
      await cloud.say(roomId, words);
      return await answered;
    } finally {
      clearTimeout(timer);
      waiting.delete(roomId);
    }
  }

  return {
    async run({ spaces, words, atOnce }, until) {
      const free = [...spaces];
      const latencies: number[] = [];
      let asked = 0;
      let inTime = 0;
      const from = performance.now();
      const deadline = 'ms' in until ? from + until.ms : Number.POSITIVE_INFINITY;
      const most = 'times' in until ? until.times * spaces.length : Number.POSITIVE_INFINITY;

      const askOn = async () => {
        while (performance.now() < deadline && asked < most) {
          const roomId = free.shift();
          if (roomId === undefined) throw new Error('more questions at once than spaces');
          asked += 1;
          const latency = await ask(roomId, words);
          if (latency !== undefined) latencies.push(latency);
          if (latency !== undefined && performance.now() <= deadline) inTime += 1;
          free.push(roomId);
        }
      };
      await Promise.race([Promise.all(Array.from({ length: atOnce }, askOn)), cloud.process.failure]);
      const seconds = (Math.min(performance.now(), deadline) - from) / 1000;
      latencies.sort((a, b) => a - b);
      return { latencies, asked, lost: asked - latencies.length, perSecond: inTime / seconds };
    },
    unasked: () => unasked,
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

export const quantile = (sorted: readonly number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;

export const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? Number.NaN)) / 2;
};
