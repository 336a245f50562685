import { parseArgs } from 'node:util';
import { type BenchDatabase, startDatabase } from './parts/database.ts';
import type { Size } from './parts/rollout-cloud.ts';
import { type OursOutcome, type Outcome, runOurs, runProgram } from './parts/rollout-contest.ts';
import { rolloutKills } from './parts/rollout-kills.ts';
import { opened, rounded, runBench, say } from './parts/run.ts';

/**
 * What does it cost to lose no device? One setting is brought to a whole fleet by the script that people use today, by a loop
 * that knows the limit of the cloud to the digit, and by the bot on both stores; each in processes of its own, on a fresh
 * cloud of its own, one after the other in one run. The last line is one JSON object; docs/decisions/0052-rollout-bench.md
 * says how to read it.
 */
const { values: given, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    devices: { type: 'string', default: '10000' },
    quick: { type: 'boolean', default: false },
    /** With the word kills: how often a process is killed. */
    kills: { type: 'string', default: '20' },
    /** About one device: 700kb, or 1mb, or another number of kilobytes. */
    answers: { type: 'string', default: '700kb' },
    rate: { type: 'string', default: '200' },
    burst: { type: 'string' },
    /** Only these of script, loop, ours, postgres and cost, parted by commas. */
    only: { type: 'string', default: 'script,loop,ours,postgres,cost' },
  },
});
const LIMIT_MS = 30 * 60_000;
const SMALL = 1_000;

const perSecond = Number(given.rate);
const size: Size = {
  devices: given.quick ? SMALL : Number(given.devices),
  perSecond,
  // What comes together while one waits for Retry-After is not lost.
  burst: Number(given.burst ?? perSecond * 2),
  kilobytes: kilobytesIn(given.answers),
};
const only = given.only.split(',');

function kilobytesIn(text: string): number {
  const [, number = '', unit] = /^(\d+)(kb|mb)?$/i.exec(text) ?? [];
  if (number === '') throw new Error(`--answers has to be like 700kb or 1mb, not ${text}`);
  return Number(number) * (unit?.toLowerCase() === 'mb' ? 1_000 : 1);
}

function described({ name, wallMs, stats, correct, failed, lost, twice, taken }: Outcome): string {
  const seconds = (wallMs / 1_000).toFixed(1);
  const asked = `${stats.patches} PATCHes and ${stats.gets} GETs, ${stats.refused} answered with 429, ${stats.early} too early`;
  const came = `${correct} correct, ${failed} reported as failed, ${lost} lost, ${twice} twice`;
  const cost = `at most ${taken.peakMb.toFixed(0)} MB (${taken.addedMb.toFixed(0)} more), ${taken.cpu.toFixed(1)} s of CPU`;
  return `${name}: ${seconds} s; ${asked}; ${came}; ${cost}`;
}

const furtherOf = ({ planMs, doneMs, applyCpu, marks, devices }: OursOutcome): string =>
  `  planned after ${(planMs / 1_000).toFixed(1)} s, all told after ${(doneMs / 1_000).toFixed(1)} s; ` +
  `${((applyCpu * 1_000) / devices).toFixed(2)} ms of CPU a change; MB at each quarter: ${marks.map((mb) => mb.toFixed(0)).join(', ')}`;

const figuresOf = (
  prefix: string,
  { wallMs, stats, correct, failed, lost, twice, taken }: Outcome,
): [string, number][] => [
  [`${prefix}WallMs`, wallMs],
  [`${prefix}Patches`, stats.patches],
  [`${prefix}Refused`, stats.refused],
  [`${prefix}Early`, stats.early],
  [`${prefix}Correct`, correct],
  [`${prefix}Failed`, failed],
  [`${prefix}Lost`, lost],
  [`${prefix}Twice`, twice],
  [`${prefix}PeakMb`, taken.peakMb],
  [`${prefix}AddedMb`, taken.addedMb],
];

const oursFiguresOf = (prefix: string, ours: OursOutcome): [string, number][] => [
  ...figuresOf(prefix, ours),
  [`${prefix}PlanMs`, ours.planMs],
  [`${prefix}DoneMs`, ours.doneMs],
  [`${prefix}CpuMsPerDevice`, cpuOf(ours)],
  [`${prefix}ApplyCpuMsPerDevice`, (ours.applyCpu * 1_000) / ours.devices],
  ...ours.marks.map((mb, index): [string, number] => [`${prefix}At${25 * (index + 1)}Mb`, mb]),
];

const cpuOf = ({ taken, devices }: Outcome): number => (taken.cpu * 1_000) / devices;
const added = ([first = 0, ...rest]: readonly number[]): number => Math.max(first, ...rest) - first;

async function one<Came extends Outcome>(key: string, run: () => Promise<Came>): Promise<Came | undefined> {
  if (!only.includes(key)) return undefined;
  const outcome = await run();
  say(described(outcome));
  say(`  changed in each second: ${Array.from(outcome.stats.perSecond, (count) => count ?? 0).join(' ')}`);
  return outcome;
}

async function openDatabase(): Promise<BenchDatabase> {
  const database = await startDatabase();
  opened.push(() => database.close());
  return database;
}

/** Instead of the contest: processes are killed in the middle of it, on both stores. */
async function kills(): Promise<void> {
  const { devices } = size;
  const asked = { devices, kills: Number(given.kills), perSecond, say };
  const sqlite = await rolloutKills(asked);
  say(`SQLite: ${JSON.stringify(sqlite)}`);
  const postgres = await rolloutKills({ ...asked, databaseUrl: await (await openDatabase()).create('kills') });
  say(`PostgreSQL with two processes: ${JSON.stringify(postgres)}`);
  const figures = Object.entries({ sqlite, postgres }).flatMap(
    ([name, { kills, lost, twice, early, notBack, addedMb }]) =>
      Object.entries({ Kills: kills, Lost: lost, Twice: twice, Early: early, NotBack: notBack, AddedMb: addedMb }).map(
        ([what, value]): [string, number] => [name + what, value],
      ),
  );
  say(JSON.stringify({ bench: 'rollout-kills', figures: rounded(figures), ratios: {} }));
}

async function main(): Promise<void> {
  const { devices, burst, kilobytes } = size;
  say(
    `${devices} devices, 5 % offline, answers of some ${kilobytes} KB, ${perSecond} requests a second and ${burst} at once; Node ${process.version}`,
  );
  const script = await one('script', () => runProgram('today’s script', 'bench/rollout-script.ts', size));
  const loop = await one('loop', () => runProgram('the perfect loop', 'bench/rollout-loop.ts', size));
  const ours = await one('ours', () => runOurs('the bot', size));
  if (ours) say(furtherOf(ours));
  const postgres = await one('postgres', async () => {
    const databaseUrl = await (await openDatabase()).create('rollout');
    return runOurs('two processes of the bot on PostgreSQL', size, { databaseUrl, processes: 2 });
  });
  if (postgres) say(furtherOf(postgres));
  const small =
    devices <= SMALL ? undefined : await one('cost', () => runOurs('the bot with 1,000', { ...size, devices: SMALL }));
  if (small) say(furtherOf(small));

  const figures: [string, number][] = [
    ...(script ? figuresOf('script', script) : []),
    ...(loop ? figuresOf('loop', loop) : []),
    ...(ours ? oursFiguresOf('', ours) : []),
    ...(postgres ? oursFiguresOf('postgres', postgres) : []),
    ...(small ? oursFiguresOf('small', small) : []),
  ];
  const ratios: [string, number | undefined][] = [
    ['wall', ours && loop && ours.wallMs / loop.wallMs],
    ['wallPostgres', postgres && loop && postgres.wallMs / loop.wallMs],
    ['cost', ours && small && cpuOf(ours) / cpuOf(small)],
    ['growthMb', ours && added(ours.marks)],
  ];
  say(
    JSON.stringify({
      bench: 'rollout',
      figures: rounded(figures),
      ratios: rounded(
        ratios.flatMap(([key, value]): [string, number][] => (value === undefined ? [] : [[key, value]])),
      ),
    }),
  );
}

await runBench('rollout', LIMIT_MS, positionals.includes('kills') ? kills : main);
