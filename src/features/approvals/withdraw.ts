import { z } from 'zod';
import { defineRead } from '#intent/command.ts';
import { notWaiting, readId, ShortId, spelledId, whichOne } from './approval-words.ts';

/** Takes back what one asked for and nobody approved yet. Nothing is sent to a device by it. */
export const withdraw = defineRead({
  name: 'withdraw',
  topic: 'bot',
  summary: 'Take back what waits for approval',
  usage: 'withdraw [<id>]',
  example: () => 'withdraw',
  needs: 'open',
  privately: 'here',
  args: z.object({ id: ShortId }),
  read: ({ raw }) => ({ id: readId(raw).id }),
  say: ({ id }) => (id === undefined ? 'withdraw' : `withdraw ${spelledId(id)}`),

  async run({ id }, { approvals }) {
    const own = (await approvals.list()).filter(({ isMine }) => isMine);
    const [only, another] = own;
    const chosen = id ?? (another ? undefined : only?.id);
    if (chosen === undefined) throw whichOne(own);
    const ended = await approvals.withdraw(chosen);
    if (!ended) throw notWaiting(chosen, own);
    return ended;
  },
});
