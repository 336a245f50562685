import type { ReadContext } from '#intent/context.ts';
import type { Rollout, RolloutItem } from '#intent/rollouts.ts';
import { NOT_BEGUN } from '#lib/rollout.ts';
import { everyItem } from './every-item.ts';

export type Again = 'failed' | 'left';

/** What somebody may do once more of a rollout that is over. */
export interface Tried {
  failed: RolloutItem[];
  /** Not begun when it came to its end. */
  left: RolloutItem[];
  /** How many failed of which nobody knows whether something was sent that must not be sent twice. */
  unsure: number;
}

/** Reads every device that did not get what it was to have. */
export async function triedOf({ id, spec }: Rollout, { store }: Pick<ReadContext, 'store'>): Promise<Tried> {
  const tried: Tried = { failed: [], left: [], unsure: 0 };
  for await (const item of everyItem(store, id, { states: ['failed', 'uncertain', 'change', 'skipped'] })) {
    if (item.state === 'change') tried.left.push(item);
    else if (item.state === 'skipped') {
      if (item.reason === NOT_BEGUN) tried.left.push(item);
    } else if (isOnce(item, spec)) tried.unsure += 1;
    else tried.failed.push(item);
  }
  return tried;
}

/** It may have run, and must not run twice: a command nobody knows of, one that did harm, or a restart that went out. */
function isOnce({ state, reason, isRebooted, sentAt }: RolloutItem, { work, thenReboot }: Rollout['spec']): boolean {
  if (work.kind === 'command') return state === 'uncertain' || reason === 'unhealthy';
  return thenReboot && (isRebooted === true || (state === 'uncertain' && sentAt !== undefined));
}

/** Takes devices out of what was to be done, or in again, for a stage of their own. */
export async function setAside({ store }: Pick<ReadContext, 'store'>, items: readonly RolloutItem[]): Promise<void> {
  const { settle } = store.rollouts.items;
  await Promise.all(items.map((item) => settle(item, { state: 'skipped', reason: NOT_BEGUN, why: undefined })));
}

/** The same in: each is read again before it is changed, and what was sent to it before is found there. */
export async function takeIn(
  { store }: Pick<ReadContext, 'store'>,
  { id }: Pick<Rollout, 'id'>,
  { items, stage, now }: { items: readonly RolloutItem[]; stage: number; now: number },
): Promise<void> {
  const { settle, stages } = store.rollouts.items;
  await stages(id, new Map(items.map(({ deviceId }) => [deviceId, stage])));
  await Promise.all(
    items.map((item) =>
      settle(item, {
        state: 'change',
        reason: '',
        why: undefined,
        misses: 0,
        lockedSince: undefined,
        readAt: 0,
        // As if it was sent: it is looked for there before it is sent again.
        ...(item.state === 'uncertain' && { sentAt: item.sentAt ?? now }),
      }),
    ),
  );
}
