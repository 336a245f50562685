import { isSameName } from '#fleet/named.ts';
import { healthOf, workspaceLine } from '#fleet/workspace-words.ts';
import { seesEverything, workspaceTarget } from '#fleet/workspaces.ts';
import type { AdminReads } from '#intent/admin.ts';
import { defineRead } from '#intent/command.ts';
import type { ReadContext } from '#intent/context.ts';
import { mayGive } from '#intent/may.ts';
import { shortened } from '#lib/shorten.ts';
import { buttons } from '#render/replies.ts';
import type { Workspace, WorkspaceFilters } from '#webex/workspaces.ts';
import { asked, wantsOf } from './filters.ts';
import { ListArgs, readList, spelledList } from './list-words.ts';

const PAGE = 8;

/** Lists the workspaces of the organisation, filtered by Webex and paged: a page asks for no more than it shows. */
export const workspaces = defineRead({
  name: 'workspaces',
  aliases: ['rooms'],
  topic: 'workspaces',
  summary: 'List workspaces',
  usage:
    'workspaces [words] [type:huddle] [capacity:8|unset] [location:Oslo] [floor:3] [calling:webex] [calendar:google] [supported:phones] [health:error] [platform:cisco] [hosted:on] [maintenance:on] [attribute:key]',
  example: () => 'workspaces health:error',
  needs: 'look',
  args: ListArgs,
  read: readList,
  say: (args) => spelledList('workspaces', args),

  async run(args, context) {
    const { words, filters: given, page } = args;
    const admin = await context.admin(...wantsOf(given));
    const again = (other: Partial<ListArgs>) => spelledList('workspaces', { ...args, ...other });
    const filters = await asked(words, given, admin, context, (other) => again({ filters: other, page: 1 }));
    const { items, hasMore } = await pageOf(filters, page, admin, context);
    const locations = await admin.fleet.locations();
    // People say where they are: "workspaces oslo".
    const place = given['location'] === undefined ? placeNamed(words, locations) : undefined;
    const there = place && again({ words: '', filters: { ...given, location: place }, page: 1 });
    if (there !== undefined && items.length === 0 && page === 1) return { say: there };
    const isFiltered = Object.keys(filters).length > 0;
    const isPaged = hasMore || page > 1;
    const title = items.length > 0 ? 'Workspaces' : page > 1 ? 'No more workspaces' : 'No workspace matches';
    const rows = items.map((one) => ({
      name: one.displayName,
      about: workspaceLine(one, locations) || 'No type, capacity or location',
      ...healthOf(one),
      say: `workspace id:${one.id}`,
    }));
    const summary = items.length > 0 ? summaryOf(args) : isFiltered ? 'Say "workspaces" to see all of them.' : '';
    return {
      view: 'workspaces/list',
      data: {
        title,
        summary,
        hasSummary: summary !== '',
        rows,
        pageNote: `Page ${page}`,
        hasPages: isPaged,
        ...buttons([
          ...(page > 1 ? [{ title: 'Previous', say: again({ page: page - 1 }) }] : []),
          ...(hasMore ? [{ title: 'Next', say: again({ page: page + 1 }) }] : []),
          ...(place === undefined || there === undefined ? [] : [{ title: `In ${shortened(place, 30)}`, say: there }]),
          ...(isFiltered ? [{ title: 'All workspaces', say: 'workspaces' }] : [ERRORS]),
          ...(items.length > 0
            ? [{ title: 'As a file', say: spelledList('workspaces export', { ...args, page: 1 }) }]
            : []),
          ...(mayGive('workspace new', context) ? [{ title: 'New workspace…', say: 'workspace new' }] : []),
        ]),
      },
      text: [
        title,
        ...rows.map(({ name, about, word }) => `${name} · ${about} · ${word}`),
        ...(isPaged ? [`Page ${page}`] : []),
      ].join('\n'),
    };
  },
});

const ERRORS = { title: 'With errors', say: 'workspaces health:error' };

/** The location that is called so. */
const placeNamed = (words: string, locations: ReadonlyMap<string, { name: string }>): string | undefined =>
  words === '' ? undefined : [...locations.values()].find(({ name }) => isSameName(name, words))?.name;

const summaryOf = ({ words, filters }: ListArgs): string =>
  [
    ...(words === '' ? [] : [`named "${words}"`]),
    ...Object.entries(filters).map(([key, value]) => `${key} ${value.startsWith('id:') ? 'chosen' : value}`),
  ].join(' · ');

/**
 * One more than is shown is asked for, which tells whether there is another page. To those who see only some workspaces
 * the others are not there, so their pages are counted from the first one.
 */
async function pageOf(
  filters: WorkspaceFilters,
  page: number,
  { webex }: AdminReads,
  context: ReadContext,
): Promise<{ items: Workspace[]; hasMore: boolean }> {
  const start = (page - 1) * PAGE;
  if (await seesEverything(context)) {
    const { items } = await webex.workspaces.page(filters, start, PAGE + 1);
    return { items: items.slice(0, PAGE), hasMore: items.length > PAGE };
  }
  const sees = await context.seesPlaces();
  const items: Workspace[] = [];
  let seen = 0;
  for await (const one of webex.workspaces.list(filters)) {
    if (!sees(workspaceTarget(one))) continue;
    seen += 1;
    if (seen > start + PAGE) return { items, hasMore: true };
    if (seen > start) items.push(one);
  }
  return { items, hasMore: false };
}
