import { setTimeout as sleep } from 'node:timers/promises';
import { startChild } from './child.ts';
import { type FleetCloud, type Size, startFleet } from './rollout-cloud.ts';
import { type Heard, type Ours, startOurs } from './rollout-ours.ts';
import { KEY, type Stats, type Told, VALUE } from './rollout-task.ts';
import { type Taken, watch } from './rollout-watch.ts';

/** What came of a contender. */
export interface Outcome {
  name: string;
  devices: number;
  /** From the first change it was free to send until the last device was settled. */
  wallMs: number;
  /** All that was asked for configurations, looking at them before and after included. */
  stats: Stats;
  /** Devices that have the value. */
  correct: number;
  /** Have it not, and it was said so with a reason. */
  failed: number;
  /** Have it not, and nobody said a word. */
  lost: number;
  twice: number;
  taken: Taken;
}

export interface OursOutcome extends Outcome {
  /** From the words to the plan. */
  planMs: number;
  /** From the press on Start to the card that says how it ended. */
  doneMs: number;
  /** Processor seconds from the press until the last device was settled. */
  applyCpu: number;
  /** Memory when a quarter, a half, three quarters and all devices were changed. */
  marks: number[];
}

const LOOK_MS = 50;
/** Longer than anything a contender does. */
const PATIENCE_MS = 10 * 60_000;
/** Whoever reads a plan takes a moment. */
const READ_MS = 3_000;
const SHARES = [0.25, 0.5, 0.75, 1];

async function outcomeOf(
  fleet: FleetCloud,
  reported: readonly string[],
): Promise<Pick<Outcome, 'stats' | 'correct' | 'failed' | 'lost' | 'twice' | 'devices'>> {
  const [stats, { devices, wrong, twice }] = await Promise.all([fleet.stats(), fleet.world()]);
  const told = new Set(reported);
  const failed = wrong.filter((id) => told.has(id)).length;
  return { stats, devices, correct: devices - wrong.length, failed, lost: wrong.length - failed, twice };
}

/** A small program that changes all devices and tells how long that took. */
export async function runProgram(
  name: string,
  script: 'bench/rollout-script.ts' | 'bench/rollout-loop.ts',
  size: Size,
): Promise<Outcome> {
  const fleet = await startFleet(`the cloud of ${name}`, size);
  const { cloud } = fleet;
  const program = startChild(name, ['--disable-warning=ExperimentalWarning', script], {
    API_BASE: cloud.apiBase,
    TOKEN: cloud.person.token,
    PER_SECOND: String(size.perSecond),
    BURST: String(size.burst),
  });
  try {
    await program.firstLine();
    const watched = await watch([program]);
    const { wallMs, reported }: Told = JSON.parse(await program.lastLine());
    const taken = await watched.end();
    return { name, wallMs, taken, ...(await outcomeOf(fleet, reported)) };
  } finally {
    await program.stop();
    await fleet.close();
  }
}

/** The bot, asked by an administrator in words. */
export async function runOurs(
  name: string,
  size: Size,
  { databaseUrl, processes = 1 }: { databaseUrl?: string; processes?: number } = {},
): Promise<OursOutcome> {
  const fleet = await startFleet(`the cloud of ${name}`, size);
  try {
    const ours = await startOurs(fleet, { processes, ...(databaseUrl !== undefined && { databaseUrl }) });
    try {
      return { name, ...(await rollOut(fleet, ours)) };
    } finally {
      await ours.close();
    }
  } finally {
    await fleet.close();
  }
}

async function rollOut(fleet: FleetCloud, ours: Ours): Promise<Omit<OursOutcome, 'name'>> {
  const { processes } = ours;
  await ours.says('devices');
  await sleep(1_000);
  const watched = await watch(processes);
  const asked = Date.now();
  const hasStart = ({ attachments }: Heard) => JSON.stringify(attachments ?? []).includes('"Start on ');
  const plan = await ours.says(`rollout ${KEY}=${VALUE} on all canary 1% stop at 5%`, hasStart);
  const planMs = Date.now() - asked;
  await sleep(READ_MS);

  const { devices } = await fleet.world();
  const before = await watch(processes);
  const pressed = Date.now();
  await ours.presses(plan, /^Start on /);
  const marks: number[] = [];
  const shares = SHARES.map((share) => Math.ceil(share * devices));
  await until(processes, async () => {
    const { accepted } = await fleet.stats();
    while (shares[0] !== undefined && accepted >= shares[0]) {
      marks.push(watched.nowMb());
      shares.shift();
    }
    return shares.length === 0 || isOver(await ours.last());
  });
  // The last of them is noted while the next look is waited for.
  const { cpu: applyCpu } = await before.end();
  await until(processes, async () => isOver(await ours.last()));
  const done = Date.now();
  const taken = await watched.end();
  const end = await ours.last();
  if (!end?.text?.startsWith('Done')) throw new Error(`it did not come to a good end: ${end?.text}`);
  const outcome = await outcomeOf(fleet, await ours.stop());
  return {
    ...outcome,
    planMs,
    wallMs: outcome.stats.lastAcceptedAt - pressed,
    doneMs: done - pressed,
    applyCpu,
    marks,
    taken,
  };
}

/** The card that says how it ended, or why it does not go on. */
const isOver = (said: Heard | undefined): boolean => /^(Done|Failed|Stopped|Cancelled|Paused)/.test(said?.text ?? '');

async function until(processes: Ours['processes'], check: () => Promise<boolean>): Promise<void> {
  for (const end = Date.now() + PATIENCE_MS; Date.now() < end; await sleep(LOOK_MS))
    if (await Promise.race([check(), ...processes.map(({ failure }) => failure)])) return;
  throw new Error('the rollout does not come to its end');
}
