import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import { systemClock } from '#lib/clock.ts';
import { createLog } from '#lib/log.ts';
import type { Simulator, SimulatorOptions } from '#simulator/server.ts';
import { openRoom } from '#simulator/spaces.ts';
import { openStore, type Store } from '#store/index.ts';
import { startWatched } from '../contract/watched.ts';
import { actionsIn } from '../draw.ts';
import { newFolder } from '../folder.ts';
import { createPersona, type Persona, type Said } from '../persona.ts';
import { freePort, type Program, run, settings } from '../programs.ts';
import { type Arrivals, watchArrivals } from './arrivals.ts';

/** From the second start on, a bot process starts in half the time. */
const CACHE = join(tmpdir(), 'device-bot-compile-cache');

/** Generous: what is promised is that it comes about, not how soon. */
export const patiently = { timeout: 25_000, interval: 20 };

/** A simulated cloud in this process and a place for a bot process, which a test may start, kill and start again. */
export interface Site extends AsyncDisposable {
  cloud: Simulator;
  port: number;
  dataDir: string;
  arrivals: Arrivals;
  person(name: string): Persona;
  /** A group space of these people and the bot, that was there before the bot was started. */
  space(title: string, ...names: string[]): string;
  /** The environment of the bot. */
  env(more?: Record<string, string>): Record<string, string>;
  /** A bot process, ready. */
  start(more?: Record<string, string>): Promise<Program>;
  /** What `/healthz` or `/readyz` says; status 0 when nobody answers. */
  asks(path: string): Promise<{ status: number; text: string }>;
  /** Resolves when no event waits to be worked. */
  workedOff(): Promise<void>;
  /** The store, while no bot has it. */
  store(): Promise<Store>;
}

export async function openSite(options: SimulatorOptions = {}): Promise<Site> {
  const listeners = new Set<() => void>();
  const cloud = await startWatched({
    ...options,
    onExchange: (exchange) => {
      options.onExchange?.(exchange);
      for (const listener of listeners) listener();
    },
  });
  const { world } = cloud;
  const arrivals = watchArrivals(cloud);
  const dataDir = await newFolder('device-bot-');
  const port = await freePort();
  const programs: Program[] = [];
  const env = (more: Record<string, string> = {}) => ({
    ...settings({ ...cloud, dataDir }, port),
    NODE_COMPILE_CACHE: CACHE,
    LOG_LEVEL: 'debug',
    ...more,
  });

  const asks: Site['asks'] = async (path) => {
    try {
      const answer = await fetch(`http://127.0.0.1:${port}${path}`);
      return { status: answer.status, text: await answer.text() };
    } catch {
      return { status: 0, text: '' };
    }
  };

  return {
    cloud,
    port,
    dataDir,
    arrivals,
    env,
    person: (name) => createPersona({ cloud, name, listeners }),
    space(title, ...names) {
      const [first, ...others] = world.people.all().filter(({ firstName }) => names.includes(firstName));
      if (!first) throw new Error('nobody is in this space');
      return openRoom(world, [first, ...others, world.bot], { title }).id;
    },
    async start(more) {
      const program = run('src/main.ts', ['bot'], env(more));
      programs.push(program);
      await program.says('bot is ready');
      return program;
    },
    asks,
    async workedOff() {
      // The figures of a moment ago may come first: they are made once a second at most.
      const old = (await asks('/metrics')).text;
      const waiting = async () => {
        const { text } = await asks('/metrics');
        return text === old ? 'old' : /^device_bot_queued_events (\d+)$/m.exec(text)?.[1];
      };
      await expect.poll(waiting, patiently).toBe('0');
    },
    store: () => openStore({ dataDir, clock: systemClock, log: createLog('silent') }),
    async [Symbol.asyncDispose]() {
      for (const program of programs) await program[Symbol.asyncDispose]();
      arrivals.close();
      await rm(dataDir, { recursive: true, force: true });
      await cloud.close();
    },
  };
}

/** Presses a button and waits for nothing. */
export async function press(person: Persona, card: Said, title: string): Promise<void> {
  const action = actionsIn(card.card).find((candidate) => candidate.title === title);
  if (!action) throw new Error(`there is no "${title}" on the card:\n${card.lines.join('\n')}`);
  await person.call('POST', '/attachment/actions', { type: 'submit', messageId: card.id, inputs: action.data });
}
