import type { Outcome, Plan } from '#intent/command.ts';
import type { ReadContext } from '#intent/context.ts';
import type { Rollout } from '#intent/rollouts.ts';
import { firstOf } from '#lib/name-list.ts';
import { Problem } from '#lib/problem.ts';
import { shortened } from '#lib/shorten.ts';
import { said } from '#render/replies.ts';
import { endIfPlanned } from './planned-anew.ts';
import { heldCalmly, mineOf, seesAny } from './seen.ts';
import { roughly } from './where-it-is.ts';

/** So many are looked through, and so many named. */
const MOST = 200;
const MOST_LINES = 12;
const LONGEST = 90;

type Held = Awaited<ReturnType<typeof heldCalmly>>;

const NONE = 'No plan of yours waits to be started';

/** Asks whether all plans that nobody started are to end: those that the asker may cancel one by one. */
export async function cancelPlans(context: ReadContext): Promise<Plan<{ plans: string[] }>> {
  const { mine, others } = await plansOf(context);
  const left = others === 0 ? '' : `${plansIn(others)} may only be cancelled by others.`;
  if (mine.length === 0)
    throw new Problem(NONE, {
      code: 'which-rollout',
      ...(left !== '' && { hint: left }),
      next: [{ title: 'Rollouts', say: 'rollouts' }],
    });
  const count = plansIn(mine.length);
  const lines = mine.map(
    ({ plan: { number, spec, createdAt, personName } }) =>
      `${number} · ${shortened(spec.title, LONGEST)} · planned ${roughly(context.now - createdAt)} · ${personName}`,
  );
  const numbers = mine.map(({ plan }) => plan.number).join(' ');
  return {
    tier: 0,
    asks: true,
    calms: true,
    locksItself: true,
    title: `Cancel ${count} that nobody started?`,
    action: `Cancel ${count}`,
    record: `rollout cancel plans (${numbers})`,
    targets: [...new Map(mine.flatMap(({ held }) => held.targets.map((target) => [target.id, target]))).values()],
    sends: [...new Set(mine.flatMap(({ held }) => held.sends))],
    also: [...new Set(mine.flatMap(({ held }) => held.also))],
    facts: [
      // One more, or one less, is another question.
      ...firstOf(lines, MOST_LINES).map((text, index) => ({ key: index === 0 ? numbers : 'plan', text })),
      ...(left === '' ? [] : [{ key: 'others', text: left }]),
    ],
    step: { plans: mine.map(({ plan }) => plan.id) },
  };
}

export async function applyToPlans(plans: readonly string[], context: ReadContext): Promise<Outcome> {
  let ended = 0;
  for (const id of plans) if (await endIfPlanned(id, `Cancelled by ${context.asker.displayName}.`, context)) ended += 1;
  const missed = plans.length - ended;
  return outcomeOf(
    `${plansIn(ended)} ${ended === 1 ? 'is' : 'are'} cancelled`,
    missed === 0 ? undefined : `${plansIn(missed)} ${missed === 1 ? 'was' : 'were'} started or cancelled meanwhile.`,
  );
}

/** Each that is left is there to be asked about again. */
export async function cutOffPlans(context: ReadContext): Promise<Outcome | 'again'> {
  return (await plansOf(context)).mine.length > 0 ? 'again' : outcomeOf(NONE);
}

const outcomeOf = (title: string, detail?: string): Outcome => ({
  reply: said(title, { ...(detail && { detail }), next: [{ title: 'Rollouts', say: 'rollouts' }] }),
  trackingIds: [],
});

const plansIn = (count: number): string => `${count} ${count === 1 ? 'plan' : 'plans'}`;

/** Those that the asker may cancel, by their numbers, and how many others they see. */
async function plansOf(context: ReadContext): Promise<{ mine: { plan: Rollout; held: Held }[]; others: number }> {
  const { store, asker } = context;
  const open = await store.rollouts.recent({ limit: MOST, isOpen: true });
  const plans = open
    .filter(({ status, orgId }) => status === 'planned' && orgId === asker.orgId)
    .sort((left, right) => left.number - right.number);
  const mine: { plan: Rollout; held: Held }[] = [];
  let others = 0;
  // One after the other: each of them may be long.
  for (const plan of plans) {
    const held = await heldIfMine(plan, context);
    if (held) mine.push({ plan, held });
    else if (await seesAny(plan, context)) others += 1;
  }
  return { mine, others };
}

async function heldIfMine(plan: Rollout, context: ReadContext): Promise<Held | undefined> {
  try {
    const held = await heldCalmly(plan, context);
    return (await mineOf(held.targets, held, context)).length === held.targets.length ? held : undefined;
  } catch (error) {
    if (error instanceof Problem && error.code === 'not-allowed') return undefined;
    throw error;
  }
}
