import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '#lib/log.ts';
import { backoffMs } from './backoff.ts';
import { type Claim, createClaimedRuns, type Ending } from './claimed-runs.ts';
import type { Runner } from './work.ts';

/** A wake for later, `delayMs` from now. `slot` is the same for those of a key that are due in the same second. */
export interface Delayed {
  key: string;
  delayMs: number;
  slot: string;
}

/** What all processes share: the wakes and claims of one kind. Every function rejects while the database is away. */
export interface SharedQueue {
  /** At most one wake a key waits. Resolves with whether any of these is new. */
  add(keys: string[]): Promise<boolean>;
  addLater(wakes: Delayed[]): Promise<void>;
  /** Claims up to `limit` woken keys that nobody holds, the longest waiting first. */
  take(limit: number): Promise<Claim[]>;
  giveBack(claims: Claim[]): Promise<void>;
  /** The heartbeat. Resolves with the ids that are still held. */
  keep(claims: Claim[]): Promise<ReadonlySet<string>>;
  /** Tells the other processes that something waits. */
  ring(): Promise<void>;
}

interface ClaimedLaneOptions {
  kind: string;
  runner: Runner;
  concurrency: number;
  queue: SharedQueue;
  log: Logger;
}

const MOST_KEYS = 1_000;
const LONGEST_PAUSE_MS = 2_000;

/** The work of one kind in this process: passes wakes on in batches, claims keys, runs them side by side. */
export function createClaimedLane({ kind, runner, concurrency, queue, log }: ClaimedLaneOptions) {
  const woken = new Set<string>();
  const delayed = new Map<string, { key: string; due: number }>();
  const spent: Claim[] = [];
  const failures = new Map<string, number>();
  const stopping = new AbortController();
  const runs = createClaimedRuns({ kind, runner, log, keep: queue.keep, onEnd });
  let isOpen = false;
  let mayWait = true;
  let troubles = 0;
  let working: Promise<void> | undefined;

  const free = () => (stopping.signal.aborted ? 0 : concurrency - runs.count());
  const hasNews = () => woken.size > 0 || delayed.size > 0 || spent.length > 0;
  const hasWork = () => hasNews() || (mayWait && free() > 0);

  function goOn(): void {
    if (isOpen && !working && hasWork()) working = workOff();
  }

  async function workOff(): Promise<void> {
    // All wakes of a moment go in one insert.
    await new Promise((resolve) => setImmediate(resolve));
    while (hasWork()) {
      try {
        await tell();
        await claim();
        if (troubles > 0) log.info({ kind }, 'the work queue answers again');
        troubles = 0;
      } catch (error) {
        if (troubles++ === 0) log.error({ err: error, kind }, 'the work queue does not answer');
        const pause = Math.min(100 * 2 ** troubles, LONGEST_PAUSE_MS);
        await sleep(pause, undefined, { signal: stopping.signal }).catch(() => undefined);
        if (stopping.signal.aborted) break;
      }
    }
    working = undefined;
  }

  /** What happened here: wakes, and runs that are over. What can't be told is kept for the next time. */
  async function tell(): Promise<void> {
    // First, because the claim of a run that failed goes back only when its next wake is safe.
    const later = [...delayed].slice(0, MOST_KEYS);
    if (later.length > 0) {
      const now = monotonicNow();
      await queue.addLater(later.map(([slot, { key, due }]) => ({ slot, key, delayMs: Math.max(0, due - now) })));
      for (const [slot] of later) delayed.delete(slot);
    }
    const over = spent.splice(0);
    // Processes that insert the same keys in different orders would wait for each other.
    const keys = [...woken].slice(0, MOST_KEYS).sort();
    for (const key of keys) woken.delete(key);
    const [added, gaveBack] = await Promise.allSettled([
      keys.length > 0 && queue.add(keys),
      over.length > 0 && queue.giveBack(over),
    ]);
    if (gaveBack.status === 'rejected') spent.push(...over);
    if (added.status === 'rejected') for (const key of keys) woken.add(key);
    if (keys.length > 0 || over.length > 0) mayWait = true;
    if (gaveBack.status === 'rejected') throw gaveBack.reason;
    if (added.status === 'rejected') throw added.reason;
    // Whoever has room takes its own wakes; the others hear only of what is too much for it.
    if (added.value && keys.length > free()) await queue.ring();
  }

  async function claim(): Promise<void> {
    const limit = free();
    if (!mayWait || limit <= 0) return;
    mayWait = false;
    const asked = performance.now();
    try {
      const claims = await queue.take(limit);
      mayWait ||= claims.length === limit;
      for (const taken of claims) runs.begin(taken, asked);
    } catch (error) {
      mayWait = true;
      throw error;
    }
  }

  function onEnd(claim: Claim, ending: Ending): void {
    const { key } = claim;
    if (ending === 'done') failures.delete(key);
    if (ending === 'failed') {
      const failed = (failures.get(key) ?? 0) + 1;
      failures.set(key, failed);
      wake(key, backoffMs(failed));
    }
    // Another process goes on with it.
    if (ending === 'cut') woken.add(key);
    spent.push(claim);
    goOn();
  }

  function wake(key: string, delayMs = 0): void {
    if (delayMs > 0) {
      const due = Math.ceil((monotonicNow() + delayMs) / 1_000) * 1_000;
      delayed.set(`${kind} ${key} ${due}`, { key, due });
    } else woken.add(key);
    goOn();
  }

  return {
    wake,

    /** Something may wait in the shared queue. */
    look(): void {
      mayWait = true;
      goOn();
    },

    open(): void {
      isOpen = true;
      goOn();
    },

    checkClaims: runs.check,
    keepClaims: runs.keep,

    /** Breaks off what runs, waits for it, and passes on what is left, once. */
    async close(): Promise<void> {
      stopping.abort();
      await runs.stop();
      await working;
      // A claim that was under way when all this began.
      await runs.stop();
      await working;
      if (isOpen && hasNews())
        await tell().catch((error: unknown) => log.error({ err: error, kind }, 'wakes were lost at the end'));
      isOpen = false;
    },
  };
}

/** Milliseconds since the epoch that never jump. */
const monotonicNow = () => performance.timeOrigin + performance.now();
