import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { measureBurst } from './parts/burst.ts';
import { startDatabase } from './parts/database.ts';
import { type Delivery, makeDeliveries, makeSpaceIds } from './parts/deliveries.ts';
import { killRound } from './parts/kill-round.ts';
import { median, quantile } from './parts/load.ts';
import { compare, notStored, type Place, placeOf, type Receiver, startReceiver, workedOff } from './parts/receivers.ts';
import { opened, rounded, runBench, say } from './parts/run.ts';
import { fire, type Volley } from './parts/volley.ts';

/**
 * What does it cost to keep an event before it is acknowledged? The bot's way in on both stores against a bare receiver,
 * and against itself with a commit for each event; turn by turn in one run, each in a process of its own with the flags of
 * the bot. Then it is killed in mid-burst, and the whole bot takes a burst of 50,000 events. The last line is one JSON
 * object; docs/decisions/0026-ingress-bench.md says how to read it.
 */
const SIZES = {
  full: { rounds: 8, warmUps: 3, roundMs: 1_500, most: 24_000, killed: 6_000, burst: 50_000, settleMs: 30_000 },
  quick: { rounds: 1, warmUps: 1, roundMs: 150, most: 1_000, killed: 600, burst: 300, settleMs: 500 },
};
const LIMIT_MS = 15 * 60_000;
const isQuick = process.argv.includes('--quick');
const size = isQuick ? SIZES.quick : SIZES.full;
const CONNECTIONS = 64;
const SPACES = makeSpaceIds(500);

interface Contender extends Receiver {
  name: string;
  /** Undefined for one that keeps nothing. */
  place: Place | undefined;
  volleys: Volley[];
  /** Microseconds of processor time an event, its work included, one number a round. */
  cpu: number[];
  acknowledged: Delivery[];
  delivered: string[];
}

async function makeFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'bench-ingress-'));
  opened.push(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

async function enter(name: string, place?: Place, env: Record<string, string> = {}): Promise<Contender> {
  const receiver = await (place
    ? startReceiver(name, 'bench/receiver.ts', { ...placeOf(place), ...env })
    : startReceiver(name, 'bench/bare-receiver.ts'));
  opened.push(() => receiver.process.stop());
  return { ...receiver, name, place, volleys: [], cpu: [], acknowledged: [], delivered: [] };
}

/** One volley, and then the rest of the work, so that it is not in the way of the next contender. */
async function oneRound(contender: Contender): Promise<Volley> {
  const { process, port, place } = contender;
  const deliveries = makeDeliveries(size.most, port, SPACES);
  const before = await process.cpu();
  const volley = await Promise.race([
    fire(deliveries, { port, connections: CONNECTIONS, ms: size.roundMs }),
    process.failure,
  ]);
  if (volley.refused > 0) throw new Error(`${contender.name} refused ${volley.refused} events`);
  if (place) contender.delivered.push(...(await workedOff(contender)));
  contender.cpu.push((((await process.cpu()) - before) * 1e6) / volley.acknowledged.length);
  for (const delivery of volley.acknowledged) contender.acknowledged.push({ ...delivery, request: Buffer.alloc(0) });
  contender.volleys.push(volley);
  return volley;
}

function described({ name, volleys, cpu }: Contender): string {
  const volley = volleys.at(-1);
  if (!volley) return `${name} did not run`;
  const p99 = quantile(volley.latencies, 0.99).toFixed(1);
  return `${name} ${volley.perSecond.toFixed(0)}/s, p99 ${p99} ms, ${(cpu.at(-1) ?? 0).toFixed(0)} µs of CPU`;
}

/** The median of each round's own ratio: what else the machine does slows all of a round alike, but not all rounds. */
const ratioOf = (one: Contender, other: Contender): number =>
  median(one.volleys.map(({ perSecond }, round) => perSecond / (other.volleys[round]?.perSecond ?? Number.NaN)));

const figuresOf = (prefix: string, { volleys, cpu }: Contender): [string, number][] => [
  [`${prefix}AcksPerSecond`, median(volleys.map(({ perSecond }) => perSecond))],
  [`${prefix}P99Ms`, median(volleys.map(({ latencies }) => quantile(latencies, 0.99)))],
  [`${prefix}CpuUsPerEvent`, median(cpu)],
];

async function main(): Promise<void> {
  const database = await startDatabase();
  opened.push(() => database.close());
  const sqlite = { dataDir: await makeFolder() };
  const postgres = { dataDir: sqlite.dataDir, databaseUrl: await database.create('ours') };
  const single = { dataDir: await makeFolder() };
  const singlePostgres = { dataDir: single.dataDir, databaseUrl: await database.create('single') };
  const oneByOne = { ONE_BY_ONE: 'yes' };

  const bare = await enter('bare');
  const ours = await enter('SQLite', sqlite);
  const oursPostgres = await enter('PostgreSQL', postgres);
  const alone = await enter('SQLite one by one', single, oneByOne);
  const alonePostgres = await enter('PostgreSQL one by one', singlePostgres, oneByOne);
  const all = [bare, ours, oursPostgres, alone, alonePostgres];
  say(`${CONNECTIONS} connections, ${SPACES.length} spaces, ${size.rounds} rounds each; Node ${process.version}`);

  for (let round = 1 - size.warmUps; round <= size.rounds; round += 1) {
    // Who goes first changes, so that nobody always follows the same other.
    for (const contender of round % 2 === 1 ? all : [...all].reverse()) {
      await oneRound(contender);
      if (round > 0) continue;
      contender.volleys.length = 0;
      contender.cpu.length = 0;
    }
    if (round > 0) say(`round ${round}: ${all.map(described).join('; ')}`);
  }

  let lost = 0;
  let twice = 0;
  for (const contender of all) {
    await contender.process.stop();
    if (!contender.place) continue;
    const compared = compare(contender.acknowledged, contender.delivered);
    lost += compared.lost + (await notStored(contender.place, contender.acknowledged));
    twice += compared.twice;
    if (compared.twice > 0) say(`${contender.name} worked ${compared.twice} events twice`);
  }

  const round = { count: size.killed, spaces: SPACES, connections: CONNECTIONS };
  const killed = [await killRound({ dataDir: await makeFolder() }, round)];
  // A process that died keeps its claims for ten seconds; a quick run does not wait for that.
  if (!isQuick)
    killed.push(await killRound({ dataDir: await makeFolder(), databaseUrl: await database.create('killed') }, round));
  for (const one of killed) say(`killed after ${one.acknowledged} events: ${one.lost} lost, ${one.again} worked again`);
  await database.close();

  const burst = await measureBurst({ events: size.burst, connections: CONNECTIONS, settleMs: size.settleMs, say });
  const sum = (of: (one: (typeof killed)[number]) => number) => killed.reduce((total, one) => total + of(one), 0);
  const figures: [string, number][] = [
    ...figuresOf('', ours),
    ...figuresOf('postgres', oursPostgres),
    ...figuresOf('bare', bare),
    ...figuresOf('single', alone),
    ...figuresOf('singlePostgres', alonePostgres),
    ['events', all.reduce((total, { acknowledged }) => total + acknowledged.length, 0)],
    ['killedEvents', sum(({ acknowledged }) => acknowledged)],
    ['workedAgainAfterKill', sum(({ again }) => again)],
    ['lost', lost + sum((one) => one.lost) + burst.lost],
    ['twice', twice + burst.twice],
    ...Object.entries(burst.figures),
  ];
  const ratios = {
    acks: ratioOf(ours, bare),
    acksPostgres: ratioOf(oursPostgres, bare),
    overSingle: ratioOf(ours, alone),
    overSinglePostgres: ratioOf(oursPostgres, alonePostgres),
  };
  say(JSON.stringify({ bench: 'ingress', figures: rounded(figures), ratios: rounded(Object.entries(ratios)) }));
}

await runBench('ingress', LIMIT_MS, main);
