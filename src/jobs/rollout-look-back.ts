import type { Clock } from '#lib/clock.ts';
import type { Logger } from '#lib/log.ts';
import { isOpen } from '#lib/rollout.ts';
import { countOf } from '#lib/rollout-counts.ts';
import type { Rollout, Settled, Store } from '#store/index.ts';
import { ALL_STAGES, Crew } from './rollout-crew.ts';
import type { Hands, RolloutWork } from './rollout-work.ts';

/** For how long devices are asked after a rollout ended before its time. */
const LONGEST_MS = 120_000;
const TURN_MS = 500;

interface LookBackOptions {
  rollouts: Store['rollouts'];
  work: Pick<RolloutWork, 'tell' | 'takeBack'>;
  clock: Clock;
  log: Logger;
  signal: AbortSignal;
}

/**
 * Asks the devices whose change Webex had accepted when the rollout was stopped or cancelled whether they took it: what holds now is
 * what everybody wants to know then. Ends when all of them say so, after a while, and when the rollout goes on; then its card says it.
 */
export async function lookBack(
  { id, status }: Rollout,
  { hands }: { hands: Hands },
  { rollouts, work, clock, log, signal }: LookBackOptions,
): Promise<void> {
  const { items } = rollouts;
  const left = async () => countOf(await items.counts(id), ['accepted']);
  const before = await left();
  const crew = new Crew(id, { ...hands, confirm: whetherTaken(hands, clock) }, { items, clock, log });
  const task = { hand: 'confirm', states: ['accepted'], stage: ALL_STAGES, allowance: Infinity } as const;
  try {
    for (const end = clock.elapsed() + LONGEST_MS; clock.elapsed() < end && !signal.aborted && !crew.heldUp; ) {
      if ((await left()) === 0 || (await rollouts.statusOf(id)) !== status) break;
      const { isIdle } = await crew.work(task, TURN_MS, signal);
      if (isIdle) await clock.sleep(TURN_MS, signal);
    }
  } finally {
    await crew.end();
  }
  const latest = await rollouts.get(id);
  const counts = await items.counts(id);
  if (!latest || isOpen(latest.status) || countOf(counts, ['accepted']) === before) return;
  const card = await work.tell(latest, counts, true);
  if (card && !(await rollouts.turn(latest, { card }))) await work.takeBack(card);
}

/** What somebody changed since then, or took back, is no failure of a rollout that is over. */
const whetherTaken =
  (hands: Hands, clock: Clock): Hands['confirm'] =>
  async (item): Promise<Settled> => {
    const told = await hands.confirm(item);
    if (told.state === 'confirmed' || told.state === item.state) return told;
    return { state: item.state, until: clock.now() + LONGEST_MS };
  };
