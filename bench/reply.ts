import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { type RunningBot, startBare, startOurs } from './parts/bots.ts';
import { type Cloud, startCloud } from './parts/cloud.ts';
import { type Counter, startCounter } from './parts/counter.ts';
import { type Ear, median, openEar, quantile, type Run } from './parts/load.ts';
import { opened, rounded, runBench, say } from './parts/run.ts';

/**
 * How much do roles, audit, the framework and cards cost? The bot against a bare bot that makes the same calls and answers
 * with the same card: same words, same load, same flags of Node, each on a simulated cloud of its own, turn by turn in one
 * run. The last line is one JSON object; docs/decisions/0020-reply-bench.md says how to read it.
 */
const SIZES = {
  full: { spaces: 100, atOnce: 32, rounds: 10, roundMs: 1_500, countMs: 2_000, warmUps: 60, settleMs: 3_000 },
  quick: { spaces: 8, atOnce: 4, rounds: 2, roundMs: 300, countMs: 200, warmUps: 3, settleMs: 100 },
};
const LIMIT_MS = 90_000;
const size = process.argv.includes('--quick') ? SIZES.quick : SIZES.full;
const WORDS = 'status Audio.Volume on Fjord';

type Answer = Record<'text' | 'attachments', unknown>;

interface Side {
  name: string;
  cloud: Cloud;
  ear: Ear;
  spaces: string[];
}

interface Contender extends Side {
  bot: RunningBot;
  runs: Run[];
  /** Milliseconds of the bot's processor time a reply, one number a round. */
  cpu: number[];
  idleMb: number;
}

async function openSide(name: string): Promise<Side> {
  const cloud = await startCloud(`the cloud of ${name}`);
  opened.push(() => cloud.close());
  const ear = await openEar(cloud);
  opened.push(() => ear.close());
  return { name, cloud, ear, spaces: await cloud.makeSpaces(size.spaces) };
}

const ask = ({ ear, spaces }: Side, bot: RunningBot, until: { ms: number } | { times: number }): Promise<Run> =>
  Promise.race([ear.run({ spaces, words: WORDS, atOnce: size.atOnce }, until), bot.process.failure]);

/** What a reply costs in calls once the spaces are known, and what the bot answers; measured apart, because counting takes time. */
async function countCalls(side: Side, start: (counter: Counter) => Promise<RunningBot>) {
  const counter = await startCounter(side.cloud.apiBase);
  opened.push(() => counter.close());
  const bot = await start(counter);
  opened.push(() => bot.stop());
  await ask(side, bot, { times: 1 });
  counter.calls.clear();
  const { latencies } = await ask(side, bot, { ms: size.countMs });
  const { text, attachments } = counter.posted();
  await bot.stop();
  const perReply = new Map([...counter.calls].map(([kind, count]) => [kind, count / latencies.length]));
  const answer: Answer = { text, attachments };
  return { perReply, answer };
}

async function oneRound(contender: Contender): Promise<void> {
  const before = await contender.bot.process.cpu();
  const run = await ask(contender, contender.bot, { ms: size.roundMs });
  contender.runs.push(run);
  contender.cpu.push((((await contender.bot.process.cpu()) - before) * 1000) / run.latencies.length);
}

/** Spaces whose newest answer is not the expected one. */
async function wrongAnswers({ cloud, spaces }: Side, { text, attachments }: Answer): Promise<number> {
  let wrong = 0;
  for (const roomId of spaces) {
    const said = await cloud.lastAnswer(roomId);
    if (said?.text !== text || !isDeepStrictEqual(said?.attachments, attachments)) wrong += 1;
  }
  return wrong;
}

async function figuresOf(contender: Contender, perReply: Map<string, number>, answer: Answer) {
  const { runs, cpu, idleMb, bot, ear } = contender;
  const sum = (of: (run: Run) => number) => runs.reduce((total, run) => total + of(run), 0);
  return {
    lost: sum(({ lost }) => lost),
    replies: sum(({ latencies }) => latencies.length),
    /** Answers too many. */
    unasked: ear.unasked(),
    wrong: await wrongAnswers(contender, answer),
    callsPerReply: [...perReply.values()].reduce((total, count) => total + count, 0),
    repliesPerSecond: median(runs.map(({ perSecond }) => perSecond)),
    p50Ms: median(runs.map(({ latencies }) => quantile(latencies, 0.5))),
    p99Ms: median(runs.map(({ latencies }) => quantile(latencies, 0.99))),
    cpuMsPerReply: median(cpu),
    idleMb,
    loadedMb: await bot.process.memory(),
  };
}

function described(run: Run | undefined, cpu: number | undefined): string {
  if (!run || cpu === undefined) return 'did not run';
  const { perSecond, latencies } = run;
  return `${perSecond.toFixed(0)}/s, p50 ${quantile(latencies, 0.5).toFixed(1)} ms, ${cpu.toFixed(2)} ms of CPU a reply`;
}

/** The median of each round's own ratio: what else the machine does slows both bots of a round alike, but not all rounds. */
const ratioOf = (bot: Contender, baseline: Contender, of: (run: Run) => number): number =>
  median(bot.runs.flatMap((run, round) => baseline.runs.slice(round, round + 1).map((other) => of(run) / of(other))));

async function main(): Promise<void> {
  const [oursSide, bareSide] = await Promise.all([openSide('the bot'), openSide('the bare bot')]);
  say(
    `"${WORDS}" in ${size.spaces} spaces, ${size.atOnce} at once, ${size.rounds} rounds a bot; Node ${process.version}`,
  );

  const ours = await countCalls(oursSide, ({ apiBase }) => startOurs(oursSide.cloud, apiBase));
  const bare = await countCalls(bareSide, ({ apiBase }) => startBare(bareSide.cloud, ours.answer, apiBase));
  for (const [name, { perReply }] of Object.entries({ bot: ours, bare })) {
    const calls = [...perReply].map(([kind, count]) => `${kind} ${count.toFixed(3)}`);
    say(`calls a reply, ${name}: ${calls.join(', ')}`);
  }

  const enter = async (side: Side, bot: RunningBot): Promise<Contender> => {
    opened.push(() => bot.stop());
    return { ...side, bot, runs: [], cpu: [], idleMb: 0 };
  };
  const bot = await enter(oursSide, await startOurs(oursSide.cloud));
  const baseline = await enter(bareSide, await startBare(bareSide.cloud, ours.answer));
  const both = [bot, baseline];
  for (const contender of both) await ask(contender, contender.bot, { times: 1 });
  await sleep(size.settleMs);
  for (const contender of both) contender.idleMb = await contender.bot.process.memory();
  say(
    `idle after one question in each space: ${both.map(({ name, idleMb }) => `${name} ${idleMb.toFixed(1)} MB`).join(', ')}`,
  );

  for (const contender of both) await ask(contender, contender.bot, { times: size.warmUps });
  for (let round = 1; round <= size.rounds; round += 1) {
    // Who goes first changes, so that neither always follows the other.
    for (const contender of round % 2 === 1 ? both : [...both].reverse()) await oneRound(contender);
    const lines = both.map(({ name, runs, cpu }) => `${name} ${described(runs.at(-1), cpu.at(-1))}`);
    say(`round ${round}: ${lines.join('; ')}`);
  }

  const mine = await figuresOf(bot, ours.perReply, ours.answer);
  const theirs = await figuresOf(baseline, bare.perReply, ours.answer);
  if (theirs.lost + theirs.wrong + theirs.unasked > 0)
    throw new Error('the bare bot did not answer as it should: this run says nothing');
  const bareFigures = Object.entries(theirs).map(([key, value]) => [
    `bare${key.charAt(0).toUpperCase()}${key.slice(1)}`,
    value,
  ]);
  const ratios = {
    throughput: ratioOf(bot, baseline, ({ perSecond }) => perSecond),
    p50: ratioOf(bot, baseline, ({ latencies }) => quantile(latencies, 0.5)),
    memory: mine.idleMb / theirs.idleMb,
  };
  const figures = { ...mine, ...Object.fromEntries(bareFigures) };
  say(
    JSON.stringify({
      bench: 'reply',
      figures: rounded(Object.entries(figures)),
      ratios: rounded(Object.entries(ratios)),
    }),
  );
}

await runBench('reply', LIMIT_MS, main);
