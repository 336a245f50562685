import { z } from 'zod';
import { defineRead } from '#intent/command.ts';
import { shown } from '#lib/hide.ts';
import { said } from '#render/replies.ts';

const HOW = 'Write who and what, for example: can Bob reboot on Fjord.';

/** Tells whether somebody may do something here, and which rule says so. Nothing is done. */
export const can = defineRead({
  name: 'can',
  aliases: ['may'],
  topic: 'bot',
  summary: 'See whether somebody may do something',
  usage: 'can <person or I> <command> [on <device>]',
  example: (device) => `can I reboot on ${device}`,
  needs: 'open',
  args: z.object({ asked: z.string({ error: HOW }).trim().min(1, HOW).max(4_000) }),
  read: ({ raw }) => ({ asked: raw }),
  say: ({ asked }) => `can ${asked}`,
  // What is asked about may hold what nobody should keep.
  record: ({ asked }) =>
    `can ${asked.replace(/(\w+):(\s*)("[^"]*"|\S+)/g, (_, key, blank, value) => `${key}:${blank}${shown(key, value)}`)}`,

  async run({ asked }, { rights }) {
    const { sentence, detail, isAllowed, own } = await rights.judge(asked);
    return said(sentence, {
      detail,
      next: [
        ...(isAllowed && own !== undefined ? [{ title: 'Do it', say: own }] : []),
        { title: 'Who am I', say: 'whoami' },
      ],
    });
  },
});
