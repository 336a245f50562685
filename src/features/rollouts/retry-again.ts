import type { ReadContext } from '#intent/context.ts';
import type { Rollout, Turn } from '#intent/rollouts.ts';
import { type Again, setAside, type Tried, takeIn } from './retry-items.ts';

/** Whoever takes devices in and is killed meanwhile leaves them to be done after this. */
const TAKEN_IN_MS = 60_000;

/**
 * Sets a rollout that is over going again, for what failed or for what was left. The rollout turns first, so that of two people
 * only one takes its devices in, and it waits while they do. Undefined when somebody changed it since it was read: nothing was
 * done then.
 */
export async function goAgain(
  rollout: Rollout,
  { again, tried, begun }: { again: Again; tried: Tried; begun: Turn },
  { store, now }: Pick<ReadContext, 'store' | 'now'>,
): Promise<Rollout | undefined> {
  const stage = rollout.stages + 1;
  const waiting = await store.rollouts.turn(rollout, {
    ...begun,
    status: 'waiting',
    stage,
    stages: stage,
    retriedFrom: stage,
    // What it took before is told.
    startedAt: now,
    ranMs: 0,
    runningSince: undefined,
    dueAt: now + TAKEN_IN_MS,
    checkingSince: undefined,
    watch: undefined,
    endedAt: undefined,
    endsAs: undefined,
    why: undefined,
    isTold: false,
    // What is done now was not taken back; what was stays so.
    takenBackBy: rollout.takenBackBy && { ...rollout.takenBackBy, isWhole: false },
    card: undefined,
  });
  if (!waiting) return undefined;
  if (again === 'failed') await setAside({ store }, tried.left);
  await takeIn({ store }, rollout, { items: tried[again], stage, now });
  for (;;) {
    const latest = await store.rollouts.get(rollout.id);
    // Somebody paused or cancelled it meanwhile, and that holds.
    if (latest?.status !== 'waiting') return latest ?? waiting;
    const running = await store.rollouts.turn(latest, { status: 'running', runningSince: now, dueAt: now });
    if (running) return running;
  }
}
