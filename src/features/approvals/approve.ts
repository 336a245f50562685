import { z } from 'zod';
import { defineRead } from '#intent/command.ts';
import { notWaiting, readId, ShortId, spelledId, whichOne } from './approval-words.ts';

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
  args: z.object({ id: ShortId, more: z.boolean().default(false) }),
  read: ({ raw }) => readId(raw),
  say: ({ id, more }) =>
    ['approve', ...(id === undefined ? [] : [spelledId(id)]), ...(more ? ['because …'] : [])].join(' '),

  async run({ id, more }, { approvals }) {
    const theirs = (await approvals.list()).filter(({ isMine }) => !isMine);
    const [only, another] = theirs;
    const chosen = id ?? (another ? undefined : only?.id);
    if (chosen === undefined) throw whichOne(theirs);
    const card = await approvals.show(chosen);
    if (!card) throw notWaiting(chosen, theirs);
    return more ? { ...card, note: 'Words alone answer nothing: press a button, and write a reason there.' } : card;
  },
});
