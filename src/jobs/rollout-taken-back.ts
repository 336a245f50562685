import { countOf, doneOf } from '#lib/rollout-counts.ts';
import type { Count, Rollout, Store } from '#store/index.ts';

type Rollouts = Pick<Store['rollouts'], 'get' | 'turn'>;

/**
 * Notes on the rollout that this one took back that it did, and how far. Where that one itself had taken one back, that one
 * holds again. May be done twice.
 */
export async function noteTakenBack(
  rollouts: Rollouts,
  { spec, number }: Pick<Rollout, 'spec' | 'number'>,
  counts: readonly Count[],
): Promise<void> {
  if (spec.undoes === undefined || doneOf(counts) === 0) return;
  // What was as before already counts like what was taken back.
  const isWhole = doneOf(counts) + countOf(counts, ['same']) === sum(counts);
  const undone = await turned(rollouts, spec.undoes, () => ({ number, isWhole }));
  if (undone?.spec.undoes === undefined || !isWhole) return;
  await turned(rollouts, undone.spec.undoes, ({ takenBackBy }) =>
    takenBackBy?.number === undone.number ? undefined : takenBackBy,
  );
}

/** Whatever else happens to it at the same moment. */
async function turned(
  rollouts: Rollouts,
  id: string,
  by: (rollout: Rollout) => Rollout['takenBackBy'],
): Promise<Rollout | undefined> {
  for (;;) {
    const rollout = await rollouts.get(id);
    if (!rollout) return undefined;
    const done = await rollouts.turn(rollout, { takenBackBy: by(rollout) });
    if (done) return done;
  }
}

const sum = (counts: readonly Count[]): number => counts.reduce((all, { count }) => all + count, 0);
