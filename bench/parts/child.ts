import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';

const ROOT = new URL('../..', import.meta.url);
const STOP_MS = 5_000;
const TAIL = 2_000;

/** A process that the bench started, and that only the bench ends. */
export interface Child {
  name: string;
  /** Resolves with the first line on stdout; rejects when the process ends before. */
  firstLine(): Promise<string>;
  /** Resolves with the last line on stdout once the process ended well by itself; rejects when it did not. */
  lastLine(): Promise<string>;
  /** Rejects, saying what the process wrote last, as soon as it ends unasked. Never resolves. */
  readonly failure: Promise<never>;
  memory(): Promise<number>;
  /** Seconds of processor time so far. */
  cpu(): Promise<number>;
  stop(): Promise<void>;
  /** Ends it as a power cut would: with nothing it could do about it. */
  kill(): Promise<void>;
}

/** Starts `node <args>` in the project's folder with nothing of this environment but what Node needs. */
export function startChild(name: string, args: readonly string[], env: Record<string, string> = {}): Child {
  const child: ChildProcessByStdio<null, Readable, Readable> = spawn(process.execPath, args, {
    cwd: ROOT,
    env: { ...inherited(), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  let line = '';
  let tail = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    if (!output.includes('\n')) output += text;
    const all = line + text;
    line = all.slice(all.trimEnd().lastIndexOf('\n') + 1);
    tail = (tail + text).slice(-TAIL);
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    tail = (tail + text).slice(-TAIL);
  });
  let isStopping = false;
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
    child.once('error', (error) => {
      tail += String(error);
      resolve();
    });
  });
  const failure = ended.then(() => {
    if (isStopping) return new Promise<never>(() => {});
    throw new Error(
      `${name} ended (${child.signalCode ?? child.exitCode}). It wrote last:\n${tail.trim() || 'nothing'}`,
    );
  });
  failure.catch(() => {});

  const proc = (file: string) => readFile(`/proc/${child.pid}/${file}`, 'utf8');
  return {
    name,
    failure,
    async firstLine() {
      while (!output.includes('\n')) await Promise.race([once(child.stdout, 'data'), failure]);
      return output.slice(0, output.indexOf('\n'));
    },
    async lastLine() {
      await once(child, 'close');
      if (child.exitCode !== 0) throw new Error(`${name} ended with ${child.exitCode}. It wrote last:\n${tail.trim()}`);
      return line.trim();
    },
    async memory() {
      const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(await proc('status'))?.[1];
      return Number(kilobytes) / 1024;
    },
    async cpu() {
      // Fields 14 and 15 of /proc/<pid>/stat, in hundredths of a second; the name before them may hold blanks.
      const fields = (await proc('stat')).replace(/^.*\) /s, '').split(' ');
      return (Number(fields[11]) + Number(fields[12])) / 100;
    },
    async stop() {
      if (isStopping) return;
      isStopping = true;
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill('SIGTERM');
      await Promise.race([ended, sleep(STOP_MS, undefined, { ref: false })]);
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
      await ended;
    },
    async kill() {
      isStopping = true;
      child.kill('SIGKILL');
      await ended;
    },
  };
}

/** A developer's own settings (a token, a database, options of Node) must not reach what is measured. */
function inherited(): Record<string, string> {
  return Object.fromEntries(
    ['PATH', 'HOME', 'TMPDIR', 'LANG', 'TZ'].flatMap((key) => {
      const value = process.env[key];
      return value === undefined ? [] : [[key, value]];
    }),
  );
}

/** The flags that `npm run bot` gives to Node, so that whatever is measured runs as users run it; without the .env file. */
export async function flagsOfBot(): Promise<string[]> {
  const manifest: { scripts: { bot: string } } = JSON.parse(await readFile(new URL('package.json', ROOT), 'utf8'));
  const words = manifest.scripts.bot.split(' ');
  return words.slice(1, words.indexOf('src/main.ts')).filter((flag) => !flag.startsWith('--env-file'));
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (typeof address !== 'object' || address === null) throw new Error('there is no free port');
  return address.port;
}
