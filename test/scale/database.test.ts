import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { type Door, openDoor } from '../store/door.ts';
import { type OwnPostgres, startOwnPostgres } from '../store/postgres.ts';
import { openPair, type Pair, patiently, print } from './pair.ts';

let postgres: OwnPostgres;
let door: Door;
let pair: Pair;
let password = '';
beforeAll(async () => {
  postgres = await startOwnPostgres();
  const databaseUrl = await postgres.createDatabase();
  ({ password } = new URL(databaseUrl));
  door = await openDoor(databaseUrl);
  pair = await openPair({ databaseUrl: door.url, spaces: 30 });
});
afterAll(async () => {
  await pair[Symbol.asyncDispose]();
  await door[Symbol.asyncDispose]();
  await postgres.stop();
});

const NotReady = z.object({
  status: z.literal('not-ready'),
  reasons: z.array(z.object({ check: z.string(), message: z.string(), hint: z.string().optional() })),
});

const readiness = () =>
  Promise.all(
    pair.bots.map(async ({ port }) => {
      const answer = await fetch(`http://127.0.0.1:${port}/readyz`);
      return { status: answer.status, body: await answer.json() };
    }),
  );

/** What the processes say of a database that is away: that it is, which setting to check, and no secret. */
async function bothSayWhy(): Promise<void> {
  const said = async () => {
    const both = await readiness();
    return both.map(
      ({ body }) => NotReady.safeParse(body).data?.reasons.find(({ check }) => check === 'store')?.message,
    );
  };
  const why = expect.stringContaining('The database of DATABASE_URL (127.0.0.1:');
  await expect.poll(said, patiently).toEqual([why, why]);
  const both = await readiness();
  expect(both.map(({ status }) => status)).toEqual([503, 503]);
  expect(JSON.stringify(both)).not.toContain(password);
}

/** Questions before, at and during the time without a database; nothing is taken then, and all is answered once after it. */
async function survives(round: string, away: (during: () => Promise<void>) => Promise<void>) {
  const { spaces, balancer, bots } = pair;
  const ask = (when: string) =>
    Promise.all(spaces.map((space) => pair.asks(space, `device nowhere-${round}-${when}-`)));
  const answered = (when: string) =>
    spaces.map((space) => pair.said(space).filter((text) => text.includes(`nowhere-${round}-${when}-`)).length);
  const each = spaces.map(() => 1);
  const known = pair.said(spaces[0] ?? '').length;
  await ask('before');
  await expect.poll(() => answered('before'), patiently).toEqual(each);
  await pair.workedOff();

  // Work is under way when it happens, and ends while it lasts.
  pair.cloud.faults.add({ method: 'GET', path: '/messages/', effect: 'latency', ms: 3_000 });
  const underWay = () => pair.asked().filter((one) => one.path.startsWith('/messages/') && one.status === undefined);
  await ask('at');
  await expect.poll(() => underWay().length, { ...patiently, interval: 10 }).toBeGreaterThan(spaces.length / 2);
  let from = 0;
  await away(async () => {
    from = Date.now();
    await ask('during');
    await bothSayWhy();
  });
  const back = Date.now();
  pair.cloud.faults.clear();
  const during = balancer.attempts.filter(({ at }) => at > from && at < back - 500);
  expect(during.length).toBeGreaterThan(spaces.length);
  expect(new Set(during.map(({ status }) => status))).toEqual(new Set([503]));

  const taken = () => balancer.attempts.find(({ at, status }) => at > from && status === 200)?.at ?? 0;
  await expect.poll(taken, patiently).toBeGreaterThan(0);
  await expect.poll(() => Math.min(...answered('during'), ...answered('at')), patiently).toBeGreaterThan(0);
  const seconds = (Date.now() - back) / 1_000;
  await expect.poll(async () => (await readiness()).map(({ status }) => status), patiently).toEqual([200, 200]);
  await pair.workedOff();
  await ask('after');
  await expect.poll(() => answered('after'), patiently).toEqual(each);
  print(`the database was away (${round})`, {
    s: ((back - from) / 1_000).toFixed(1),
    refused: during.length,
    'first event taken after s': Math.max(0, (taken() - back) / 1_000).toFixed(1),
    'all answered after s': seconds.toFixed(1),
  });
  for (const space of spaces) {
    const words = pair
      .said(space)
      .slice(known)
      .map((text) => new RegExp(`nowhere-${round}-(\\w+)-`).exec(text)?.[1] ?? text);
    expect(words).toEqual(['before', 'at', 'during', 'after']);
  }
  for (const { program } of bots) {
    expect(program.out() + program.err()).not.toContain(password);
    expect(program.err()).toBe('');
  }
}

const LONG = { timeout: 90_000 };

test(
  'PostgreSQL stops for ten seconds: events are refused with 503, and all are answered once when it is back',
  LONG,
  () =>
    survives('stop', async (during) => {
      await postgres.halt();
      try {
        await during();
        await sleep(10_000);
      } finally {
        await postgres.resume();
      }
    }),
);

test('all connections to PostgreSQL are cut for some seconds: the same', LONG, () =>
  survives('cut', async (during) => {
    door.turn('shut');
    await during();
    await sleep(3_000);
    door.turn('open');
  }),
);
