import type { Outcome } from '#intent/command.ts';
import type { ReadContext } from '#intent/context.ts';
import type { Rollout, Turn } from '#intent/rollouts.ts';
import { Problem } from '#lib/problem.ts';
import { liveReply } from './live.ts';

/**
 * Changes a rollout by what it is at that moment, whatever the engine does meanwhile, and shows how far it is. Time in which it
 * does not run does not count as running.
 */
export async function turnRollout(
  id: string,
  context: ReadContext,
  turnOf: (rollout: Rollout) => Turn,
): Promise<Outcome> {
  const { store, now } = context;
  for (;;) {
    const rollout = await store.rollouts.get(id);
    if (!rollout) throw new Problem('That rollout is gone', { code: 'no-rollout' });
    const turn = turnOf(rollout);
    const { ranMs, runningSince } = rollout;
    const stops = turn.status !== undefined && turn.status !== 'running' && runningSince !== undefined;
    const turned = await store.rollouts.turn(rollout, {
      ...(stops && { ranMs: ranMs + (now - runningSince), runningSince: undefined }),
      ...turn,
    });
    if (!turned) continue;
    return liveReply(turned, context, { before: rollout.card });
  }
}
