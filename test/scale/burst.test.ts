import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freePort } from '../programs.ts';
import { startPostgres, type TestPostgres } from '../store/postgres.ts';
import { openBalancer } from './balancer.ts';
import { SERVED, startChild } from './child.ts';
import { patiently, print } from './pair.ts';

const LANES = 200;
const EVENTS = 5_000;
/** Spaces that one process serves at once: so many events may be under way when it is killed. */
const UNDER_WAY = 64;

let postgres: TestPostgres;
beforeAll(async () => {
  postgres = await startPostgres();
});
afterAll(() => postgres.stop());

interface Served {
  key: string;
  lane: string;
  who: number;
}

const eventOf = (lane: number, nth: number) =>
  JSON.stringify({
    resource: 'messages',
    event: 'created',
    data: { id: `message-${lane}-${nth}`, roomId: `space-${lane}` },
  });

/** Two processes that take events, and what they did with them. */
async function openTwo() {
  const stack = new AsyncDisposableStack();
  const databaseUrl = await postgres.createDatabase();
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 2 });
  // The server ends before a connection that was closed has gone: what it says then is nobody's.
  pool.on('error', () => {}).on('connect', (client) => void client.on('error', () => {}));
  stack.defer(() => pool.end());
  await pool.query(SERVED);
  const ports = [await freePort(), await freePort()];
  const programs = ports.map((port) => stack.use(startChild(databaseUrl, port)));
  await Promise.all(programs.map((program) => program.says('ready')));
  const balancer = stack.use(await openBalancer({ ports, doubleEvery: 5 }));

  return {
    programs,
    balancer,
    /** Every space says so many things, one after the other. Resolves when all were acknowledged. */
    async burst(events = EVENTS): Promise<void> {
      const say = async (lane: number) => {
        for (let nth = 0; nth < events / LANES; nth += 1) {
          const status = await balancer.deliver(eventOf(lane, nth));
          if (status !== 200) throw new Error(`an event was answered with ${status}`);
        }
      };
      await Promise.all(Array.from({ length: LANES }, (_, lane) => say(lane)));
    },
    async workedOff(): Promise<void> {
      const waiting = async () => {
        const { rows } = await pool.query("select count(*)::int as n from inbox where state = 'waiting'");
        return rows[0].n;
      };
      await expect.poll(waiting, { ...patiently, interval: 100 }).toBe(0);
    },
    served: async () => (await pool.query<Served>('select key, lane, who from served order by nr')).rows,
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

/** The keys of each lane, in the order they were first served. */
function lanesOf(rows: Served[]): Map<string, string[]> {
  const lanes = Map.groupBy(rows, ({ lane }) => lane);
  return new Map([...lanes].map(([lane, served]) => [lane, [...new Set(served.map(({ key }) => key))]]));
}

const inOrder = (events: number) =>
  new Map(
    Array.from({ length: LANES }, (_, lane) => [
      `space-${lane}`,
      Array.from({ length: events / LANES }, (_, nth) => `message-${lane}-${nth}`),
    ]),
  );

describe('events and a fifth of them twice, on two processes', { timeout: 90_000 }, () => {
  test('of 5,000 none is lost, each has one effect, and every space keeps its order', async () => {
    await using two = await openTwo();
    const from = performance.now();
    await two.burst();
    const taken = (performance.now() - from) / 1_000;
    await two.workedOff();
    const rows = await two.served();
    const shares = [...Map.groupBy(rows, ({ who }) => who).values()].map(({ length }) => length);
    print('burst', {
      events: EVENTS,
      doubles: two.balancer.doubles(),
      'taken in s': taken.toFixed(1),
      'worked in s': ((performance.now() - from) / 1_000).toFixed(1),
      effects: rows.length,
      shares: shares.join(' + '),
    });
    expect(rows).toHaveLength(EVENTS);
    expect(shares).toHaveLength(2);
    expect(lanesOf(rows)).toEqual(inOrder(EVENTS));
  });

  test('none that was acknowledged is lost when one process is killed in the middle', async () => {
    await using two = await openTwo();
    const [killed] = two.programs;
    const from = performance.now();
    const bursting = two.burst(2_000);
    await expect.poll(async () => (await two.served()).length, patiently).toBeGreaterThan(300);
    killed?.kill('SIGKILL');
    await bursting;
    const at = performance.now();
    await two.workedOff();
    const rows = await two.served();
    const again = rows.length - new Set(rows.map(({ key }) => key)).size;
    print('burst with a kill -9', {
      'taken in s': ((at - from) / 1_000).toFixed(1),
      'worked in s': ((performance.now() - from) / 1_000).toFixed(1),
      'worked again': again,
    });
    expect(lanesOf(rows)).toEqual(inOrder(2_000));
    expect(again).toBeLessThanOrEqual(UNDER_WAY);
  });
});
