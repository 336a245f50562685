import type { Pacing } from './rollout.ts';

/** A fleet of fewer devices is done at once; a larger one in as many waves. */
const ONE_WAVE = 100;
const WAVES = 4;
const NO_CANARY = 20;
const CANARY_PERCENT = 5;
const MOST_CANARIES = 500;

/** How many devices go first: those that were asked for, 5 % of a larger fleet, none of a small one unless it is to be watched. */
export function canarySize(count: number, { canary, watchMs }: Pick<Pacing, 'canary' | 'watchMs'>): number {
  if (canary === 'none' || count <= 1) return 0;
  if (canary === undefined && watchMs === undefined && count <= NO_CANARY) return 0;
  const wanted =
    canary === undefined
      ? Math.min(MOST_CANARIES, Math.ceil((count * CANARY_PERCENT) / 100))
      : 'count' in canary
        ? canary.count
        : Math.ceil((count * canary.percent) / 100);
  return Math.min(count - 1, Math.max(1, wanted));
}

/** How many waves come after the canary. */
export const waveCount = (count: number, waves: number | undefined): number =>
  Math.max(1, Math.min(count, waves ?? (count <= ONE_WAVE ? 1 : WAVES)));

/**
 * Deals the stages: 0 is the canary, spread over the fleet and of devices that are online, since others can't show how they
 * bear it. The others follow in their order in waves of one size.
 */
export function dealStages(
  devices: readonly { deviceId: string; isOnline: boolean }[],
  { canary, watchMs, waves }: Pick<Pacing, 'canary' | 'watchMs' | 'waves'>,
): { stages: Map<string, number>; last: number } {
  const online = devices.filter(({ isOnline }) => isOnline);
  const size = Math.min(online.length, canarySize(devices.length, { canary, watchMs }));
  const stages = new Map<string, number>();
  for (let index = 0; index < size; index += 1) {
    const chosen = online[Math.floor((index * online.length) / size)];
    if (chosen) stages.set(chosen.deviceId, 0);
  }
  const others = devices.filter(({ deviceId }) => !stages.has(deviceId));
  const count = waveCount(others.length, waves);
  for (const [index, { deviceId }] of others.entries())
    stages.set(deviceId, 1 + Math.floor((index * count) / others.length));
  return { stages, last: others.length === 0 ? 0 : count };
}
