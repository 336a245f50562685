import type { Clock } from '#lib/clock.ts';
import { doneOf } from '#lib/rollout-counts.ts';
import { ranSoFar, watchLeftMs } from '#lib/rollout-watch.ts';
import type { Count, Rollout, RolloutItem, Store, Turn } from '#store/index.ts';

/** Between looks at a canary; of a large one each lists the whole fleet. */
const LOOK_MS = 15_000;
/** Where it is watched for long. */
const LONG_LOOK_MS = 60_000;
const LONG_MS = 1_800_000;

interface WatchOptions {
  rollouts: Store['rollouts'];
  clock: Clock;
  itemsOf(id: string, query: { stage: number; states: RolloutItem['state'][] }): AsyncIterable<RolloutItem>;
}

/** How a canary is watched: between two looks, or no more. */
interface CanaryWatch {
  /** It is watched, and was looked at a moment ago. Not where somebody said that it is enough. */
  rests(rollout: Rollout): boolean;
  /**
   * To be asked once the canary took its change and is well. `rests`: for as long as was asked for it is only watched. `again`: the
   * rollout is in another state now. Undefined: the others may have their turn, and its devices have been asked once more whether
   * they still have what they got.
   */
  next(rollout: Rollout): Promise<'rests' | 'again' | undefined>;
  /** It is over. */
  forget(id: string): void;
}

/** Somebody said that it was watched for long enough. */
const isCutShort = ({ watch }: Pick<Rollout, 'watch'>): boolean => watch?.isEnough === true && watch.to === undefined;

/** All of its canary were sent what they get: from now on it is watched, where that was asked for and there is one. */
export function watchBegun(rollout: Rollout, counts: readonly Count[], now: number): Turn {
  const isWanted = rollout.stage === 0 && rollout.spec.pacing.watchMs !== undefined && doneOf(counts, 0) > 0;
  return isWanted ? { watch: { from: ranSoFar(rollout, now) } } : {};
}

export function canaryWatch({ rollouts, clock, itemsOf }: WatchOptions): CanaryWatch {
  const { items } = rollouts;
  /** When to look at the canary of a rollout again, by elapsed time. */
  const lookAt = new Map<string, number>();

  /** What stood there a while ago may be changed back by now. A command leaves nothing that could be asked for. */
  async function askAgain({ id, spec }: Rollout): Promise<void> {
    if (spec.work.kind === 'command') return;
    for await (const item of itemsOf(id, { stage: 0, states: ['confirmed'] }))
      await items.settle(item, { state: 'accepted', misses: 0 });
  }

  return {
    rests: (rollout) => clock.elapsed() < (lookAt.get(rollout.id) ?? 0) && !isCutShort(rollout),

    async next(rollout) {
      const { id, stage, watch, spec } = rollout;
      const { watchMs } = spec.pacing;
      if (watchMs === undefined || stage > 0 || !watch || watch.to !== undefined) return undefined;
      const now = clock.now();
      const left = watchLeftMs(rollout, now) ?? 0;
      if (left > 0) {
        lookAt.set(id, clock.elapsed() + Math.min(left, watchMs > LONG_MS ? LONG_LOOK_MS : LOOK_MS));
        return 'rests';
      }
      lookAt.delete(id);
      // In this order: a process that ends in between asks only some of them, and fails none that nobody asked.
      const to = ranSoFar(rollout, now);
      const through = await rollouts.turn(rollout, { watch: { ...watch, to }, checkingSince: now });
      if (through) await askAgain(through);
      return 'again';
    },

    forget: (id) => void lookAt.delete(id),
  };
}
