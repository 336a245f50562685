import { z } from 'zod';
import { defineRead } from '#intent/command.ts';
import { dateTime, plainDateTime } from '#render/index.ts';
import { said } from '#render/replies.ts';
import { rowsOf } from './approval-words.ts';

/** What waits for a second person, of what the asker asked for or may approve. */
export const approvals = defineRead({
  name: 'approvals',
  topic: 'bot',
  summary: 'See what waits for approval',
  usage: 'approvals',
  example: () => 'approvals',
  needs: 'open',
  args: z.object({}),
  read: () => ({}),
  say: () => 'approvals',

  async run(_, { approvals: waiting, timeZone }) {
    const all = await waiting.list();
    if (all.length === 0)
      return said('No approval waits for you', { detail: 'Nothing that you asked for, or may approve, is open.' });
    const { rows, more } = rowsOf(all);
    const title = all.length === 1 ? '1 approval waits' : `${all.length} approvals wait`;
    return {
      view: 'approvals/list',
      data: {
        title,
        rows: rows.map(({ until, ...row }) => ({ ...row, until: dateTime(until) })),
        more: more > 0 ? `and ${more} more` : '',
        hasMore: more > 0,
      },
      text: [
        title,
        ...rows.map(({ what, about, until }) => `${what} · ${about} · valid until ${plainDateTime(until, timeZone)}`),
        ...(more > 0 ? [`and ${more} more`] : []),
      ].join('\n'),
    };
  },
});
