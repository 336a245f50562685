import { z } from 'zod';
import { defineRead } from '#intent/command.ts';
import { notWaiting, ShortId, whichOne } from './approval-words.ts';

/** Shows the whole card of an approval: it is answered there, and never by words alone. */
export const approve = defineRead({
  name: 'approve',
  aliases: ['refuse'],
  topic: 'bot',
  summary: 'Approve or refuse what somebody asked for',
  usage: 'approve [<id>]',
  example: () => 'approve',
  needs: 'open',
  privately: 'here',
  args: z.object({ id: ShortId }),
  read: ({ text }) => ({ id: text.trim() || undefined }),
  say: ({ id }) => (id === undefined ? 'approve' : `approve ${id}`),

  async run({ id }, { approvals }) {
    const theirs = (await approvals.list()).filter(({ isMine }) => !isMine);
    const [only, another] = theirs;
    const chosen = id ?? (another ? undefined : only?.id);
    if (chosen === undefined) throw whichOne(theirs);
    const card = await approvals.show(chosen);
    if (!card) throw notWaiting(chosen);
    return card;
  },
});
