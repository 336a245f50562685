import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { systemClock } from '#lib/clock.ts';
import { createLog } from '#lib/log.ts';
import type { StoreOptions } from '#store/database.ts';
import { openStore, type Store } from '#store/index.ts';
import { newFolder } from '../folder.ts';
import { startPostgres, type TestPostgres } from './postgres.ts';

const CACHE = join(import.meta.dirname, '../../src/compile-cache.mjs');

export const quiet = createLog('silent');

/** Where one empty store lives, and everything that was opened on it. */
export interface Place extends AsyncDisposable {
  dataDir: string;
  databaseUrl: string | undefined;
  open(options?: Partial<StoreOptions>): Promise<Store>;
  /** Runs `test/store/child.ts` on the same store. */
  child(task: string): Child;
}

export interface TestEngine {
  name: 'sqlite' | 'postgres';
  start(): Promise<void>;
  stop(): Promise<void>;
  /** A new store without a table. */
  emptyPlace(): Promise<Place>;
  /** A store without a row; the one before it must be done with. */
  place(): Promise<Place>;
}

export interface Child {
  process: ChildProcess;
  /** What the child printed, a line each. */
  lines: AsyncIterable<string>;
  /** Resolves with its last line once it has ended. */
  end(): Promise<string>;
}

function createEngine(name: 'sqlite' | 'postgres'): TestEngine {
  let server: TestPostgres | undefined;
  let shared: string | undefined;
  return {
    name,
    async start() {
      if (name === 'sqlite') return;
      server = await startPostgres();
      shared = await server.createDatabase();
      await using place = await createPlace(shared);
      await place.open();
    },
    async stop() {
      await server?.stop();
    },
    emptyPlace: async () => createPlace(await server?.createDatabase()),
    async place() {
      if (shared) await server?.emptyTables(shared);
      return createPlace(shared);
    },
  };
}

export const engines: TestEngine[] = [createEngine('sqlite'), createEngine('postgres')];

/** A temporary directory and, with an address, the database at it. */
export async function createPlace(databaseUrl?: string): Promise<Place> {
  const dataDir = await newFolder('store-test-');
  const stores: Store[] = [];
  const children: ChildProcess[] = [];
  return {
    dataDir,
    databaseUrl,
    async open(options) {
      const store = await openStore({ dataDir, databaseUrl, clock: systemClock, log: quiet, ...options });
      stores.push(store);
      return store;
    },
    child(task) {
      const script = join(import.meta.dirname, 'child.ts');
      const child = spawn(
        process.execPath,
        ['--disable-warning=ExperimentalWarning', '--import', CACHE, script, task],
        {
          env: { ...process.env, CHILD_DATA_DIR: dataDir, CHILD_DATABASE_URL: databaseUrl ?? '' },
          stdio: ['ignore', 'pipe', 'inherit'],
        },
      );
      children.push(child);
      const lines = createInterface({ input: child.stdout });
      return {
        process: child,
        lines,
        async end() {
          let last = '';
          for await (const line of lines) last = line;
          return last;
        },
      };
    },
    async [Symbol.asyncDispose]() {
      for (const child of children) {
        if (child.exitCode !== null || child.signalCode !== null) continue;
        child.kill('SIGKILL');
        await once(child, 'exit');
      }
      for (const store of stores) await store.close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
