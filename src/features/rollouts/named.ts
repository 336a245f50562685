import { z } from 'zod';
import type { ReadContext } from '#intent/context.ts';
import type { Rollout } from '#intent/rollouts.ts';
import { Problem } from '#lib/problem.ts';
import { isOpen, type Status } from '#lib/rollout.ts';
import { shortened } from '#lib/shorten.ts';
import { seesAny } from './seen.ts';
import { roughly } from './where-it-is.ts';

/** `7`, or nothing: the one that the verb means. */
export const RolloutNumber = z.object({
  number: z.coerce.number({ error: 'Which rollout? Say its number.' }).int().min(1).max(1_000_000_000).optional(),
});

export const readNumber = ({ raw }: { raw: string }) => ({
  number: raw.replace(/^(?:#|number\s+|no\.?\s+)/i, '') || undefined,
});

export const sayNumber =
  (verb: string) =>
  ({ number }: { number?: number | undefined }): string =>
    `rollout ${verb}${number === undefined ? '' : ` ${number}`}`;

/** What is to be done with a rollout: without a number it tells which one is meant. */
export type Wanted = keyof typeof MEANT;

const GOING: readonly Status[] = ['waiting', 'running', 'confirming'];
const UNDER_WAY: readonly Status[] = [...GOING, 'paused', 'ending'];

/** Which are meant, the likeliest kind first; `over`: of those that were started, the one that ended last. */
const MEANT = {
  pause: [GOING, ['paused', 'ending'], ['surveying']],
  resume: [['paused'], [...GOING, 'ending']],
  stop: [UNDER_WAY, ['surveying'], ['planned']],
  cancel: [UNDER_WAY, ['surveying'], ['planned']],
  start: [['planned'], ['surveying']],
  change: [['planned'], ['surveying']],
  show: [UNDER_WAY, ['surveying'], 'over', ['planned']],
  report: [UNDER_WAY, 'over', ['planned']],
  failures: [UNDER_WAY, 'over', ['planned']],
  // What is under way is the last one to whoever asks for it: an older one is never taken in its place.
  undo: [UNDER_WAY, 'over'],
  retry: [UNDER_WAY, 'over'],
} satisfies Record<string, readonly (readonly Status[] | 'over')[]>;

/** What they only look at may be of another space. */
const LOOKS: readonly Wanted[] = ['show', 'report', 'failures'];
/** What runs elsewhere does not keep them from what ended here. */
const BACK: readonly Wanted[] = ['undo', 'retry'];
/** So many are looked through, fewer for those who may not see all devices, and so many offered. */
const MOST = 200;
const MOST_LOOKED = 40;
const OFFERED = 5;
const LONGEST = 50;

/**
 * The rollout of that number; without one, the one that such a word means here: of this space before any other, and none on
 * devices that the asker may not see. Throws a Problem when there is none, or with a button for each when there are several.
 */
export async function rolloutNamed(number: number | undefined, context: ReadContext, wanted: Wanted): Promise<Rollout> {
  const { store, asker, space } = context;
  if (number !== undefined) {
    const found = await store.rollouts.numbered(number);
    if (found?.orgId === asker.orgId) return found;
    throw new Problem(`There is no rollout ${number}`, {
      code: 'no-rollout',
      next: [{ title: 'Rollouts', say: 'rollouts' }],
    });
  }
  const kinds: readonly (readonly Status[] | 'over')[] = MEANT[wanted];
  const open = await store.rollouts.recent({ limit: MOST, isOpen: true });
  const recent = kinds.includes('over') ? await store.rollouts.recent({ limit: MOST }) : [];
  for (const kind of kinds) {
    const all = kind === 'over' ? endedLast(recent) : open.filter(({ status }) => kind.includes(status));
    const those = await seenOf(
      all.filter(({ orgId }) => orgId === asker.orgId),
      context,
    );
    const here = those.filter(({ spaceId }) => spaceId === space.id);
    const [only, another] = here.length > 0 ? here : those;
    if (!only || (kind !== 'over' && here.length === 0 && BACK.includes(wanted))) continue;
    if (kind === 'over' ? here.length > 0 || LOOKS.includes(wanted) : !another) return only;
    throw which(wanted, kind, here.length > 0 ? here : those, context);
  }
  const paused = wanted === 'resume' ? 'No rollout is paused' : 'No rollout is under way';
  throw new Problem(wanted === 'start' || wanted === 'change' ? 'No plan waits to be started' : paused, {
    code: 'which-rollout',
    next: [{ title: 'Rollouts', say: 'rollouts' }],
  });
}

/** Those on a device that the asker may see, and their own. */
async function seenOf(rollouts: readonly Rollout[], context: ReadContext): Promise<Rollout[]> {
  const sees = await context.sees();
  const seen: Rollout[] = [];
  // One after the other: each of them may be long.
  for (const rollout of sees('') ? rollouts : rollouts.slice(0, MOST_LOOKED))
    if (rollout.personId === context.asker.id || (await seesAny(rollout, context))) seen.push(rollout);
  return seen;
}

/** Those that did something, the one that ended last first. */
const endedLast = (recent: readonly Rollout[]): Rollout[] =>
  recent
    .filter(({ status, startedAt }) => !isOpen(status) && startedAt !== undefined)
    .sort((left, right) => (right.endedAt ?? 0) - (left.endedAt ?? 0));

function which(
  wanted: Wanted,
  kind: readonly Status[] | 'over',
  those: readonly Rollout[],
  { now }: Pick<ReadContext, 'now'>,
): Problem {
  const count = those.length;
  return new Problem(
    kind === 'over'
      ? 'No rollout of this space is over'
      : kind.includes('planned')
        ? `${count} plans are not started`
        : `${count} rollouts are ${kind.length === 1 && kind[0] === 'paused' ? 'paused' : 'under way'}`,
    {
      code: 'which-rollout',
      hint: 'Say the number of the one that you mean.',
      next: those.slice(0, OFFERED).map(({ number, spec, createdAt }) => ({
        title: `${TITLES[wanted]} ${number}: ${shortened(spec.title, LONGEST)} (${roughly(now - createdAt)})`,
        say: `rollout ${wanted} ${number}`,
      })),
    },
  );
}

const TITLES: Record<Wanted, string> = {
  pause: 'Pause',
  resume: 'Go on with',
  stop: 'Stop',
  cancel: 'Cancel',
  start: 'Plan of',
  change: 'Change',
  show: 'Rollout',
  report: 'Report of',
  failures: 'Failures of',
  undo: 'Undo',
  retry: 'Retry',
};
