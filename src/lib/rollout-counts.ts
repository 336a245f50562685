import { DONE, type ItemState, type Limit } from './rollout.ts';

/** How many devices are in one state, stage and for one reason. */
interface Count {
  state: ItemState;
  stage: number;
  reason: string;
  count: number;
}

const FAILED: readonly ItemState[] = ['failed', 'uncertain'];
/** Those that are, or were, to be done. */
const MEANT: readonly ItemState[] = ['change', 'sending', ...DONE, ...FAILED, 'skipped'];
/** What a rollout bears where nobody said anything. */
export const USUAL_STOP: Limit = { percent: 2 };

/** How many there are in some states, of one stage or of all. */
export const countOf = (counts: readonly Count[], states: readonly ItemState[], stage?: number): number =>
  counts
    .filter((one) => states.includes(one.state) && (stage === undefined || one.stage === stage))
    .reduce((sum, { count }) => sum + count, 0);

export const failuresOf = (counts: readonly Count[], stage?: number): number => countOf(counts, FAILED, stage);
export const meantOf = (counts: readonly Count[], stage?: number): number => countOf(counts, MEANT, stage);
export const doneOf = (counts: readonly Count[], stage?: number): number => countOf(counts, DONE, stage);

/** How many of so many may fail. "Stop at 3 failures" is at the third, "at 2 %" as soon as that many failed. */
export function mostFailures(stop: Limit = USUAL_STOP, size: number): number {
  if (stop === 'never') return Infinity;
  const at = 'count' in stop ? stop.count : Math.ceil((size * stop.percent) / 100 - 1e-9);
  return Math.max(0, at - 1);
}

/**
 * Whether more failed than may, in one of the stages up to this one or in all of them; failures of stages before `from` were borne
 * before. A canary of which all failed is more than any rollout bears.
 */
export function isOverLimit(counts: readonly Count[], stage: number, stop?: Limit, from = 0): boolean {
  const those = counts.filter((one) => one.stage >= from);
  const isOver = (one: number): boolean => {
    const size = meantOf(those, one);
    const most = mostFailures(stop, size);
    return failuresOf(those, one) > (one === 0 && size > 0 ? Math.min(size - 1, most) : most);
  };
  // Some of a stage are found to have failed when the next one goes on already.
  return (
    Array.from({ length: stage + 1 }, (_, one) => one).some(isOver) ||
    failuresOf(those) > mostFailures(stop, meantOf(those))
  );
}

/** Why devices failed or were left out, the most frequent reason first. */
export function reasonsOf(counts: readonly Count[], states: readonly ItemState[]): [string, number][] {
  const reasons = new Map<string, number>();
  for (const { state, reason, count } of counts)
    if (states.includes(state)) reasons.set(reason, (reasons.get(reason) ?? 0) + count);
  return [...reasons].sort(([, left], [, right]) => right - left);
}
