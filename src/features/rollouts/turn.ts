import type { Asker } from '#intent/asker.ts';
import type { Outcome } from '#intent/command.ts';
import type { ReadContext } from '#intent/context.ts';
import type { Rollout, Turn } from '#intent/rollouts.ts';
import { Problem } from '#lib/problem.ts';
import { liveReply } from './live.ts';
import { rolloutNamed, type Wanted } from './named.ts';

/** Words that were noted as a step on a rollout began name it, also where nobody did. */
const numberIn = (words: string): number | undefined => {
  const [, number] = /\(rollout (\d+)\)$/.exec(words) ?? /^rollout [a-z]+ (\d+)\b/.exec(words) ?? [];
  return number === undefined ? undefined : Number(number);
};

/**
 * The rollout that such a step was on, and whether the same words mean it still: without a number they may mean another one by now,
 * and that one is to be left alone.
 */
export async function cutOffOn(
  wanted: Wanted,
  { number }: { number?: number | undefined },
  context: ReadContext,
  words: string,
): Promise<{ rollout: Rollout | undefined; otherwise: 'again' | undefined }> {
  const begun = number ?? numberIn(words);
  const found = begun === undefined ? undefined : await context.store.rollouts.numbered(begun);
  const rollout = found?.orgId === context.asker.orgId ? found : undefined;
  if (number !== undefined) return { rollout, otherwise: 'again' };
  const now = await rolloutNamed(undefined, context, wanted).catch((error: unknown) => {
    if (error instanceof Problem) return undefined;
    throw error;
  });
  return { rollout, otherwise: rollout && now?.id === rollout.id ? 'again' : undefined };
}

/** What came of a step on a rollout where a process was stopped in the middle of it, by what the rollout is now. */
export async function cutOffIf(
  isDone: (rollout: Rollout) => boolean,
  ...[wanted, args, context, words]: Parameters<typeof cutOffOn>
): Promise<Outcome | 'again' | undefined> {
  const { rollout, otherwise } = await cutOffOn(wanted, args, context, words);
  return rollout && isDone(rollout) ? cutOffReply(rollout, context) : otherwise;
}

/** What it says once it is known to be done. */
export function cutOffReply(rollout: Rollout, context: ReadContext): Promise<Outcome> {
  const { number, startedAt, card: before } = rollout;
  return liveReply(rollout, context, {
    ...(before && { before }),
    ...(startedAt !== undefined && { undo: { words: `rollout undo ${number}` } }),
  });
}

/** Whether it was started, and they have it. */
export const isBegunBy = ({ startedAt, personId }: Rollout, { id }: Pick<Asker, 'id'>): boolean =>
  startedAt !== undefined && personId === id;

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
