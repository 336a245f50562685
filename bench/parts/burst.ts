import { setTimeout as sleep } from 'node:timers/promises';
import { request } from 'undici';
import { type RunningBot, startOurs } from './bots.ts';
import { type Cloud, startCloud } from './cloud.ts';
import { makeDeliveries } from './deliveries.ts';
import { startEcho } from './echo.ts';
import { quantile } from './load.ts';
import { fire, type Volley } from './volley.ts';

export interface BurstOptions {
  events: number;
  connections: number;
  /** How long the bot rests before its memory at rest is read. */
  settleMs: number;
  say(line: string): void;
}

const SPACES = 100;
const WORDS = 'whoami';
/** How it begins. */
const ANSWER = 'Alice Andersen: ';
const LOOK_MS = 50;
const PATIENCE_MS = 10 * 60_000;

/**
 * `npm run bot` with the embedded store: its memory at rest, what a burst of questions adds, each of them answered, and what
 * of it is kept when it has rested again. In MB of resident memory.
 */
export async function measureBurst({ events, connections, settleMs, say }: BurstOptions) {
  const cloud = await startCloud('the cloud of the bot');
  const echo = await startEcho(cloud.apiBase);
  const running: RunningBot[] = [];
  try {
    // The first start fills the compile cache, as the first start on a machine does.
    await (await startOurs(cloud)).stop();
    const bot = await startOurs(cloud, echo.apiBase);
    running.push(bot);
    const spaces = await cloud.makeSpaces(SPACES);
    for (const space of spaces) await askOnce(cloud, space);
    await sleep(settleMs);
    const idleMb = await bot.process.memory();

    const deliveries = makeDeliveries(events, bot.port, spaces);
    echo.pretend(deliveries);
    const from = performance.now();
    const cpuBefore = await bot.process.cpu();
    const watched = watch(bot);
    const volley = await Promise.race([fire(deliveries, { port: bot.port, connections }), bot.process.failure]);
    await emptied(bot);
    const seconds = (performance.now() - from) / 1000;
    const peakMb = await watched();
    const cpuMs = (((await bot.process.cpu()) - cpuBefore) * 1000) / events;
    await sleep(settleMs);
    const keptMb = (await bot.process.memory()) - idleMb;
    const { lost, twice } = told(volley, echo.answers);
    say(
      `burst of ${events} questions, ${volley.refused} of them refused: acknowledged at ${volley.perSecond.toFixed(0)}/s, all done after ${seconds.toFixed(0)} s`,
    );
    const ackP99Ms = quantile(volley.latencies, 0.99);
    const figures = { idleMb, burstEvents: events, burstAddedMb: peakMb - idleMb, burstKeptMb: keptMb };
    return {
      figures: { ...figures, burstSeconds: seconds, burstCpuMsPerEvent: cpuMs, burstAckP99Ms: ackP99Ms },
      lost,
      twice,
    };
  } finally {
    for (const bot of running) await bot.stop();
    await echo.close();
    await cloud.close();
  }
}

/**
 * Each space gets an answer to every question that was acknowledged, and no more than it asked: what was stored too late to be
 * acknowledged is answered all the same.
 */
function told({ acknowledged, sent }: Volley, answers: ReadonlyMap<string, number>) {
  const heard = Map.groupBy(acknowledged, ({ roomId }) => roomId);
  let lost = 0;
  let twice = 0;
  for (const [roomId, asked] of Map.groupBy(sent, (delivery) => delivery.roomId)) {
    const count = answers.get(roomId) ?? 0;
    lost += Math.max(0, (heard.get(roomId)?.length ?? 0) - count);
    twice += Math.max(0, count - asked.length);
  }
  return { lost, twice };
}

async function askOnce(cloud: Cloud, space: string): Promise<void> {
  await cloud.say(space, WORDS);
  for (const until = Date.now() + 10_000; Date.now() < until; await sleep(10)) {
    // The bot says something to a space that it is added to, too.
    if ((await cloud.lastAnswer(space))?.text?.startsWith(ANSWER)) return;
  }
  throw new Error('the bot does not answer');
}

/** Looks at the memory again and again; what it gives stops that and tells the most that was seen. */
function watch({ process }: RunningBot): () => Promise<number> {
  let isOver = false;
  let most = 0;
  const looking = (async () => {
    while (!isOver) {
      most = Math.max(most, await process.memory());
      await sleep(LOOK_MS);
    }
  })();
  return async () => {
    isOver = true;
    await looking;
    return most;
  };
}

/** Resolves when nothing waits to be worked, by what the bot tells of itself. */
async function emptied({ process, port }: RunningBot): Promise<void> {
  for (const until = Date.now() + PATIENCE_MS; Date.now() < until; await Promise.race([sleep(500), process.failure])) {
    const answer = await request(`http://127.0.0.1:${port}/metrics`);
    if (/^device_bot_queued_events 0$/m.test(await answer.body.text())) return;
  }
  throw new Error(`the bot did not work the burst off within ${PATIENCE_MS / 1000} s`);
}
