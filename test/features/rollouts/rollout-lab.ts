import { setTimeout as sleep } from 'node:timers/promises';
import { isOpen, type Status } from '../../../src/lib/rollout.ts';
import type { RolloutItem } from '../../../src/store/index.ts';
import type { Lab } from '../../lab.ts';
import { atRest } from '../../rest.ts';

const LOOK_MS = 20;
/** How far the clock goes with every look: less than a rollout waits for the devices of a canary. */
const STEP_MS = 5_000;
/** And while its devices are asked whether they took it: a busy machine needs a moment for each question. */
const ASKING_MS = 1_000;
/** Real time, after which it counts as stuck. */
const PATIENCE_MS = 40_000;

/** What a rollout is now, by its number. */
export const statusOf = async (lab: Lab, number: number): Promise<Status | undefined> =>
  (await lab.store().rollouts.numbered(number))?.status;

/** Its devices in their order. */
export async function itemsOf(lab: Lab, number: number): Promise<RolloutItem[]> {
  const { rollouts } = lab.store();
  const rollout = await rollouts.numbered(number);
  return rollout ? rollouts.items.page(rollout.id, { after: 0, limit: 100_000 }) : [];
}

/**
 * Lets time go on until `check` says yes of a rollout, and gives what it is then. The clock of a lab stands still otherwise.
 * `stepMs`: how far it goes with every look; 0 leaves it alone. Fails after some seconds.
 */
export async function goesOn(
  lab: Lab,
  number: number,
  check: (status: Status) => boolean,
  { stepMs = STEP_MS }: { stepMs?: number } = {},
): Promise<Status> {
  const end = performance.now() + PATIENCE_MS;
  for (;;) {
    const status = await statusOf(lab, number);
    if (status !== undefined && check(status)) return status;
    if (performance.now() > end) throw new Error(`rollout ${number} is ${status} and does not go on`);
    await sleep(LOOK_MS);
    if (stepMs === 0) continue;
    await atRest(lab.store());
    lab.clock.skip(status === 'confirming' ? Math.min(stepMs, ASKING_MS) : stepMs);
  }
}

/** Lets time go on until a rollout is over, and gives how it ended. */
export const finished = (lab: Lab, number: number): Promise<Status> => goesOn(lab, number, (status) => !isOpen(status));

/** Lets a little time go on until the devices of a canary say that they took it; it goes no further by itself then. */
export async function canaryTook(lab: Lab, number: number): Promise<void> {
  const end = performance.now() + PATIENCE_MS;
  for (;;) {
    const canary = (await itemsOf(lab, number)).filter(
      ({ stage, state }) => stage === 0 && state !== 'blocked' && state !== 'same',
    );
    if (canary.length > 0 && canary.every(({ state }) => state === 'confirmed')) return;
    if (performance.now() > end) throw new Error(`the canary of rollout ${number} did not take it`);
    await atRest(lab.store());
    // So that what is counted from when all of it was sent is the same in every run.
    if ((await lab.store().rollouts.numbered(number))?.checkingSince !== undefined) lab.clock.skip(ASKING_MS);
    await sleep(LOOK_MS);
  }
}
