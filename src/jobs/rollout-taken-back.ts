import { DONE, type ItemState } from '#lib/rollout.ts';
import { countOf, doneOf } from '#lib/rollout-counts.ts';
import type { Count, Rollout, Store } from '#store/index.ts';

interface Rollouts extends Pick<Store['rollouts'], 'get' | 'turn'> {
  items: Pick<Store['rollouts']['items'], 'counts' | 'looks'>;
}

/** How much of what a rollout did is not taken back. */
type Holds = 'all' | 'part' | 'nothing';

/**
 * Notes on the rollout that this one took back that it did, and how far. Where that one itself had taken one back, that one holds
 * again, as far; and so on, down to the first of them. May be done twice.
 */
export async function noteTakenBack(rollouts: Rollouts, ended: Rollout, counts: readonly Count[]): Promise<void> {
  if (doneOf(counts) === 0) return;
  let by = ended;
  let held: Holds = holdsOf(ended, counts);
  for (;;) {
    const undone = by.spec.undoes === undefined ? undefined : await rollouts.get(by.spec.undoes);
    if (!undone) return;
    // Whoever planned it may see some of the devices only, and others may have been done since.
    const isAll = held !== 'part' && (await hadAll(rollouts, undone, by, held === 'all' ? BACK : DONE));
    const { number } = by;
    const holds = held;
    const noted = await turned(rollouts, undone.id, ({ takenBackBy: before }) => {
      // One that was taken back again later goes by that.
      if (by.id !== ended.id && before !== undefined && before.number !== number) return before;
      // What yet another one had taken back before stays so.
      return holds === 'nothing' && isAll ? undefined : { number, isWhole: holds === 'all' && isAll };
    });
    if (!noted) return;
    by = noted;
    held = holdsOf(noted, await rollouts.items.counts(noted.id));
  }
}

/** What was as before already counts like what was taken back. */
const BACK: readonly ItemState[] = [...DONE, 'same'];

function holdsOf({ takenBackBy }: Rollout, counts: readonly Count[]): Holds {
  if (takenBackBy?.isWhole) return 'nothing';
  return takenBackBy === undefined && countOf(counts, BACK) === sum(counts) ? 'all' : 'part';
}

/** Whether each device that the one changed is, in the other, in one of these states. */
async function hadAll(
  { items }: Rollouts,
  { id }: Rollout,
  other: Rollout,
  states: readonly ItemState[],
): Promise<boolean> {
  const had = new Set<string>();
  for await (const { deviceId } of items.looks(other.id, { states })) had.add(deviceId);
  for await (const { deviceId, sentAt } of items.looks(id))
    if (sentAt !== undefined && !had.has(deviceId)) return false;
  return true;
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
