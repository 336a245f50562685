import { z } from 'zod';
import { defineRead } from '#intent/command.ts';
import { workspaceCount } from '#lib/name-list.ts';
import { buttons } from '#render/replies.ts';
import { PagedScope, readScope, scopeWords } from './fix-words.ts';
import { rulesOf } from './kept-rules.ts';
import { differenceWords, settingsWords } from './settings.ts';
import { type Change, type State, surveyOf } from './survey.ts';

const PAGE = 8;
const STATES = ['change', 'differs', 'none', 'right'] as const;
const IS = 'is: takes change, differs, none or right.';

const TITLES: Readonly<Record<State, string>> = {
  change: 'would change',
  differs: 'set to something else than the name says',
  none: 'where no rule says what is missing',
  right: 'set already',
};

/** Looks through what names say of workspaces, without changing any. */
export const fixList = defineRead({
  name: 'workspaces fix list',
  topic: 'workspaces',
  summary: 'See what the names of workspaces say',
  usage: 'workspaces fix list [names] [except names] [all] [location:Oslo] [is:none|differs|right] [page:2]',
  example: () => 'workspaces fix list is:none',
  needs: 'look',
  takesFilters: true,
  args: PagedScope.extend({ is: z.enum(STATES, { error: IS }).default('change') }),
  read: (line) => readScope(line, ['is', 'page']),
  say: ({ page, is, ...scope }) => words(scope, is, page),

  async run({ page, is, ...scope }, context) {
    const { webex, fleet } = await context.admin(
      'workspaces:read',
      ...(scope.location === undefined ? [] : ['locations:read' as const]),
    );
    const rules = (await rulesOf(context)).map(({ rule }) => rule);
    const { changes, counts, others } = await surveyOf(
      scope,
      context,
      { webex, fleet, rules, retell: (other) => words(other, is, 1) },
      is,
    );
    const all =
      is === 'change' ? changes.map(rowOf) : others.map(({ name, now }) => ({ name, about: settingsWords(now) }));
    const pages = Math.max(1, Math.ceil(all.length / PAGE));
    const at = Math.min(page, pages);
    const rows = all.slice((at - 1) * PAGE, at * PAGE);
    const title = `${workspaceCount(all.length)} ${TITLES[is]}`;
    const summary = summaryOf(counts, is);
    const kinds = OFFERED.filter((state) => state !== is && counts[state] > 0);
    return {
      view: 'naming/list',
      data: {
        title,
        summary,
        hasSummary: summary !== '',
        rows,
        pageNote: `Page ${at} of ${pages}`,
        hasPages: pages > 1,
        ...buttons([
          ...(at > 1 ? [{ title: 'Previous', say: words(scope, is, at - 1) }] : []),
          ...(at < pages ? [{ title: 'Next', say: words(scope, is, at + 1) }] : []),
          ...(is === 'change' && all.length > 0
            ? [{ title: 'Set them…', say: scopeWords('workspaces fix', scope) }]
            : is === 'none'
              ? [{ title: 'Rules', say: 'workspaces rules' }]
              : []),
          ...kinds.map((state) => ({ title: `${BUTTONS[state]} (${counts[state]})`, say: words(scope, state, 1) })),
        ]),
      },
      text: [
        title,
        ...(summary === '' ? [] : [summary]),
        ...rows.map(({ name, about }) => `${name}: ${about}`),
        ...(pages > 1 ? [`Page ${at} of ${pages}`] : []),
      ].join('\n'),
    };
  },
});

const OFFERED = ['change', 'differs', 'none'] as const;
const BUTTONS = { change: 'What would change', differs: 'What differs', none: 'No rule says' } as const;

const words = (scope: Parameters<typeof scopeWords>[1], is: State, page: number): string =>
  scopeWords('workspaces fix list', scope, [
    ...(is === 'change' ? [] : [`is:${is}`]),
    ...(page > 1 ? [`page:${page}`] : []),
  ]);

const rowOf = ({ name, from, to, rules }: Change) => ({
  name,
  about: `${differenceWords(from, to)} · ${rules.length === 1 ? 'rule' : 'rules'} ${rules.join(', ')}`,
});

const summaryOf = (counts: Record<State, number>, is: State): string =>
  STATES.filter((state) => state !== is && counts[state] > 0)
    .map((state) => `${counts[state].toLocaleString('en')} ${TITLES[state]}`)
    .join(' · ');
