import { z } from 'zod';
import { listOf } from '#fleet/workspace-words.ts';
import { defineChange } from '#intent/command.ts';
import { EntryNeeded, entered } from '#intent/entry-form.ts';
import { Problem } from '#lib/problem.ts';
import { said } from '#render/replies.ts';
import { type KeptRule, rulesOf } from './kept-rules.ts';
import { ALL_RULES, changeRules } from './rule-change.ts';
import { RuleArgs, readRuleWords, regexFault, ruleLine, ruleSaid } from './rule-words.ts';
import { MOST_RULES, type RuleWords, readRule, ruleKey } from './rules.ts';

const Args = z.preprocess((raw) => entered(Object(raw)), RuleArgs.extend({ at: z.string().trim().max(20).optional() }));
type Args = z.infer<typeof Args>;

interface Step extends RuleWords {
  at: number;
}

/** Adds a rule by which names say a setting: before all others, unless it says where. */
export const ruleAdd = defineChange({
  name: 'workspaces rule add',
  topic: 'workspaces',
  summary: 'Add a rule for names of workspaces',
  usage: 'workspaces rule add "<pattern>" capacity | type:huddle | capacity:12 [at:3]',
  example: () => 'workspaces rule add "{n} seater" capacity',
  needs: 'administer',
  takesFilters: true,
  args: Args,
  read: readRuleWords,
  say: (args) => ruleSaid('workspaces rule add', args),

  async plan(args, context) {
    const rules = await rulesOf(context);
    const step = stepOf(args, rules);
    const same = rules.find(({ words }) => ruleKey(words) === ruleKey(step));
    if (same) throw thereAlready(same);
    if (rules.length >= MOST_RULES) throw tooMany();
    return {
      tier: 1,
      asks: true,
      title: `Add the rule ${ruleLine(step)}?`,
      action: 'Add the rule',
      targets: [ALL_RULES],
      facts: [],
      step,
    };
  },

  async apply({ at, ...rule }: Step, context) {
    await changeRules(context, (rules) => {
      if (rules.some((words) => ruleKey(words) === ruleKey(rule)) || rules.length >= MOST_RULES) return undefined;
      return rules.toSpliced(at - 1, 0, rule);
    });
    const back = ruleSaid('workspaces rule remove', rule);
    return {
      reply: said(`Rule ${at} is new: ${ruleLine(rule)}`, {
        detail: 'The first rule that fits counts. No workspace was changed.',
        next: [
          { title: 'See what it does', say: 'workspaces fix list' },
          { title: 'Undo', say: back },
          { title: 'Rules', say: 'workspaces rules' },
        ],
      }),
      trackingIds: [],
      undo: { words: back },
    };
  },
});

/** Throws an EntryNeeded with what is missing or wrong at its field. */
function stepOf({ when = '', sets = '', at = '' }: Args, rules: readonly KeptRule[]): Step {
  const place = at === '' ? 1 : /^\d{1,3}$/.test(at) ? Number(at) : 0;
  const atFault =
    place < 1 || place > rules.length + 1 ? `The place is a number from 1 to ${rules.length + 1}.` : undefined;
  const isEmpty = when === '' && sets === '';
  const read = isEmpty ? undefined : readRule({ when, sets });
  const odd = regexFault(when);
  if (read && 'rule' in read && atFault === undefined && odd === undefined) return { when, sets, at: place };
  const fault = read && 'fault' in read ? read : undefined;
  // Without a setting nothing can be said of the pattern but that it is missing.
  const whenFault = isEmpty || when !== '' ? undefined : 'Which names? For example: {n} seater.';
  throw new EntryNeeded({
    command: 'workspaces rule add',
    args: {},
    title: 'A new rule for names',
    about: 'What a workspace is called says what it is. The first rule that fits counts.',
    fields: [
      {
        id: 'when',
        label: 'Names such as',
        kind: 'text',
        isRequired: true,
        value: when,
        hint: '{n} seater | seats {n}, huddle*, or capacity:2-4',
        maxLength: 200,
        fault: odd ?? (fault?.at === 'when' ? fault.fault : whenFault),
      },
      {
        id: 'sets',
        label: 'Say',
        kind: 'choice',
        isRequired: true,
        value: sets,
        choices: [
          { title: 'The capacity is the number {n}', value: 'capacity' },
          ...listOf('type')
            .filter(({ value }) => value !== 'notSet')
            .map(({ value, label }) => ({ title: `The type is ${label}`, value: `type:${value}` })),
          ...(sets.startsWith('capacity:')
            ? [{ title: `The capacity is ${sets.slice('capacity:'.length)}`, value: sets }]
            : []),
        ],
        fault: fault?.at === 'sets' ? fault.fault : undefined,
      },
      {
        id: 'at',
        label: 'Place in the order',
        kind: 'number',
        value: at,
        hint: '1: before all others',
        min: 1,
        max: rules.length + 1,
        fault: atFault,
      },
    ],
    action: 'Add the rule',
    note: '{n} stands for a number, * for any letters, | for "or".',
    tier: 1,
    next: [{ title: 'Rules', say: 'workspaces rules' }],
  });
}

const thereAlready = ({ number, words }: KeptRule) =>
  new Problem(`Rule ${number} says that already`, {
    code: 'rule-there',
    hint: `${ruleLine(words)}. Nothing was changed.`,
    next: [
      { title: `Look at rule ${number}`, say: `workspaces rule ${number}` },
      { title: 'Rules', say: 'workspaces rules' },
    ],
  });

const tooMany = () =>
  new Problem(`There are ${MOST_RULES} rules already`, {
    code: 'too-many-rules',
    hint: 'Remove one first. Nothing was changed.',
    next: [{ title: 'Rules', say: 'workspaces rules' }],
  });
