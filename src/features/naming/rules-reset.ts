import { z } from 'zod';
import { defineChange } from '#intent/command.ts';
import { Problem } from '#lib/problem.ts';
import { said } from '#render/replies.ts';
import { BUILT_IN } from './built-in.ts';
import { ALL_RULES } from './rule-change.ts';
import { ruleLine } from './rule-words.ts';
import { type RuleWords, ruleKey } from './rules.ts';

const SHOWN = 6;
const BACK = 'workspaces rules reset to previous';
const HOW = 'Say "workspaces rules reset", or "to previous" behind it to take a reset back.';

interface Step {
  to: 'built-in' | 'previous';
  rules: RuleWords[];
  before: RuleWords[];
}

/** Goes back to the rules that the bot comes with; or, after that, to those of before. */
export const rulesReset = defineChange({
  name: 'workspaces rules reset',
  topic: 'workspaces',
  summary: 'Go back to the built-in rules for names',
  usage: 'workspaces rules reset [to previous]',
  example: () => 'workspaces rules reset',
  needs: 'administer',
  args: z.object({ to: z.enum(['built-in', 'previous'], { error: HOW }).default('built-in') }),
  read: ({ text }) => {
    const to = text.toLowerCase().replace(/^to (the )?/, '');
    return to === '' ? {} : { to };
  },
  say: ({ to }) => (to === 'previous' ? BACK : 'workspaces rules reset'),

  async plan({ to }, { store, asker }) {
    const kept = await store.namingRules.get(asker.orgId);
    const before = [...(kept?.rules ?? BUILT_IN)];
    const rules = to === 'previous' ? kept?.before : BUILT_IN;
    if (!rules) throw nothingBefore();
    if (keys(rules) === keys(before)) throw sameAlready();
    const going = without(before, rules);
    const coming = without(rules, before);
    return {
      tier: 1,
      title: to === 'previous' ? 'Go back to the rules of before the reset?' : 'Go back to the built-in rules?',
      action: 'Go back to them',
      targets: [ALL_RULES],
      facts: [
        ...lines('Goes', going),
        ...lines('Comes back', coming),
        { key: 'none', text: 'No workspace is changed.' },
      ],
      step: { to, rules: [...rules], before },
      asks: true,
    };
  },

  async apply({ to, rules, before }: Step, { store, asker }) {
    let isDone = false;
    await store.namingRules.change(asker.orgId, (now) => {
      isDone = keys(now?.rules ?? BUILT_IN) === keys(before);
      return isDone ? { rules, before } : undefined;
    });
    if (!isDone) throw changedMeanwhile();
    return {
      reply: said(to === 'previous' ? 'The rules are those of before the reset' : 'The rules are the built-in ones', {
        detail: 'No workspace was changed.',
        next: [
          { title: 'Undo', say: BACK },
          { title: 'Rules', say: 'workspaces rules' },
        ],
      }),
      trackingIds: [],
      undo: { words: BACK },
    };
  },
});

const keys = (rules: readonly RuleWords[]): string => rules.map(ruleKey).join('\n\n');

const without = (rules: readonly RuleWords[], others: readonly RuleWords[]): RuleWords[] => {
  const known = new Set(others.map(ruleKey));
  return rules.filter((rule) => !known.has(ruleKey(rule)));
};

const lines = (word: string, rules: readonly RuleWords[]) => [
  ...rules.slice(0, SHOWN).map((rule) => ({ key: `${word} ${ruleKey(rule)}`, text: `${word}: ${ruleLine(rule)}` })),
  ...(rules.length > SHOWN ? [{ key: `${word} more`, text: `And ${rules.length - SHOWN} more.` }] : []),
];

const RULES = { title: 'Rules', say: 'workspaces rules' };
const nothingBefore = () =>
  new Problem('There was no reset to take back', {
    code: 'nothing-to-undo',
    hint: 'Nothing was changed.',
    next: [RULES],
  });
const sameAlready = () =>
  new Problem('The rules are these already', {
    code: 'nothing-to-change',
    hint: 'Nothing was changed.',
    next: [RULES],
  });
const changedMeanwhile = () =>
  new Problem('Somebody else changed the rules just now', {
    code: 'changed-meanwhile',
    hint: 'Nothing was changed.',
    next: [RULES],
  });
