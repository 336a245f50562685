import { randomUUID } from 'node:crypto';
import type { Clock } from '#lib/clock.ts';
import { HeldUp, NotNow } from '#lib/held-up.ts';
import type { Logger } from '#lib/log.ts';
import type { ItemState } from '#lib/rollout.ts';
import type { RolloutItem, Settled, Store } from '#store/index.ts';
import type { Hands } from './rollout-work.ts';

/** Devices that one process works on at once: other people want connections too. */
const AT_ONCE = 16;
/** Devices taken in hand together. */
const BATCH = 32;
/**
 * A process that was killed leaves its devices to the others after this; it holds on to them three times as often. Two thirds
 * of it are a request's longest: what a process sent before the store went away is answered when others take over.
 */
const LEASE_MS = 15_000;
/** What failed on our side is tried again after this, and so often. */
const AGAIN_MS = 5_000;
const MOST_TRIES = 5;
/** For how long a device that somebody else has is waited for. */
const LOCKED_MS = 120_000;
const LOCK_AGAIN_MS = 2_000;
/** What became of a device is written again after so long, where the store was away for a moment. */
const WRITE_AGAIN_MS = [200, 1_000, 3_000];

const BROKEN_AS_SENT =
  'Something broke on my side while the command went out, so nobody knows whether it ran. I do not send it again';

/** What is done with devices, those in which states get it, and of which stages: up to `stage`, `from` one where not all before it. */
export interface Task {
  hand: 'survey' | 'apply' | 'confirm';
  states: readonly ItemState[];
  from?: number | undefined;
  stage: number;
  /** How many may be begun. */
  allowance: number;
}

interface CrewOptions {
  items: Store['rollouts']['items'];
  clock: Clock;
  log: Logger;
}

/** PostgreSQL knows no infinite stage. */
export const ALL_STAGES = Number.MAX_SAFE_INTEGER;

/** Works on the devices of one rollout in this process. Rows say which are whose; this holds only those in hand. */
export class Crew {
  readonly #options: CrewOptions;
  readonly #rolloutId: string;
  readonly #hands: Hands;
  /** Names what it has in hand. */
  readonly #owner = randomUUID();
  readonly #active = new Set<Promise<void>>();
  readonly #keeping: NodeJS.Timeout;
  #queue: { item: RolloutItem; done: () => void }[] = [];
  #heldUp: HeldUp | undefined;
  /** Somebody has to see to the whole before it goes on. */
  #isInterrupted = false;

  constructor(rolloutId: string, hands: Hands, options: CrewOptions) {
    this.#rolloutId = rolloutId;
    this.#hands = hands;
    this.#options = options;
    const { items, clock, log } = options;
    this.#keeping = setInterval(() => {
      items
        .extend(this.#owner, clock.now() + LEASE_MS)
        .catch((error: unknown) => log.warn({ err: error }, 'devices of a rollout could not be held on to'));
    }, LEASE_MS / 3).unref();
  }

  /** Why it can't go on, once that is so. */
  get heldUp(): HeldUp | undefined {
    return this.#heldUp;
  }

  /**
   * Works for `ms`, or until there is nothing left to take in hand, somebody has to see to it, or a device failed. `isIdle`:
   * there was nothing to do.
   */
  async work(task: Task, ms: number, signal: AbortSignal): Promise<{ isIdle: boolean }> {
    const { clock } = this.#options;
    const end = clock.elapsed() + ms;
    let begun = 0;
    let isEmpty = false;
    const hadWork = this.#queue.length + this.#active.size > 0;
    let claiming: Promise<void> | undefined;
    const over = new AbortController();
    const time = clock.sleep(ms, AbortSignal.any([signal, over.signal]));
    const mayBegin = () => !signal.aborted && !this.#heldUp && !this.#isInterrupted && clock.elapsed() < end;
    while (mayBegin()) {
      while (this.#active.size < AT_ONCE && this.#queue.length > 0) this.#begin(task);
      if (!claiming && !isEmpty && this.#queue.length < AT_ONCE) {
        const limit = Math.min(BATCH, task.allowance - begun);
        if (limit <= 0) isEmpty = true;
        else
          claiming = this.#claim(task, limit).then((count) => {
            begun += count;
            isEmpty = count === 0;
            claiming = undefined;
          });
      }
      if (isEmpty && this.#queue.length === 0 && this.#active.size === 0) break;
      await Promise.race([time, ...this.#active, ...(claiming ? [claiming] : [])]);
    }
    over.abort();
    await claiming;
    // Not at the beginning: what failed since the devices were counted last has to be counted before more of them are begun.
    this.#isInterrupted = false;
    return { isIdle: isEmpty && begun === 0 && !hadWork };
  }

  /** Ends what is under way, and lets go of the rest. */
  async end(): Promise<void> {
    const { items } = this.#options;
    await Promise.all(this.#active);
    clearInterval(this.#keeping);
    const rest = this.#queue.splice(0);
    // Of these it is certain that nothing was sent: whoever has them next need not look whether it was.
    await Promise.all(rest.map(({ item }) => items.settle(item, { state: item.state, isUntouched: true })));
    for (const { done } of rest) done();
    await items.letGo(this.#owner);
  }

  async #claim({ hand, states, from, stage }: Task, limit: number): Promise<number> {
    const { items, clock } = this.#options;
    const claimed = await items.claim(this.#rolloutId, {
      states,
      from,
      stage,
      owner: this.#owner,
      leaseEnd: clock.now() + LEASE_MS,
      limit,
    });
    if (hand !== 'apply' || claimed.length === 0) {
      this.#queue.push(...claimed.map((item) => ({ item, done: () => {} })));
      return claimed.length;
    }
    const grip = await this.#hands.grip(claimed);
    const mine = claimed.filter(({ deviceId }) => grip.mine.has(deviceId));
    let left = mine.length;
    if (left === 0) grip.release();
    const done = () => {
      left -= 1;
      if (left === 0) grip.release();
    };
    this.#queue.push(...mine.map((item) => ({ item, done })));
    for (const item of claimed)
      if (!grip.mine.has(item.deviceId))
        await items.settle(item, { ...this.#before(item), ...this.#waiting(item, grip.others.get(item.deviceId)) });
    return claimed.length;
  }

  /** Somebody else is changing it: it is waited for, but not for ever. */
  #waiting(item: RolloutItem, why = 'Somebody else is changing it'): Settled {
    const now = this.#options.clock.now();
    const lockedSince = item.lockedSince ?? now;
    if (now - lockedSince >= LOCKED_MS) return { state: 'failed', reason: 'locked', why, lockedSince: undefined };
    return { state: item.state, reason: 'locked', why, lockedSince, until: now + LOCK_AGAIN_MS, isUntouched: true };
  }

  #begin({ hand }: Task): void {
    const next = this.#queue.shift();
    if (!next) return;
    const run = this.#run(next.item, hand)
      .catch((error: unknown) => this.#options.log.error({ err: error }, 'a device of a rollout could not be noted'))
      .finally(() => {
        next.done();
        this.#active.delete(run);
      });
    this.#active.add(run);
  }

  async #run(item: RolloutItem, hand: Task['hand']): Promise<void> {
    const { items } = this.#options;
    /** As its row is: what was noted of it is in there. */
    let now: RolloutItem = hand === 'apply' ? { ...item, ...this.#before(item) } : item;
    const note = async (noted: Settled): Promise<boolean> => {
      const isNoted = await items.note(now, noted);
      if (isNoted) now = { ...now, ...noted, until: item.until, reason: noted.reason ?? item.reason };
      return isNoted;
    };
    let settled: Settled;
    try {
      settled = hand === 'apply' ? await this.#hands.apply(now, note) : await this.#hands[hand](item);
    } catch (error) {
      if (error instanceof HeldUp || error instanceof NotNow) {
        if (error instanceof HeldUp) this.#heldUp ??= error;
        this.#isInterrupted = true;
        // Nothing was sent: whoever goes on finds it as it was.
        settled = { state: item.state, reason: item.reason, isUntouched: true };
      } else settled = this.#broken(now, error);
    }
    await this.#write(now, settled);
    // Once its row says so: whoever sees to the whole counts rows.
    if (settled.state === 'failed' || settled.state === 'uncertain') this.#isInterrupted = true;
  }

  /**
   * Where the store stays away the device is another's once the lease is over: as it was noted, so that nothing is sent twice
   * that must not be.
   */
  async #write(item: RolloutItem, settled: Settled): Promise<void> {
    const { items, clock, log } = this.#options;
    for (const againMs of WRITE_AGAIN_MS) {
      try {
        await items.settle(item, settled);
        return;
      } catch (error) {
        log.warn({ err: error, deviceId: item.deviceId }, 'what became of a device of a rollout is written again');
        await clock.sleep(againMs);
      }
    }
    await items.settle(item, settled);
  }

  /** Whoever had it in hand before may have sent it, whatever becomes of it now. */
  #before({ attempt, maybeSentAt }: RolloutItem): Pick<RolloutItem, 'maybeSentAt'> {
    return attempt > 1 ? { maybeSentAt: maybeSentAt ?? this.#options.clock.now() } : {};
  }

  #broken(item: RolloutItem, error: unknown): Settled {
    const { clock, log } = this.#options;
    log.error({ err: error, deviceId: item.deviceId }, 'a device of a rollout could not be worked');
    // It was about to be sent, once: nobody knows whether it was.
    if (item.state === 'sending') return { state: 'uncertain', reason: 'unknown', why: BROKEN_AS_SENT };
    const misses = (item.misses ?? 0) + 1;
    if (misses >= MOST_TRIES) {
      this.#isInterrupted = true;
      return { state: 'failed', reason: 'broken', why: 'Something broke on my side', misses: 0 };
    }
    return { state: item.state, misses, until: clock.now() + AGAIN_MS };
  }
}
