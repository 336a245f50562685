/** Rollouts as commands see them. */
export type { BriefItem, Count, NewItem, Rollout, RolloutItem, Turn } from '#store/index.ts';
