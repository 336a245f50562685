import type { ChangeIntent, Plan } from '#intent/command.ts';
import { EntryNeeded } from '#intent/entry-form.ts';
import { FormNeeded } from '#intent/form-needed.ts';
import type { Target } from '#intent/parts.ts';
import { mayGoOn } from './admin.ts';
import { authoriseIntent, authorisePlan } from './allowed.ts';
import { withinLimits } from './limits.ts';
import type { Asked } from './perform.ts';
import type { Rooms } from './rooms.ts';

/** What would happen, for somebody who may do it. Throws a Problem when they may not, or a limit is in the way. */
export async function allowedPlan(
  rooms: Rooms,
  { asker, run, talk }: Pick<Asked, 'asker' | 'run' | 'talk'>,
  intent: ChangeIntent,
): Promise<Plan<unknown>> {
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
