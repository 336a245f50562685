import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { expect } from 'vitest';
import type { Simulator } from '#simulator/server.ts';
import { openRoom } from '#simulator/spaces.ts';
import { startWatched } from '../contract/watched.ts';
import { newFolder } from '../folder.ts';
import { outsider } from '../outsider.ts';
import { freePort, type Program, startBot } from '../programs.ts';
import { type Balancer, openBalancer } from './balancer.ts';
import { type Asked, type Line, openLine } from './line.ts';

/** Generous: the promise is that it comes about, and how long it took is printed. */
export const patiently = { timeout: 60_000, interval: 50 };

interface PairOptions {
  databaseUrl: string;
  doubleEvery?: number;
  /** How many spaces of Alice and the bot there are. */
  spaces?: number;
  /** The text of a policy file. */
  policy?: string;
  /** Changes the cloud before the processes start. */
  prepare?: (cloud: Simulator) => void;
}

/** Two real bot processes on one database and one cloud, behind one public address. */
export interface Pair extends AsyncDisposable {
  cloud: Simulator;
  balancer: Balancer;
  bots: { program: Program; port: number; line: Line }[];
  alice: ReturnType<typeof outsider>;
  spaces: string[];
  /** Alice mentions the bot in a space. */
  asks(space: string, words: string): Promise<unknown>;
  /** What the bot said in a space, as Webex would show it without cards, the oldest first. */
  said(space: string): string[];
  /** One figure of a process, summed over its labels. */
  figure(bot: number, name: string): Promise<number>;
  /** Every request of both processes to Webex. */
  asked(): Asked[];
  query<T extends pg.QueryResultRow>(sql: string): Promise<T[]>;
  /** Resolves when no event waits to be worked. */
  workedOff(): Promise<void>;
  /** Starts another process in the place of one that ended. */
  revive(bot: number): Promise<void>;
}

export async function openPair({ databaseUrl, doubleEvery, spaces = 0, policy, prepare }: PairOptions): Promise<Pair> {
  const stack = new AsyncDisposableStack();
  const dataDir = await newFolder('device-bot-');
  stack.defer(() => rm(dataDir, { recursive: true, force: true }));
  // Webex would give up sooner; the balancer repeats in its place.
  const cloud = stack.use(await startWatched({ deliveryTimeoutMs: 60_000 }));
  prepare?.(cloud);
  const { world } = cloud;
  const admin = world.people.all().find(({ role }) => role === 'admin');
  if (!admin) throw new Error('nobody is admin');
  const made = Array.from(
    { length: spaces },
    (_, n) => openRoom(world, [admin, world.bot], { title: `Space ${n}` }).id,
  );
  const alice = outsider(cloud.apiBase, admin.token);

  const ports = [await freePort(), await freePort()];
  const balancer = stack.use(await openBalancer({ ports, ...(doubleEvery && { doubleEvery }) }));
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 2 });
  pool.on('error', () => {}).on('connect', (client) => void client.on('error', () => {}));
  stack.defer(() => pool.end());

  async function start(port: number, line: Line): Promise<Program> {
    const around = { ...cloud, dataDir, apiBase: line.apiBase };
    const settings = { DATABASE_URL: databaseUrl, PUBLIC_URL: balancer.url };
    if (policy === undefined) return startBot(around, port, settings);
    const path = join(dataDir, 'policy.yaml');
    await writeFile(path, policy);
    return startBot(around, port, { ...settings, POLICY_FILE: path });
  }
  const lines = await Promise.all(ports.map(() => openLine(cloud.apiBase)));
  for (const line of lines) stack.use(line);
  const bots: Pair['bots'] = [];
  // Both at once: on an empty database that is the hardest start.
  const started = await Promise.allSettled(lines.map((line, n) => start(ports[n] ?? 0, line)));
  for (const [n, program] of started.entries()) {
    const line = lines[n];
    if (program.status === 'fulfilled' && line) bots.push({ program: program.value, port: ports[n] ?? 0, line });
  }
  stack.defer(async () => {
    await Promise.all(bots.map(({ program }) => program[Symbol.asyncDispose]()));
  });

  const failed = started.find(({ status }) => status === 'rejected');
  if (failed?.status === 'rejected') {
    await stack.disposeAsync();
    throw failed.reason;
  }

  async function figure(bot: number, name: string): Promise<number> {
    const answer = await fetch(`http://127.0.0.1:${bots[bot]?.port}/metrics`);
    const found = (await answer.text()).matchAll(new RegExp(`^${name}(?:\\{[^}]*\\})? (\\S+)$`, 'gm'));
    return [...found].reduce((sum, [, value]) => sum + Number(value), 0);
  }
  const query: Pair['query'] = async (sql) => (await pool.query(sql)).rows;

  return {
    cloud,
    balancer,
    bots,
    alice,
    spaces: made,
    asks: (roomId, words) =>
      alice.call('POST', '/messages', { roomId, markdown: `<@personEmail:devicebot@webex.bot> ${words}` }),
    said: (space) =>
      world.messages
        .inRoom(space)
        .filter(({ personId }) => personId === world.bot.id)
        .map(({ text }) => text ?? ''),
    figure,
    asked: () => lines.flatMap((line) => line.asked),
    query,
    workedOff: () =>
      expect.poll(() => query("select 1 from inbox where state = 'waiting' limit 1"), patiently).toEqual([]),
    async revive(bot) {
      const place = bots[bot];
      if (!place) throw new Error(`there is no bot ${bot}`);
      place.program = await start(place.port, place.line);
    },
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

/** A figure for whoever reads the output; no test depends on it. */
export const print = (what: string, figures: Record<string, number | string>): void =>
  console.log(
    `${what}: ${Object.entries(figures)
      .map(([name, value]) => `${name} ${value}`)
      .join(', ')}`,
  );
