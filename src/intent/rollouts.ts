/** Rollouts as commands see them. */
export type { BriefItem, Count, ItemDoing, NewItem, Rollout, RolloutItem, Turn } from '#store/index.ts';
