import { z } from 'zod';
import { defineRead } from '#intent/command.ts';
import { said } from '#render/replies.ts';
import { exportOf, size } from './export-file.ts';
import { filterShape, filtersInstead, filterWords, readFilters, summaryOf } from './filters.ts';
import { queryOf } from './query.ts';
import { ELSEWHERE } from './rows.ts';

/** More rows are work for the webhook, or for a copy of the store. */
const MOST_ROWS = 10_000;
const FORMATS = ['csv', 'json'] as const;

/** The audit as a file. */
export const auditExport = defineRead({
  name: 'audit export',
  topic: 'bot',
  summary: 'Get the audit as a file',
  usage: 'audit export [csv|json] [who:…] [device:…] [command:…] [since:2d] [outcome:denied]',
  example: () => 'audit export csv since:2d',
  needs: 'administer',
  takesFilters: true,
  args: z.object({ ...filterShape, as: z.enum(FORMATS).default('csv') }),
  read: (line) => ({
    ...readFilters(line, [], ['as', ...FORMATS]),
    as: line.words.map(({ text }) => text.toLowerCase()).find((word) => word === 'csv' || word === 'json'),
  }),
  instead: filtersInstead('audit export'),
  say: ({ as, ...filters }) => ['audit export', as, ...filterWords(filters)].join(' '),

  async run({ as, unknown: _, ...filters }, context) {
    const query = await queryOf(filters, `audit export ${as}`, context);
    const { entries, isWhole } = await context.store.audit.search({ ...query, limit: MOST_ROWS + 1 });
    const words = filterWords(filters).join(' ');
    const summary = summaryOf(filters, query.device?.name);
    if (entries.length === 0)
      return said('No entry fits that', {
        detail: `${summary}. There is nothing to write into a file.`,
        next: [{ title: 'Show here', say: `audit ${words}`.trim() }],
      });
    const { file, count } = await exportOf(entries.slice(0, MOST_ROWS), as, context);
    const isCut = count < entries.length || !isWhole;
    const number = count.toLocaleString('en');
    const other = as === 'csv' ? 'json' : 'csv';
    return {
      ...said(isCut ? `The newest ${number} entries` : `${number} ${count === 1 ? 'entry' : 'entries'}`, {
        detail: [
          `${file.name} · ${size(file.bytes.byteLength)} · ${summary}`,
          ...(isCut ? ['There are more than fit into a file. Say since: or another filter to get a part.'] : []),
        ].join('\n'),
        next: [
          { title: `As ${other.toUpperCase()}`, say: `audit export ${other} ${words}`.trim() },
          { title: 'Show here', say: `audit ${words}`.trim() },
        ],
      }),
      files: [file],
      private: { ...ELSEWHERE, what: 'the file' },
    };
  },
});
