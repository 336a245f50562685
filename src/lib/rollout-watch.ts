import type { Status } from './rollout.ts';

/** How long something ran, and for how much of it only its canary was watched; all in milliseconds. */
interface Running {
  ranMs: number;
  /** Since when it runs, if it does (ms since the epoch). */
  runningSince?: number | undefined;
  /** By how long it had been running. */
  watch?: { from: number; to?: number | undefined; isEnough?: boolean | undefined } | undefined;
}

/** How long it ran so far; that it waited or was paused does not count. */
export const ranSoFar = ({ ranMs, runningSince }: Running, now: number): number =>
  ranMs + (runningSince === undefined ? 0 : now - runningSince);

/** For how long its canary was watched so far. */
export const watchedMs = (running: Running, now: number): number =>
  running.watch ? (running.watch.to ?? ranSoFar(running, now)) - running.watch.from : 0;

/** How long it was busy with devices so far: what rates and allowances go by. */
export const workedMs = (running: Running, now: number): number => ranSoFar(running, now) - watchedMs(running, now);

/** It has begun, is not over, and nobody said that it is enough. */
export const isWatchOn = (watch: Running['watch']): boolean =>
  watch !== undefined && watch.to === undefined && watch.isEnough !== true;

/** Whether its canary is watched, rather than asked and looked at for the last time. */
export const isWatched = ({ status, watch }: { status: Status; watch?: Running['watch'] }): boolean =>
  status === 'running' && isWatchOn(watch);

/** How long its canary is to be watched yet; undefined where it is not watched. */
export function watchLeftMs(
  running: Running & { spec: { pacing: { watchMs?: number | undefined } } },
  now: number,
): number | undefined {
  const { watch, spec } = running;
  if (!isWatchOn(watch) || spec.pacing.watchMs === undefined) return undefined;
  return Math.max(0, spec.pacing.watchMs - watchedMs(running, now));
}
