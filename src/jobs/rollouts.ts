import { randomUUID } from 'node:crypto';
import type { Clock } from '#lib/clock.ts';
import { HeldUp } from '#lib/held-up.ts';
import type { Logger } from '#lib/log.ts';
import type { Status } from '#lib/rollout.ts';
import { countOf, meantOf } from '#lib/rollout-counts.ts';
import { workedMs } from '#lib/rollout-watch.ts';
import { openAt } from '#lib/rollout-window.ts';
import type { Count, Rollout, Store } from '#store/index.ts';
import { ALL_STAGES, Crew, type Task } from './rollout-crew.ts';
import { createDriver } from './rollout-driver.ts';
import { lookBack } from './rollout-look-back.ts';
import type { Hands, RolloutWork } from './rollout-work.ts';

/** How soon a process sees that there is something to do. */
const EVERY_MS = 1_000;
/** How long devices are worked on before the rollout as a whole is looked at again. */
const TURN_MS = 500;
/** Who sees to a rollout as a whole is somebody else's after this, when their process ended. */
const DRIVE_MS = 15_000;
/** Whether whoever asked may still do it is asked anew after this. */
const OPEN_MS = 60_000;
/** Those that are under way, and those that are looked at, or come to their end: these never wait for the others. */
const MOST_AT_ONCE = { long: 20, short: 20 };
const LONG: readonly Status[] = ['waiting', 'running', 'confirming'];
/** Rollouts that are read at a time, the oldest first. */
const DUE = 200;
/** After something failed that is none of the devices' fault. */
const AWAY_MS = 5_000;

/** What is under way when the process ends may take so long: what is broken off is not known of. */
const LAST_MS = 3_000;

/** A rollout that nothing is to be done for at once. */
interface Seen {
  rollout: Rollout;
  counts: readonly Count[];
}

/** With the rights of whoever asked, which were asked for `since`, by elapsed time. */
interface Opened {
  hands: Hands;
  waits: AbortController;
  since: number;
}

/** Who works on the devices of a rollout, and on what. */
interface Team extends Opened {
  crew: Crew;
  hand: Task['hand'];
}

interface RolloutsOptions {
  rollouts: Store['rollouts'];
  work: RolloutWork;
  clock: Clock;
  log: Logger;
  everyMs?: number;
}

/**
 * Carries rollouts on, also after a restart and with other processes: the rows say what is to be done, every process takes
 * devices in hand, and one of them at a time sees to the whole: stages, limits, hours, and what people are told.
 * docs/decisions/0051-rollouts.md
 */
export function startRollouts({ rollouts, work, clock, log, everyMs = EVERY_MS }: RolloutsOptions): {
  stop(): Promise<void>;
} {
  const me = randomUUID();
  const stopping = new AbortController();
  const breaking = new AbortController();
  const running = new Map<string, { kind: keyof typeof MOST_AT_ONCE; end: Promise<void> }>();
  let nap = new AbortController();
  const driver = createDriver({ rollouts, work, clock, log });

  /**
   * Sees to the whole where that is this process's, until nothing is to be done for it at once. What `hasTeam` is let go of
   * before it ends.
   */
  async function seenTo(id: string, hasTeam: boolean): Promise<Seen | undefined> {
    for (;;) {
      const rollout = await rollouts.get(id);
      if (!rollout || stopping.signal.aborted) return undefined;
      const counts = await rollouts.items.counts(id);
      if (hasTeam && rollout.status === 'ending') return { rollout, counts };
      const isMine = await rollouts.drive(id, me, clock.now() + DRIVE_MS);
      const next = isMine ? await driven(rollout, counts) : await driver.guard(rollout, counts);
      if (next !== 'again') return { rollout: next, counts };
    }
  }

  /** Webex may take its time with it; nobody else is to begin the same meanwhile. */
  async function driven(rollout: Rollout, counts: readonly Count[]): Promise<Rollout | 'again'> {
    const holding = setInterval(() => {
      rollouts
        .drive(rollout.id, me, clock.now() + DRIVE_MS)
        .catch((error: unknown) => log.warn({ err: error }, 'a rollout could not be held on to'));
    }, DRIVE_MS / 3).unref();
    try {
      return await driver.drive(rollout, counts);
    } finally {
      clearInterval(holding);
    }
  }

  async function open(rollout: Rollout): Promise<Opened> {
    const { id, spec } = rollout;
    const { window } = spec.pacing;
    const waits = new AbortController();
    const hands = await work.open(rollout, {
      signal: breaking.signal,
      waits: AbortSignal.any([stopping.signal, waits.signal]),
      async mayGoOn() {
        if (stopping.signal.aborted || (window && !openAt(window, clock.now()))) return false;
        // The row says it, whichever process paused it.
        return (await rollouts.statusOf(id)) === 'running';
      },
    });
    return { hands, waits, since: clock.elapsed() };
  }

  /** Carries one on for as long as there is something to do. */
  async function carry(id: string): Promise<void> {
    let team: Team | undefined;
    /** What is under way comes to its end; `inTime`: also what waits for Webex. */
    const dismiss = async ({ inTime = false } = {}) => {
      const last = team;
      team = undefined;
      if (!inTime) last?.waits.abort();
      await last?.crew.end();
    };
    try {
      for (;;) {
        const seen = await seenTo(id, team !== undefined);
        if (!seen) return;
        const { rollout, counts } = seen;
        if (rollout.status === 'ending') {
          await dismiss();
          await clock.sleep(Math.min(TURN_MS, everyMs), stopping.signal);
          continue;
        }
        if (!driver.isWorking(rollout)) {
          const isLeft = rollout.status !== 'done' && countOf(counts, ['accepted']) > 0;
          // Whoever ended it has it for a while yet.
          if (isLeft && (await rollouts.drive(id, me, clock.now() + DRIVE_MS)))
            await lookBack(rollout, await open(rollout), { rollouts, work, clock, log, signal: stopping.signal });
          return;
        }
        const task = await taskOf(rollout, counts, { now: clock.now(), items: rollouts.items });
        const isOld = !team || clock.elapsed() - team.since > OPEN_MS;
        if (!team || isOld || team.hand !== task.hand) {
          const last = team;
          await dismiss({ inTime: true });
          const opened = last && !isOld ? last : await open(rollout);
          const crew = new Crew(id, opened.hands, { items: rollouts.items, clock, log });
          team = { ...opened, crew, hand: task.hand };
        }
        const { isIdle } = await team.crew.work(task, TURN_MS, stopping.signal);
        if (team.crew.heldUp) throw team.crew.heldUp;
        if (isIdle) await clock.sleep(Math.min(TURN_MS, everyMs), stopping.signal);
      }
    } catch (error) {
      if (!(error instanceof HeldUp)) throw error;
      await dismiss();
      await driver.holdUp(id, error);
    } finally {
      await dismiss();
    }
  }

  async function look(): Promise<void> {
    for (const rollout of await rollouts.due({ now: clock.now(), limit: DUE })) {
      if (stopping.signal.aborted) return;
      const kind = LONG.includes(rollout.status) ? 'long' : 'short';
      const others = [...running.values()].filter((one) => one.kind === kind);
      if (running.has(rollout.id) || others.length >= MOST_AT_ONCE[kind]) continue;
      const end = carry(rollout.id)
        .catch(async (error: unknown) => {
          log.error({ err: error, rollout: rollout.number }, 'a rollout could not be carried on');
          await clock.sleep(AWAY_MS, stopping.signal);
        })
        .finally(() => running.delete(rollout.id));
      running.set(rollout.id, { kind, end });
    }
  }

  async function loop(): Promise<void> {
    while (!stopping.signal.aborted) {
      nap = new AbortController();
      await look().catch((error: unknown) => log.error({ err: error }, 'rollouts could not be read'));
      if (!stopping.signal.aborted) await clock.sleep(everyMs, nap.signal);
    }
  }

  // What this process itself begins or stops is seen at once.
  const unlisten = rollouts.onTurn(() => nap.abort());
  const looping = loop();
  return {
    async stop() {
      unlisten();
      stopping.abort();
      nap.abort();
      const late = setTimeout(() => breaking.abort(), LAST_MS).unref();
      await looping;
      await Promise.all([...running.values()].map(({ end }) => end));
      await driver.idle();
      clearTimeout(late);
    },
  };
}

/** What is to be done with single devices now. */
async function taskOf(
  rollout: Rollout,
  counts: readonly Count[],
  { now, items }: { now: number; items: Pick<Store['rollouts']['items'], 'inHand'> },
): Promise<Task> {
  const { status, stage, checkingSince, retriedFrom, spec } = rollout;
  if (status === 'surveying') return { hand: 'survey', states: ['new'], stage: 0, allowance: Infinity };
  if (status === 'confirming') return { hand: 'confirm', states: ['accepted'], stage: ALL_STAGES, allowance: Infinity };
  if (checkingSince !== undefined) return { hand: 'confirm', states: ['accepted'], stage, allowance: Infinity };
  const { overMs } = spec.pacing;
  const allowance =
    overMs === undefined ? Infinity : allowanceOf(rollout, counts, overMs, now) - (await items.inHand(rollout.id));
  // What was left before a retry is not asked for, whether that was set aside yet or not.
  return { hand: 'apply', states: ['change', 'sending'], from: retriedFrom, stage, allowance };
}

/** How many may have been begun by now, so that all of them together take as long as was asked for, but for those that were. */
function allowanceOf(rollout: Rollout, counts: readonly Count[], overMs: number, now: number): number {
  const left = countOf(counts, ['change', 'sending']);
  const total = meantOf(counts);
  const share = Math.min(1, workedMs(rollout, now) / overMs);
  return Math.ceil(share * total) - (total - left);
}
