import { z } from 'zod';
import { readKeyed } from '#intent/keyed.ts';
import type { Line } from '#intent/line.ts';
import { quoted } from '#lib/quoted.ts';
import { checkFilters, FILTER_KEYS, spelledFilters } from './filters.ts';
import { shortPhrase } from './workspace-phrase.ts';

/** Words and filters of a list, as they were typed. */
export const ListArgs = z.object({
  words: z.string().max(200, 'That is too long to search for.').default(''),
  filters: z.record(z.string(), z.string().max(200, 'That is too long to filter by.')).default({}),
  page: z.coerce.number().int().min(1).max(100_000).catch(1).default(1),
});
export type ListArgs = z.infer<typeof ListArgs>;

/** Throws a Problem for filters that do not fit. */
export function readList({ raw }: Pick<Line, 'raw'>): unknown {
  const { rest, given } = readKeyed(raw, [...FILTER_KEYS, 'page']);
  const { page: paged, ...filters } = given;
  const [, before = rest, page = paged] =
    (paged === undefined && /^(?!named\s)(.*?)\s*\bpage\s+(\d{1,6})$/is.exec(rest)) || [];
  const [, where] = (filters['location'] === undefined && /^in\s+(.+)$/is.exec(before)) || [];
  if (where !== undefined) filters['location'] = where;
  const words = where === undefined ? before.replace(/^(?:named|on)\s+/i, '') : '';
  checkFilters(filters, words);
  return { words, filters, page };
}

export const spelledList = (verb: string, { words, filters, page }: ListArgs): string =>
  [
    verb,
    ...(words === '' ? [] : [words.startsWith('id:') ? quoted(words) : shortPhrase(words)]),
    ...spelledFilters(filters),
    ...(page > 1 ? [`page:${page}`] : []),
  ].join(' ');
