/** Rollouts as commands see them. */
export type { Count, NewItem, Rollout, RolloutItem, Turn } from '#store/index.ts';
