import { z } from 'zod';
import { defineRead } from '#intent/command.ts';
import type { ReadContext } from '#intent/context.ts';
import { buttons } from '#render/replies.ts';
import { BUILT_IN } from './built-in.ts';
import { type Example, examplesOf } from './examples.ts';
import { type KeptRule, rulesOf } from './kept-rules.ts';
import { setsWords } from './rule-words.ts';
import { type RuleWords, ruleKey } from './rules.ts';

const PAGE = 8;
const WITH = 'examples';
const HOW = 'Say "workspaces rules", or "workspaces rules examples".';

/** The rules by which names of workspaces say their settings, in their order, each with a workspace it is for. */
export const rulesList = defineRead({
  name: 'workspaces rules',
  topic: 'workspaces',
  summary: 'See the rules for names of workspaces',
  usage: 'workspaces rules [examples] [page:2]',
  example: () => 'workspaces rules',
  needs: 'look',
  takesFilters: true,
  args: z.object({
    show: z.enum([WITH], { error: HOW }).optional(),
    page: z.coerce.number().int().min(1).catch(1).default(1),
  }),
  read: ({ text, filters }) => ({ ...(text !== '' && { show: text.toLowerCase() }), page: filters.get('page')?.[0] }),
  say: ({ show, page }) => words(show, page),

  async run({ show, page }, context) {
    const rules = await rulesOf(context);
    const examples = await examplesFor(rules, show === WITH, context);
    const pages = Math.max(1, Math.ceil(rules.length / PAGE));
    const at = Math.min(page, pages);
    const rows = rules.slice((at - 1) * PAGE, at * PAGE).map((rule) => rowOf(rule, examples));
    const title = rules.length === 1 ? '1 rule for names' : `${rules.length} rules for names`;
    const summary = 'The first rule that fits counts, for the capacity and for the type.';
    const isAdmin = context.asker.may('administer');
    return {
      view: 'naming/rules',
      data: {
        title,
        summary,
        rows,
        pageNote: `Page ${at} of ${pages}`,
        hasPages: pages > 1,
        ...buttons([
          ...(at > 1 ? [{ title: 'Previous', say: words(show, at - 1) }] : []),
          ...(at < pages ? [{ title: 'Next', say: words(show, at + 1) }] : []),
          ...(examples ? [] : [{ title: 'With examples', say: words(WITH, at) }]),
          ...(isAdmin
            ? [
                { title: 'Add a rule…', say: 'workspaces rule add' },
                ...(isChanged(rules) ? [{ title: 'Built-in rules…', say: 'workspaces rules reset' }] : []),
                { title: 'Fix by names…', say: 'workspaces fix' },
              ]
            : [{ title: 'What names say', say: 'workspaces fix list' }]),
        ]),
      },
      text: [
        title,
        ...rows.map(
          ({ number, when, sets, example }) => `${number}. ${when}: ${sets}${example === '' ? '' : ` (${example})`}`,
        ),
        ...(pages > 1 ? [`Page ${at} of ${pages}`] : []),
      ].join('\n'),
    };
  },
});

const keysOf = (rules: readonly RuleWords[]): string => rules.map(ruleKey).join('\n\n');
const isChanged = (rules: readonly KeptRule[]): boolean => keysOf(rules.map((one) => one.words)) !== keysOf(BUILT_IN);

const words = (show: string | undefined, page: number): string =>
  ['workspaces rules', ...(show === undefined ? [] : [show]), ...(page > 1 ? [`page:${page}`] : [])].join(' ');

/** Workspaces are for administrators: whoever did not ask for examples is not sent to log in for them. */
async function examplesFor(
  rules: readonly KeptRule[],
  isAsked: boolean,
  context: ReadContext,
): Promise<Map<number, Example> | undefined> {
  if (!isAsked && !(await context.login.served()).includes('workspaces:read')) return undefined;
  return examplesOf(
    rules.map(({ rule }) => rule),
    await context.admin('workspaces:read'),
    context,
  );
}

function rowOf({ number, words: { when, sets }, rule }: KeptRule, examples: Map<number, Example> | undefined) {
  const { names: [name = ''] = [], count = 0 } = examples?.get(number) ?? {};
  const rest = count > 1 ? ` and ${(count - 1).toLocaleString('en')} more` : '';
  const example = !rule ? 'I can not read this rule' : !examples ? '' : count === 0 ? 'fits none' : `${name}${rest}`;
  return {
    number: String(number),
    when,
    sets: setsWords(sets),
    example,
    hasExample: example !== '',
    say: `workspaces rule ${number}`,
  };
}
