import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { newFolder } from './folder.ts';

const ROOT = join(import.meta.dirname, '..');
const PATIENCE_MS = 25_000;

/** A program of this project in a process of its own, with no environment but what it is given. */
export interface Program extends AsyncDisposable {
  pid: number;
  /** What it has printed so far. */
  out(): string;
  err(): string;
  /** Resolves when it has printed this. Rejects with all it printed when it ends before, or never says so. */
  says(text: string): Promise<void>;
  /** Resolves with its exit code, or with the name of the signal that ended it. */
  ends(): Promise<number | string>;
  kill(signal: 'SIGTERM' | 'SIGKILL' | 'SIGINT'): void;
}

export function run(script: string, args: string[], env: Record<string, string> = {}): Program {
  // As `npm start` does it: what was compiled by one start serves the next.
  const cached = ['--import', join(ROOT, 'src/compile-cache.mjs')];
  const command = ['--disable-warning=ExperimentalWarning', ...cached, join(ROOT, script), ...args];
  const child = spawn(process.execPath, command, {
    cwd: tmpdir(),
    env: { PATH: process.env['PATH'] ?? '', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let out = '';
  let err = '';
  const listeners = new Set<() => void>();
  const changed = () => {
    for (const listener of listeners) listener();
  };
  child.stdout.on('data', (chunk) => {
    out += chunk;
    changed();
  });
  child.stderr.on('data', (chunk) => {
    err += chunk;
    changed();
  });
  child.on('close', changed);
  const hasEnded = () => child.exitCode !== null || child.signalCode !== null;

  return {
    pid: child.pid ?? 0,
    out: () => out,
    err: () => err,
    says: (text) =>
      new Promise((resolve, reject) => {
        const stop = () => {
          clearTimeout(timer);
          listeners.delete(look);
        };
        const fail = () => {
          stop();
          reject(new Error(`${script} did not say "${text}", but:\n${out}\n${err}`));
        };
        const look = () => {
          if (out.includes(text)) {
            stop();
            resolve();
          } else if (hasEnded()) fail();
        };
        const timer = setTimeout(fail, PATIENCE_MS);
        listeners.add(look);
        look();
      }),
    ends: () => ended(child),
    kill: (signal) => void child.kill(signal),
    async [Symbol.asyncDispose]() {
      if (hasEnded()) return;
      child.kill('SIGKILL');
      await once(child, 'close');
    },
  };
}

async function ended(child: ChildProcess): Promise<number | string> {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'close');
  return child.exitCode ?? child.signalCode ?? 'nothing';
}

const Introduction = z.object({
  apiBase: z.string(),
  playground: z.string(),
  botToken: z.string(),
  people: z.array(z.object({ id: z.string(), email: z.string(), role: z.string(), token: z.string() })),
  rooms: z.array(z.object({ id: z.string(), title: z.string(), type: z.string() })),
});
export type Cloud = z.infer<typeof Introduction> & { program: Program; dataDir: string } & AsyncDisposable;

/** `npm run simulator` in a process of its own, and a directory for the bot beside it. */
export async function startCloud(...args: string[]): Promise<Cloud> {
  const program = run('src/simulator/cli.ts', ['--port', '0', ...args]);
  await program.says('\n');
  const dataDir = await newFolder('device-bot-');
  return {
    ...Introduction.parse(JSON.parse(program.out())),
    program,
    dataDir,
    async [Symbol.asyncDispose]() {
      await program[Symbol.asyncDispose]();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

export const WEBHOOK_SECRET = 'a secret of these tests, long enough';

/** A cloud, here or in a process of its own, and a directory for the bot. */
type Surroundings = Pick<Cloud, 'apiBase' | 'botToken' | 'people' | 'dataDir'>;

/** The settings of a bot on that cloud, listening on `port`. */
export function settings(cloud: Surroundings, port: number): Record<string, string> {
  const emails = (role: string) => cloud.people.filter((person) => person.role === role).map(({ email }) => email);
  return {
    WEBEX_API_BASE: cloud.apiBase,
    WEBEX_BOT_TOKEN: cloud.botToken,
    WEBHOOK_SECRET,
    PUBLIC_URL: `http://127.0.0.1:${port}`,
    PORT: String(port),
    HOST: '127.0.0.1',
    DATA_DIR: cloud.dataDir,
    ADMINS: emails('admin').join(),
    OPERATORS: emails('operator').join(),
    VIEWERS: emails('viewer').join(),
    // Tests ask faster than people do.
    REQUESTS_PER_PERSON: '1000000',
    REQUESTS_PER_SPACE: '1000000',
  };
}

/** `npm run bot` on that cloud, ready to be talked to. */
export async function startBot(cloud: Surroundings, port: number, env: Record<string, string> = {}): Promise<Program> {
  const program = run('src/main.ts', ['bot'], { ...settings(cloud, port), ...env });
  try {
    await program.says('bot is ready');
    return program;
  } catch (error) {
    await program[Symbol.asyncDispose]();
    throw error;
  }
}

/** A port that somebody else listens on, until disposed of. */
export async function occupyPort(): Promise<{ port: number } & AsyncDisposable> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return {
    port: typeof address === 'object' && address ? address.port : 0,
    async [Symbol.asyncDispose]() {
      server.close();
      await once(server, 'close');
    },
  };
}

export async function freePort(): Promise<number> {
  // Below those that the system gives away by itself: other tests ask it for theirs at the same time.
  for (let tries = 0; tries < 50; tries += 1) {
    const port = 20_000 + Math.floor(Math.random() * 10_000);
    const server = createServer();
    const isFree = await new Promise<boolean>((resolve) => {
      server.once('error', () => resolve(false));
      server.listen(port, '127.0.0.1', () => resolve(true));
    });
    if (!isFree) continue;
    await new Promise((resolve) => server.close(resolve));
    return port;
  }
  throw new Error('there is no free port');
}
