import { z } from 'zod';
import { defineRead } from '#intent/command.ts';
import { dateTime, plainDateTime } from '#render/markup.ts';
import { buttons } from '#render/replies.ts';
import { sayLeft } from './code-card.ts';
import { sayOwner } from './owner.ts';
import { timeLeft } from './time-left.ts';

const PRESS = 'Press "How long is it good for?" on the card of the code: I keep no codes, so its time has to be said.';

/** How long a code is still good for, by the time on its card: the bot keeps no codes. */
export const codeLeft = defineRead({
  name: 'code left',
  topic: 'workspaces',
  summary: 'See how long an activation code is still good for',
  usage: 'code left <time> [for <workspace or person>]',
  example: (name) => `code left 2026-11-29T13:00:00Z for ${name}`,
  needs: 'look',
  args: z.object({
    until: z.iso.datetime({ error: PRESS }).transform((text) => Date.parse(text)),
    name: z.string().trim().max(200, 'That name is too long.').default(''),
  }),
  read({ words: [until, ...others], on }) {
    const said = others[0]?.text.toLowerCase() === 'for' ? others.slice(1) : others;
    return { until: until?.text, name: [said.map(({ text }) => text).join(' '), on].filter(Boolean).join(' on ') };
  },
  instead: () => [{ title: 'New code…', say: 'code' }],
  say: ({ until, name }) => sayLeft(until, name),

  async run({ until, name }, { now, timeZone }) {
    const isOver = until <= now;
    const whose = name === '' ? 'The activation code' : `The activation code for ${name}`;
    const title = isOver ? `${whose} has run out` : `${whose}: ${timeLeft(until - now)}`;
    return {
      view: 'codes/left',
      data: {
        title,
        label: isOver ? 'It was valid until ' : 'It is valid until ',
        until: dateTime(until),
        detail: '. A code that was used is worth nothing any more: Webex does not tell me of that.',
        ...buttons([
          ...(isOver ? [] : [{ title: 'Refresh', say: sayLeft(until, name) }]),
          { title: 'New code…', say: name === '' ? 'code' : `code for ${sayOwner(name)}` },
        ]),
      },
      text: `${title}\nValid until ${plainDateTime(until, timeZone)}.`,
    };
  },
});
