import type { ReadContext } from '#intent/context.ts';
import type { Rollout, Turn } from '#intent/rollouts.ts';
import { type Again, setAside, type Tried, takeIn, triedOf } from './retry-items.ts';

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
    takesIn: again,
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
  return waiting && allTakenIn(waiting, { again, tried }, { store, now });
}

/** Goes on with that where a process was stopped in the middle of it. Undefined where it began without: nobody knows then. */
export async function takenInAfter(
  rollout: Rollout,
  { store, now }: Pick<ReadContext, 'store' | 'now'>,
): Promise<Rollout | undefined> {
  const { takesIn: again, status, stage } = rollout;
  if (again === undefined) return rollout;
  if (status !== 'waiting') return undefined;
  const { failed, left, unsure } = await triedOf(rollout, { store });
  // What was taken in already waits in the new stage.
  const tried = { failed, left: left.filter((item) => item.state !== 'change' || item.stage !== stage), unsure };
  return allTakenIn(rollout, { again, tried }, { store, now });
}

async function allTakenIn(
  waiting: Rollout,
  { again, tried }: { again: Again; tried: Tried },
  { store, now }: Pick<ReadContext, 'store' | 'now'>,
): Promise<Rollout> {
  if (again === 'failed') await setAside({ store }, tried.left);
  await takeIn({ store }, waiting, { items: tried[again], stage: waiting.stage, now });
  for (;;) {
    const latest = await store.rollouts.get(waiting.id);
    if (!latest) return waiting;
    // Somebody paused or cancelled it meanwhile, and that holds.
    const goesOn = latest.status === 'waiting' && { status: 'running' as const, runningSince: now, dueAt: now };
    const taken = await store.rollouts.turn(latest, { ...goesOn, takesIn: undefined });
    if (taken) return taken;
  }
}
