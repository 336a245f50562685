import pg from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { createLocalWork } from '#jobs/local-work.ts';
import { createPgBossWork } from '#jobs/pg-boss-work.ts';
import type { Runner, Work } from '#jobs/work.ts';
import { systemClock } from '#lib/clock.ts';
import { createLog } from '#lib/log.ts';
import { startPostgres, type TestPostgres } from '../store/postgres.ts';
import { startOtherProcess } from './other-process.ts';
import { openWay } from './way.ts';

const quiet = createLog('silent');
/** For what takes a lost heartbeat. */
const LONG = { timeout: 60_000 };
const soon = { timeout: 20_000, interval: 10 };
const afterHeartbeat = { timeout: 40_000, interval: 50 };

let server: TestPostgres | undefined;
let databaseUrl = '';
const opened: Work[] = [];
let kinds = 0;
/** Every test has a kind of its own: they share the database. */
const newKind = (): string => `kind-${++kinds}`;

function open(engine: string, url = databaseUrl, log = quiet): Work {
  const work =
    engine === 'local' ? createLocalWork({ log, clock: systemClock }) : createPgBossWork({ databaseUrl: url, log });
  opened.push(work);
  return work;
}

async function started(engine: string, kind: string, runner: Runner, concurrency = 10): Promise<Work> {
  const work = open(engine);
  work.handle(kind, runner, { concurrency });
  await work.start();
  return work;
}

/** Something that a test waits for and opens. */
const gate = () => Promise.withResolvers<void>();
const aborted = (signal: AbortSignal) => new Promise((resolve) => signal.addEventListener('abort', resolve));
const turns = (n: number) => new Promise<void>((resolve) => setTimeout(resolve, n));

beforeAll(async () => {
  server = await startPostgres();
  databaseUrl = await server.createDatabase();
});
afterEach(async () => {
  for (const work of opened.splice(0)) await work.stop();
});
afterAll(() => server?.stop());

describe.each(['local', 'pg-boss'])('work by %s', (engine) => {
  /** On PostgreSQL two processes share the keys. */
  const processes = engine === 'local' ? 1 : 2;

  test('a storm of wakes runs every key once at a time and serves every row', async () => {
    const kind = newKind();
    const rows = new Map<string, number>();
    const busy = new Set<string>();
    let overlaps = 0;
    let served = 0;
    const runner: Runner = async (key) => {
      if (busy.has(key)) overlaps++;
      busy.add(key);
      const taken = rows.get(key) ?? 0;
      rows.set(key, 0);
      await turns(Math.random() * 3);
      served += taken;
      busy.delete(key);
    };
    const works = await Promise.all(Array.from({ length: processes }, () => started(engine, kind, runner, 5)));
    for (let round = 0; round < 100; round++) {
      for (let number = 0; number < 20; number++) {
        const key = `space-${(round * 7 + number) % 13}`;
        rows.set(key, (rows.get(key) ?? 0) + 1);
        works[(round + number) % processes]?.wake(kind, key);
      }
      await turns(2);
    }
    await vi.waitFor(() => expect(served).toBe(2_000), soon);
    expect(overlaps).toBe(0);
  });

  test('a wake in the last moment of a run leads to another run', async () => {
    const kind = newKind();
    let runs = 0;
    const work = await started(engine, kind, async (key) => {
      runs++;
      await turns(1);
      if (runs < 20) work.wake(kind, key);
    });
    work.wake(kind, 'space');
    await vi.waitFor(() => expect(runs).toBe(20), soon);
  });

  test('keys run side by side up to the limit, the others in the order they came', async () => {
    const kind = newKind();
    const gates = new Map<string, ReturnType<typeof gate>>();
    const begun: string[] = [];
    const work = await started(
      engine,
      kind,
      (key) => {
        begun.push(key);
        const way = gate();
        gates.set(key, way);
        return way.promise;
      },
      2,
    );
    for (const key of ['a', 'b']) work.wake(kind, key);
    await vi.waitFor(() => expect(begun.toSorted()).toEqual(['a', 'b']), soon);
    work.wake(kind, 'c');
    await turns(50);
    work.wake(kind, 'd');
    await turns(50);
    expect(begun).toHaveLength(2);
    gates.get('a')?.resolve();
    await vi.waitFor(() => expect(begun.slice(2)).toEqual(['c']), soon);
    gates.get('b')?.resolve();
    await vi.waitFor(() => expect(begun.slice(2)).toEqual(['c', 'd']), soon);
    for (const { resolve } of gates.values()) resolve();
  });

  test('a key that runs for long keeps no other key from running', async () => {
    const kind = newKind();
    const way = gate();
    const done: string[] = [];
    const work = await started(engine, kind, async (key) => {
      if (key === 'slow') await way.promise;
      done.push(key);
    });
    work.wake(kind, 'slow');
    await turns(50);
    // Its next wake waits in front of all others.
    work.wake(kind, 'slow');
    await turns(50);
    for (let number = 0; number < 50; number++) work.wake(kind, `quick-${number}`);
    await vi.waitFor(() => expect(done).toHaveLength(50), soon);
    way.resolve();
    await vi.waitFor(() => expect(done.slice(50)).toEqual(['slow', 'slow']), soon);
  });

  test('a delayed wake waits, and an immediate one neither waits for it nor replaces it', async () => {
    const kind = newKind();
    const runs: string[] = [];
    const work = await started(engine, kind, async (key) => {
      runs.push(key);
    });
    work.wake(kind, 'space', 1_500);
    work.wake(kind, 'other');
    await vi.waitFor(() => expect(runs).toEqual(['other']), soon);
    work.wake(kind, 'space');
    await vi.waitFor(() => expect(runs).toEqual(['other', 'space']), soon);
    await vi.waitFor(() => expect(runs).toEqual(['other', 'space', 'space']), soon);
  });

  test('work that fails is tried again and stops nobody else', async () => {
    const kind = newKind();
    const runs: string[] = [];
    const work = await started(engine, kind, async (key) => {
      runs.push(key);
      if (key === 'bad' && runs.filter((run) => run === 'bad').length === 1) throw new Error('no luck');
    });
    work.wake(kind, 'bad');
    await vi.waitFor(() => expect(runs).toEqual(['bad']), soon);
    work.wake(kind, 'good');
    await vi.waitFor(() => expect(runs).toEqual(['bad', 'good', 'bad']), soon);
  });

  test('a wake before the start runs after it', async () => {
    const kind = newKind();
    const runs: string[] = [];
    const work = open(engine);
    work.handle(kind, async (key) => void runs.push(key), { concurrency: 1 });
    work.wake(kind, 'early');
    await work.start();
    await vi.waitFor(() => expect(runs).toEqual(['early']), soon);
  });

  test('a wake of a kind that nothing runs for is only logged', async () => {
    const lines: string[] = [];
    const work = open(engine, databaseUrl, createLog('info', { write: (line) => void lines.push(line) }));
    await work.start();
    work.wake('nothing', 'space');
    expect(lines.join('')).toContain('nothing runs for this kind of work');
  });

  test('stopping aborts what runs, waits for it and begins nothing more', async () => {
    const kind = newKind();
    const events: string[] = [];
    const work = await started(
      engine,
      kind,
      async (key, signal) => {
        events.push(`${key} begins`);
        await aborted(signal);
        await turns(20);
        events.push(`${key} ends`);
      },
      1,
    );
    work.wake(kind, 'first');
    await vi.waitFor(() => expect(events).toEqual(['first begins']), soon);
    work.wake(kind, 'second');
    await work.stop();
    expect(events).toEqual(['first begins', 'first ends']);
    work.wake(kind, 'third');
    await turns(50);
    expect(events).toHaveLength(2);
  });
});

describe('work shared on PostgreSQL', () => {
  test('processes that start at once on an empty database all start', async () => {
    const url = await server?.createDatabase();
    const kind = newKind();
    const runs: string[] = [];
    const works = Array.from({ length: 4 }, () => open('pg-boss', url));
    for (const work of works) work.handle(kind, async (key) => void runs.push(key), { concurrency: 1 });
    await Promise.all(works.map((work) => work.start()));
    works[3]?.wake(kind, 'space');
    await vi.waitFor(() => expect(runs).toEqual(['space']), soon);
  });

  test('an idle process takes what is too much for another one', async () => {
    const kind = newKind();
    const begun: string[] = [];
    const runner =
      (name: string): Runner =>
      async (key, signal) => {
        begun.push(`${name} ${key}`);
        await aborted(signal);
      };
    const one = await started('pg-boss', kind, runner('one'), 1);
    await started('pg-boss', kind, runner('two'), 1);
    one.wake(kind, 'a');
    one.wake(kind, 'b');
    await vi.waitFor(() => expect(begun.map((entry) => entry.split(' ')[0]).toSorted()).toEqual(['one', 'two']), soon);
    expect(begun.map((entry) => entry.split(' ')[1]).toSorted()).toEqual(['a', 'b']);
  });

  test('what a stopping process breaks off goes on in another one', async () => {
    const kind = newKind();
    const begun: string[] = [];
    const one = await started('pg-boss', kind, async (key, signal) => {
      begun.push(`one ${key}`);
      await aborted(signal);
      throw new Error('broken off');
    });
    one.wake(kind, 'space');
    await vi.waitFor(() => expect(begun).toEqual(['one space']), soon);
    await started('pg-boss', kind, async (key) => void begun.push(`two ${key}`));
    await one.stop();
    await vi.waitFor(() => expect(begun).toEqual(['one space', 'two space']), soon);
  });

  test('the key of a killed process runs in another one', LONG, async () => {
    const kind = newKind();
    await using other = startOtherProcess(databaseUrl, kind);
    await other.says('ready');
    const runs: string[] = [];
    const asking = open('pg-boss');
    asking.handle(kind, async (key) => void runs.push(key), { concurrency: 0 });
    await asking.start();
    asking.wake(kind, 'space');
    await other.says('has space');
    await started('pg-boss', kind, async (key) => void runs.push(key));
    other.kill('SIGKILL');
    await other.ends();
    await vi.waitFor(() => expect(runs).toEqual(['space']), afterHeartbeat);
  });

  test('a run whose claim is lost is broken off, and the key runs again after it', LONG, async () => {
    const kind = newKind();
    const events: string[] = [];
    const work = await started('pg-boss', kind, async (_key, signal) => {
      events.push('begins');
      if (events.length > 1) return;
      await aborted(signal);
      await turns(2_000);
      events.push('ends');
    });
    work.wake(kind, 'space');
    await vi.waitFor(() => expect(events).toEqual(['begins']), soon);
    const [claim] = z
      .array(z.object({ id: z.string() }))
      .parse(await query(`select id from pgboss.job where name = '${kind}'`));
    await vi.waitFor(async () => {
      // Its own heartbeat may come in between.
      await query(`update pgboss.job set heartbeat_on = now() - interval '1 hour' where id = '${claim?.id}'`);
      expect(events).toEqual(['begins', 'ends', 'begins']);
    }, afterHeartbeat);
  });

  test('a database that is away for a while costs no wake, and the log holds no password', LONG, async () => {
    await using way = await openWay(databaseUrl);
    const lines: string[] = [];
    const kind = newKind();
    const runs: string[] = [];
    const work = open('pg-boss', way.url, createLog('info', { write: (line) => void lines.push(line) }));
    work.handle(kind, async (key) => void runs.push(key), { concurrency: 10 });
    await work.start();
    work.wake(kind, 'before');
    await vi.waitFor(() => expect(runs).toEqual(['before']), soon);
    await way.close();
    work.wake(kind, 'meanwhile');
    work.wake(kind, 'later', 100);
    await vi.waitFor(() => expect(lines.join('')).toContain('the work queue does not answer'), soon);
    await way.open();
    work.wake(kind, 'after');
    await vi.waitFor(() => expect(runs.toSorted()).toEqual(['after', 'before', 'later', 'meanwhile']), soon);
    expect(lines.join('')).toContain('the work queue answers again');
    expect(lines.join('')).not.toContain('postgres:postgres');
  });

  test('stopping ends while the database is away', async () => {
    await using way = await openWay(databaseUrl);
    const lines: string[] = [];
    const kind = newKind();
    const begun: string[] = [];
    const work = open('pg-boss', way.url, createLog('info', { write: (line) => void lines.push(line) }));
    work.handle(
      kind,
      async (key, signal) => {
        begun.push(key);
        await aborted(signal);
      },
      { concurrency: 10 },
    );
    await work.start();
    work.wake(kind, 'space');
    await vi.waitFor(() => expect(begun).toEqual(['space']), soon);
    await way.close();
    await work.stop();
    expect(lines.join('')).toContain('wakes were lost at the end');
  });

  test('connections that the server ends are made anew', async () => {
    const kind = newKind();
    const runs: string[] = [];
    const work = await started('pg-boss', kind, async (key) => void runs.push(key));
    work.wake(kind, 'before');
    await vi.waitFor(() => expect(runs).toEqual(['before']), soon);
    await query(
      `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'webex-device-bot work'`,
    );
    work.wake(kind, 'after');
    await vi.waitFor(() => expect(runs).toEqual(['before', 'after']), soon);
  });

  test('work that is over leaves nothing behind', async () => {
    const kind = newKind();
    let runs = 0;
    const work = await started('pg-boss', kind, async () => void runs++);
    for (let number = 0; number < 500; number++) work.wake(kind, `space-${number}`);
    await vi.waitFor(() => expect(runs).toBe(500), soon);
    await work.stop();
    expect(await query(`select count(*)::int as jobs from pgboss.job where name = '${kind}'`)).toEqual([{ jobs: 0 }]);
  });

  test('a database that can not be reached is a problem without its password', async () => {
    const work = open('pg-boss', 'postgres://somebody:top-secret@127.0.0.1:1/nowhere');
    await expect(work.start()).rejects.toMatchObject({ code: 'work-queue' });
    await expect(work.start()).rejects.not.toThrow('top-secret');
  });
});

async function query(sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}
