import type { ChangeIntent, Plan } from '#intent/command.ts';
import { EntryNeeded } from '#intent/entry-form.ts';
import { FormNeeded } from '#intent/form-needed.ts';
import { intentOf } from '#intent/parse.ts';
import type { Target } from '#intent/parts.ts';
import { type NextStep, Problem } from '#lib/problem.ts';
import { mayGoOn } from './admin.ts';
import { authoriseIntent, authorisePlan } from './allowed.ts';
import { startRun } from './context.ts';
import { withinLimits } from './limits.ts';
import type { Asked } from './perform.ts';
import type { Rooms } from './rooms.ts';

type Wanted = Pick<Asked, 'asker' | 'run' | 'talk'>;

/**
 * What would happen, for somebody who may do it. Throws a Problem when they may not, with a button for what they may do in its
 * place, or when a limit is in the way.
 */
export async function allowedPlan(rooms: Rooms, asked: Wanted, intent: ChangeIntent): Promise<Plan<unknown>> {
  return planOf(rooms, asked, intent).catch(async (error: unknown) => {
    if (!(error instanceof Problem) || error.code !== 'not-allowed') throw error;
    const step = await gentlerStep(rooms, asked, intent);
    if (!step) throw error;
    const { message, code, hint, next } = error;
    throw new Problem(message, { code, ...(hint !== undefined && { hint }), next: [step, ...next], cause: error });
  });
}

/** The button for the gentler command of a change, where they may do that now. */
async function gentlerStep(
  rooms: Rooms,
  { asker, talk }: Wanted,
  { name, args }: ChangeIntent,
): Promise<NextStep | undefined> {
  const { commands, webex } = rooms;
  const gentler = commands.find((command) => command.name === name)?.gentler;
  const intent = gentler === undefined ? undefined : intentOf(gentler, args, commands);
  if (intent?.kind !== 'change') return undefined;
  // Nothing of it is noted: they did not ask for it.
  const run = startRun(rooms, talk, asker, webex);
  try {
    authoriseIntent(rooms, asker, intent, talk.space);
    run.intent = intent;
    const plan = await intent.plan(run.read);
    await authorisePlan(rooms, asker, intent, plan, talk.space);
    return { title: plan.action, say: plan.record ?? intent.say() };
  } catch (error) {
    if (error instanceof Problem) return undefined;
    throw error;
  }
}

async function planOf(rooms: Rooms, { asker, run, talk }: Wanted, intent: ChangeIntent): Promise<Plan<unknown>> {
  authoriseIntent(rooms, asker, intent, talk.space);
  run.intent = intent;
  const plan = await intent.plan(run.read).catch(async (error: unknown) => {
    // Who may not run it is told so, instead of being asked to fill it in.
    if (error instanceof FormNeeded) {
      const { tier, path } = error.form;
      authoriseIntent(rooms, asker, { ...intent, summary: `run ${path}` }, talk.space, tier);
    }
    if (error instanceof EntryNeeded) {
      const { tier, title, targets = [] } = error.form;
      authoriseIntent(rooms, asker, intent, talk.space, tier);
      // What is told of something is told to those who may change it.
      if (targets.length > 0) await authorisePlan(rooms, asker, intent, formPlan(title, tier, targets), talk.space);
    }
    throw error;
  });
  run.tier = plan.tier;
  await authorisePlan(rooms, asker, intent, plan, talk.space);
  mayGoOn(talk, asker, run);
  return withinLimits(rooms, { talk, asker, run }, intent, plan);
}

/** A form as rules see it: the change that it would make. */
const formPlan = (title: string, tier: Plan<unknown>['tier'], targets: readonly Target[]): Plan<unknown> => ({
  tier,
  title,
  action: '',
  targets: [...targets],
  facts: [],
  step: undefined,
});
