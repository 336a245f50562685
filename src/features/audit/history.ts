import { z } from 'zod';
import { defineRead } from '#intent/command.ts';
import { shortened } from '#lib/shorten.ts';
import { buttons } from '#render/replies.ts';
import { gather } from './fold.ts';
import { lineOf, rowOf } from './rows.ts';
import { asSeenBy } from './seen-by.ts';

const PAGE = 8;
/** Older ones are reached by "Older", page by page. */
const MOST_PAGES = 50;

const PAGES = { error: `page: takes a number from 1 to ${MOST_PAGES}.` };
const CHANGES = 'changes';
const KNOWN = new Set(['before', 'page']);
const asTyped = ([key, [value = '']]: [string, string[]]): string[] => (KNOWN.has(key) ? [] : [`${key}:${value}`]);

/** The last things done here: who, when, what, on which device, with what outcome. */
export const history = defineRead({
  name: 'history',
  aliases: ['log'],
  topic: 'bot',
  summary: 'See what was done here',
  usage: 'history [changes] [page:2]',
  example: () => 'history',
  needs: 'look',
  takesFilters: true,
  args: z.object({
    /** Leave out what only looked. */
    changes: z.boolean().default(false),
    before: z.string().max(100).optional(),
    page: z.coerce.number(PAGES).int(PAGES).min(1, PAGES).max(MOST_PAGES, PAGES).default(1),
    unknown: z.undefined({
      error: ({ input }) => `The history can't be searched for "${shortened(String(input), 40)}"`,
    }),
  }),
  read: ({ filters, text, on }) => ({
    before: filters.get('before')?.[0],
    page: filters.get('page')?.[0],
    changes: text.toLowerCase() === CHANGES,
    unknown: [
      text.toLowerCase() === CHANGES ? '' : text,
      ...(on === undefined ? [] : [`on ${on}`]),
      ...[...filters].flatMap(asTyped),
    ].find(Boolean),
  }),
  say: ({ changes, before, page }) =>
    [
      'history',
      ...(changes ? [CHANGES] : []),
      ...(before === undefined ? [] : [`before:${before}`]),
      ...(page > 1 ? [`page:${page}`] : []),
    ].join(' '),

  async run({ changes, before, page }, { store, space, asker, sees, commands, now, timeZone }) {
    const isSeen = await sees();
    const reads = new Set(commands.filter(({ kind }) => kind === 'read').map(({ name }) => name));
    const isWanted = ({ action }: { action: string }) => !changes || !reads.has(action);
    const entries = await gather(store.audit, { spaceId: space.id, before }, page * PAGE + 1, isWanted);
    const shown = entries.slice((page - 1) * PAGE, page * PAGE).map((entry) => asSeenBy(entry, asker.id, isSeen));
    const isFirst = before === undefined && page === 1;
    const last = shown.at(-1);
    const rows = shown.map((entry) => rowOf(entry, now));
    const done = changes ? 'changed' : 'done';
    const nothing = isFirst ? `Nothing was ${done} here yet` : `Nothing older was ${done} here`;
    const title = rows.length === 0 ? nothing : `What was ${done} here`;
    const words = changes ? `history ${CHANGES}` : 'history';
    return {
      view: 'audit/history',
      data: {
        title,
        summary: '',
        hasSummary: false,
        rows,
        ...buttons([
          ...(entries.length > page * PAGE && last ? [{ title: 'Older', say: `${words} before:${last.id}` }] : []),
          ...(isFirst ? [{ title: 'Refresh', say: words }] : [{ title: 'Newest', say: words }]),
          changes ? { title: 'Everything', say: 'history' } : { title: 'Changes only', say: `history ${CHANGES}` },
        ]),
      },
      text: [title, ...shown.map((entry) => lineOf(entry, timeZone))].join('\n'),
    };
  },
});
