import type { Clock } from '#lib/clock.ts';
import type { Logger } from '#lib/log.ts';
import { doneOf, meantOf } from '#lib/rollout-counts.ts';
import type { Count, ItemLook, Rollout, RolloutItem, Store } from '#store/index.ts';
import type { RolloutWork } from './rollout-work.ts';

/** How often the devices of a rollout are looked at while others are being changed; a look at many lists the whole fleet. */
const FEW_MS = 15_000;
const MANY_MS = 60_000;
const FEW = 500;
/** A device that a change took off the network is not known to be gone at once. */
const SOON_MS = 5_000;

interface LookoutOptions {
  items: Pick<Store['rollouts']['items'], 'settle' | 'note'>;
  /** Those that were changed of late: what is needed to see how they are, and all that is known of them. */
  looks(rollout: Rollout): AsyncIterable<ItemLook>;
  changed(rollout: Rollout): AsyncIterable<RolloutItem>;
  work: Pick<RolloutWork, 'health'>;
  clock: Clock;
  log: Logger;
}

/** Keeps an eye on devices that were changed, and fails those that are worse off for it. What it finds stands in their rows. */
export interface Lookout {
  /**
   * Looks now. `isBack` is false while some may still come back from their restart: these are left as they are, but not at the
   * `isLast` look. `isSettled` is false when somebody had one in hand.
   */
  look(rollout: Rollout, isLast: boolean): Promise<{ isBack: boolean; isSettled: boolean }>;
  /** A wave is through. Resolves when the one before it was looked at; this one is soon. Never rejects. */
  waveOver(rollout: Rollout): Promise<void>;
  /** Looks beside whatever goes on when it is time for it: a rollout that is spread over hours stops in time. Never throws. */
  glance(rollout: Rollout, counts: readonly Count[]): void;
  /** Resolves when nothing is looked at beside one rollout, or any. */
  idle(id?: string): Promise<void>;
  /** It is over. */
  forget(id: string): void;
}

export function createLookout({ items, looks, changed, work, clock, log }: LookoutOptions): Lookout {
  const nextAt = new Map<string, number>();
  const looking = new Map<string, Promise<void>>();
  /** Whether the last wave of one was looked at. Of those of an earlier process nobody knows. */
  const isLookedAt = new Map<string, boolean>();

  const look: Lookout['look'] = async (rollout, isLast) => {
    const { ill, isBack, back } = await work.health(rollout, looks(rollout));
    let isSettled = true;
    if (ill.size + back.size > 0)
      for await (const item of changed(rollout)) {
        const why = ill.get(item.deviceId);
        if (back.has(item.deviceId)) {
          // Whoever has it in hand writes its row as they know it.
          const isNoted = item.owner === '' && (await items.note(item, { state: item.state, backAt: clock.now() }));
          if (!isNoted && !isLast) isSettled = false;
        }
        // One that restarts is away for a while.
        if (why === undefined || (item.isRebooted && !isBack && !isLast)) continue;
        if (!(await items.settle(item, { state: 'failed', reason: 'unhealthy', why, misses: 0 }))) isSettled = false;
      }
    return { isBack, isSettled };
  };

  const lookBeside = (rollout: Rollout): void => {
    const { id, number } = rollout;
    isLookedAt.set(id, true);
    const run = look(rollout, false)
      .then(() => {})
      .catch((error: unknown) => log.warn({ err: error, rollout: number }, 'devices of a rollout were not looked at'))
      .finally(() => looking.delete(id));
    looking.set(id, run);
  };

  return {
    look,

    async waveOver(rollout) {
      const { id, stage } = rollout;
      if (!(isLookedAt.get(id) ?? stage === 1)) lookBeside(rollout);
      await looking.get(id);
      isLookedAt.set(id, false);
      nextAt.set(id, Math.min(nextAt.get(id) ?? Infinity, clock.elapsed() + SOON_MS));
    },

    glance(rollout, counts) {
      const { id, stage } = rollout;
      const now = clock.elapsed();
      const due = nextAt.get(id);
      const isDue = due !== undefined && due <= now && !looking.has(id) && doneOf(counts, stage) > 0;
      if (due === undefined || isDue) nextAt.set(id, now + (meantOf(counts) > FEW ? MANY_MS : FEW_MS));
      if (isDue) lookBeside(rollout);
    },

    idle: async (id) => void (await (id === undefined ? Promise.all(looking.values()) : looking.get(id))),
    forget(id) {
      nextAt.delete(id);
      isLookedAt.delete(id);
    },
  };
}
