import { z } from 'zod';
import { defineRead } from '#intent/command.ts';
import type { ReadContext } from '#intent/context.ts';
import { nearest } from '#lib/nearest.ts';
import type { NextStep } from '#lib/problem.ts';
import { buttons, said } from '#render/replies.ts';
import type { Reply } from '#render/reply.ts';
import { type Filters, filterShape, filtersInstead, filterWords, KEYS, readFilters, summaryOf } from './filters.ts';
import { BLOCKED } from './outcomes.ts';
import { queryOf } from './query.ts';
import { ELSEWHERE, lineOf, rowOf } from './rows.ts';

const PAGE = 8;
/** Older ones are reached by "Older", page by page. */
const MOST_PAGES = 50;
const PAGES = { error: `page: takes a number from 1 to ${MOST_PAGES}.` };

/** Who asked what of which device, in every space, and what came of it. */
export const audit = defineRead({
  name: 'audit',
  topic: 'bot',
  summary: 'Search what was asked in all spaces',
  usage: 'audit [who:…] [device:…] [command:…] [since:2d or 2026-11-20] [outcome:denied] [page:2]',
  example: () => 'audit outcome:denied since:2d',
  needs: 'administer',
  takesFilters: true,
  args: z.object({
    ...filterShape,
    before: z.string().max(100).optional(),
    page: z.coerce.number(PAGES).int(PAGES).min(1, PAGES).max(MOST_PAGES, PAGES).default(1),
  }),
  read: (line) => readFilters(line, ['before', 'page']),
  instead: filtersInstead('audit'),
  say: ({ before, page, ...filters }) =>
    [
      'audit',
      ...filterWords(filters),
      ...(before === undefined ? [] : [`before:${before}`]),
      ...(page > 1 ? [`page:${page}`] : []),
    ].join(' '),

  async run({ before, page, unknown: _, ...filters }, context) {
    const { store, now, timeZone } = context;
    const query = await queryOf(filters, 'audit', context);
    const { entries, isWhole } = await store.audit.search({ ...query, before, limit: page * PAGE + 1 });
    const found = entries.slice((page - 1) * PAGE, page * PAGE).map(({ entry }) => entry);
    // Ids go by when it was asked, and an approval is answered later.
    const shown = found.toSorted((left, right) => right.at - left.at);
    const isFirst = before === undefined && page === 1;
    const last = found.at(-1);
    if (!last) return nothing(filters, isFirst, context);
    const spaces = [...new Set(shown.map(({ spaceId }) => spaceId))];
    const titles = new Map(await Promise.all(spaces.map(async (id) => [id, await context.titleOf(id)] as const)));
    const say = (changed: Filters = {}) => ['audit', ...filterWords({ ...filters, ...changed })].join(' ');
    const title = isFirst ? 'What was asked of me' : 'What was asked of me before';
    const summary = [
      summaryOf(filters, query.device?.name),
      ...(isWhole ? [] : ['there is more than I look through at once']),
    ].join(' · ');
    return {
      view: 'audit/history',
      data: {
        title,
        summary,
        hasSummary: true,
        rows: shown.map((entry) => rowOf(entry, now, titles.get(entry.spaceId))),
        ...buttons([
          ...(entries.length > page * PAGE ? [{ title: 'Older', say: `${say()} before:${last.id}` }] : []),
          ...(isFirst ? [] : [{ title: 'Newest', say: say() }]),
          filters.outcome === BLOCKED
            ? { title: 'All outcomes', say: say({ outcome: undefined }) }
            : { title: 'Only blocked', say: say({ outcome: BLOCKED }) },
          { title: 'Export CSV', say: say().replace('audit', 'audit export csv') },
          { title: 'Verify', say: 'audit verify' },
        ]),
      },
      private: ELSEWHERE,
      text: [title, summary, ...shown.map((entry) => lineOf(entry, timeZone))].join('\n'),
    };
  },
});

/** Says what to loosen: each filter has a button that leaves it out. */
async function nothing(filters: Filters, isFirst: boolean, { store }: ReadContext): Promise<Reply> {
  const given = KEYS.filter((key) => filters[key] !== undefined);
  const say = (changed: Filters) => ['audit', ...filterWords({ ...filters, ...changed })].join(' ');
  if (!isFirst)
    return said('There is nothing older', {
      detail: summaryOf(filters, undefined),
      next: [{ title: 'Newest', say: say({}) }],
    });
  const { who } = filters;
  const people = who === undefined ? [] : nearest(who, await store.audit.people(), { max: 2 });
  const meant: NextStep[] = people.map((email) => ({ title: email, say: say({ who: email }) }));
  const without: NextStep[] = given.map((key) => ({ title: `Without ${key}:`, say: say({ [key]: undefined }) }));
  const nearby = people.length > 0 ? ` Nearest people: ${people.join(' · ')}.` : '';
  return said('No entry fits that', {
    detail: `${summaryOf(filters, undefined)}. ${given.length > 0 ? `Leave out one of the filters.${nearby}` : 'Nothing was asked yet.'}`,
    next: [...meant, ...without].slice(0, 5),
  });
}
