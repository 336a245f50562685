import { z } from 'zod';
import { defineChange } from '#intent/command.ts';
import { Problem } from '#lib/problem.ts';
import { said } from '#render/replies.ts';
import { type KeptRule, rulesOf } from './kept-rules.ts';
import { ALL_RULES, changeRules } from './rule-change.ts';
import { RuleArgs, readRuleWords, ruleLine, ruleSaid } from './rule-words.ts';
import { type RuleWords, ruleKey } from './rules.ts';

const WHICH = 'Which rule? Say its number, for example: workspaces rule remove 3';
const Args = RuleArgs.extend({
  number: z.coerce.number({ error: WHICH }).int(WHICH).min(1, WHICH).max(999, WHICH).optional(),
});
type Args = z.infer<typeof Args>;

interface Step extends RuleWords {
  number: number;
}

/** Takes a rule for names away. */
export const ruleRemove = defineChange({
  name: 'workspaces rule remove',
  aliases: ['workspaces rule delete'],
  topic: 'workspaces',
  summary: 'Remove a rule for names of workspaces',
  usage: 'workspaces rule remove <number>',
  example: () => 'workspaces rule remove 3',
  needs: 'administer',
  takesFilters: true,
  args: Args,
  read(line) {
    const [only, another] = line.words;
    const isNumber = only && !another && !only.quoted && line.filters.size === 0 && /^#?\d+$/.test(only.text);
    return isNumber ? { number: only.text.replace('#', '') } : readRuleWords(line);
  },
  say: ({ number, ...rule }) =>
    number === undefined ? ruleSaid('workspaces rule remove', rule) : `workspaces rule remove ${number}`,

  async plan(args, context) {
    const rules = await rulesOf(context);
    const rule = meant(args, rules);
    if (!rule) throw noSuchRule(args, rules.length);
    const { number, words } = rule;
    return {
      tier: 1,
      asks: true,
      title: `Remove the rule ${ruleLine(words)}?`,
      action: 'Remove the rule',
      targets: [ALL_RULES],
      facts: [],
      step: { number, ...words },
    };
  },

  async apply({ number, ...rule }: Step, context) {
    await changeRules(context, (rules) =>
      rules.some((words) => ruleKey(words) === ruleKey(rule))
        ? rules.filter((words) => ruleKey(words) !== ruleKey(rule))
        : undefined,
    );
    const back = ruleSaid('workspaces rule add', { ...rule, at: String(number) });
    return {
      reply: said(`Rule ${number} is gone: ${ruleLine(rule)}`, {
        detail: 'No workspace was changed.',
        next: [
          { title: 'Undo', say: back },
          { title: 'Rules', say: 'workspaces rules' },
        ],
      }),
      trackingIds: [],
      undo: { words: back },
    };
  },
});

function meant({ number, when, sets }: Args, rules: readonly KeptRule[]): KeptRule | undefined {
  if (number !== undefined) return rules[number - 1];
  const fitting = rules.filter(
    ({ words }) => when !== undefined && ruleKey(words) === ruleKey({ when, sets: sets ?? words.sets }),
  );
  return fitting.length === 1 ? fitting[0] : undefined;
}

const noSuchRule = ({ number, when }: Args, count: number) =>
  new Problem(number === undefined && when === undefined ? 'Which rule?' : 'There is no such rule', {
    code: 'no-such-rule',
    hint: `Say its number, from 1 to ${count}. Nothing was changed.`,
    next: [{ title: 'Rules', say: 'workspaces rules' }],
  });
