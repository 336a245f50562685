import type { Outage } from '#jobs/listening.ts';
import type { Status } from '#lib/rollout.ts';
import type { Rollout, Store } from '#store/index.ts';

/** More than that are not under way at the same time. */
const MOST = 200;
/** Another process may change a row meanwhile. */
const MOST_TRIES = 5;
/** Those whose card is posted anew as they go on: it says so. Those that wait post none by themselves. */
const GOES_ON: ReadonlySet<Status> = new Set(['surveying', 'running']);
const WAITS: ReadonlySet<Status> = new Set(['waiting', 'paused']);
/** Nobody is in front of an older card: a rollout may wait for days. */
const RECENT_MS = 24 * 3_600_000;

/**
 * After an absence: rollouts that go on are to say on their next card, at once, that clicks were lost. Gives where the
 * cards of those stand that wait for somebody.
 */
export async function rolloutsAway(
  rollouts: Pick<Store['rollouts'], 'recent' | 'get' | 'turn'>,
  { since, until, told }: Pick<Outage, 'since' | 'until' | 'told'>,
): Promise<{ spaceId: string; parentId: string | undefined }[]> {
  const open = await rollouts.recent({ isOpen: true, limit: MOST });
  // It may take some tries: what was begun meanwhile has no card that was pressed in vain.
  const shown = open.filter(({ card, createdAt }) => card !== undefined && card.id !== '' && createdAt < until);
  for (const { id, status } of shown) {
    if (!GOES_ON.has(status) || told.has(`rollout ${id}`)) continue;
    await marked(rollouts, id, until - since);
    await told.add(`rollout ${id}`);
  }
  return shown
    .filter(({ status, card }) => WAITS.has(status) && since - (card?.at ?? 0) < RECENT_MS)
    .map(({ spaceId, parentId }) => ({ spaceId, parentId }));
}

async function marked(
  rollouts: Pick<Store['rollouts'], 'get' | 'turn'>,
  id: Rollout['id'],
  awayMs: number,
): Promise<void> {
  for (let tries = 0; tries < MOST_TRIES; tries += 1) {
    const rollout = await rollouts.get(id);
    if (!rollout?.card || !GOES_ON.has(rollout.status)) return;
    if (await rollouts.turn(rollout, { card: { ...rollout.card, awayMs } })) return;
  }
}
