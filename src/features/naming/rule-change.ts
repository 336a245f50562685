import type { ApplyContext } from '#intent/context.ts';
import type { Target } from '#intent/parts.ts';
import { Problem } from '#lib/problem.ts';
import { BUILT_IN } from './built-in.ts';
import type { RuleWords } from './rules.ts';

/**
 * What a change of rules is about: they are for all workspaces, so who may do something in one place only may not change
 * them.
 */
export const ALL_RULES: Target = {
  id: 'rules for names',
  name: 'the rules for names',
  place: { kind: 'location', locationId: 'all locations' },
};

/** Changes the rules of the asker's organisation. Throws when `next` gives undefined: somebody else changed them first. */
export async function changeRules(
  { store, asker }: Pick<ApplyContext, 'store' | 'asker'>,
  next: (rules: readonly RuleWords[]) => RuleWords[] | undefined,
): Promise<void> {
  let isDone = false;
  await store.namingRules.change(asker.orgId, (now) => {
    const rules = next(now?.rules ?? BUILT_IN);
    isDone = rules !== undefined;
    return rules && { ...now, rules };
  });
  if (!isDone) throw changedMeanwhile();
}

const changedMeanwhile = () =>
  new Problem('Somebody else changed the rules just now', {
    code: 'changed-meanwhile',
    hint: 'Look at them before you try again. Nothing was changed.',
    next: [{ title: 'Rules', say: 'workspaces rules' }],
  });
