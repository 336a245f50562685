import { CALL_MS, DONE, IN_CALL, restarts, TRIED_AGAIN } from '#lib/rollout.ts';
import { countOf } from '#lib/rollout-counts.ts';
import type { Moment } from '#render/rollout-shown.ts';
import type { Count, ItemDoing, Rollout, Store } from '#store/index.ts';

/** What is with its devices at this moment, of those that `sees` lets through; rows are read only where counts say that there are such. */
export async function momentOf(
  { id, spec }: Pick<Rollout, 'id' | 'spec'>,
  counts: readonly Count[],
  items: Pick<Store['rollouts']['items'], 'doing'>,
  sees?: (item: ItemDoing) => boolean,
): Promise<Moment> {
  const notBack: string[] = [];
  let restarted = 0;
  if (restarts(spec) && countOf(counts, DONE) > 0)
    for await (const item of items.doing(id, { states: DONE, isRebooted: true })) {
      if (sees && !sees(item)) continue;
      restarted += 1;
      if (item.backAt === undefined) notBack.push(item.name);
    }
  const inCall: string[] = [];
  let [inCallUntil, isSure] = [0, true];
  if (counts.some(({ state, reason }) => state === 'change' && reason === IN_CALL.reason))
    for await (const item of items.doing(id, { states: ['change'], reasons: [IN_CALL.reason] })) {
      if (sees && !sees(item)) continue;
      inCall.push(item.name);
      inCallUntil = Math.max(inCallUntil, (item.callSince ?? 0) + CALL_MS);
      if (item.why !== IN_CALL.why) isSure = false;
    }
  const again: string[] = [];
  const answers = new Set<number | undefined>();
  if (counts.some(({ state, reason }) => state === 'change' && TRIED_AGAIN.includes(reason)))
    for await (const item of items.doing(id, { states: ['change'], reasons: TRIED_AGAIN })) {
      if (sees && !sees(item)) continue;
      again.push(item.name);
      answers.add(item.answered);
    }
  return { restarted, notBack, inCall, inCallUntil, isSure, again, answers };
}
