import { z } from 'zod';
import { defineRead } from '#intent/command.ts';
import { Problem } from '#lib/problem.ts';
import { shortened } from '#lib/shorten.ts';
import { dateTime, plainDateTime } from '#render/markup.ts';
import { buttons } from '#render/replies.ts';
import { sayLeft } from './code-card.ts';
import { sayOwner } from './owner.ts';
import { timeLeft } from './time-left.ts';

/** How long a code is still good for, by the time on its card: the bot keeps no codes. */
export const codeLeft = defineRead({
  name: 'code left',
  topic: 'workspaces',
  summary: 'See how long an activation code is still good for',
  usage: 'code left for <workspace or person>',
  example: (name) => `code left for ${name}`,
  needs: 'look',
  args: z.object({
    /** ISO 8601, from the button of the code's card. */
    until: z.iso
      .datetime()
      .transform((text) => Date.parse(text))
      .optional(),
    name: z.string().trim().max(200, 'That name is too long.').default(''),
  }),
  read({ words, on }) {
    const isTimed = /^\d{4}-\d\d-\d\dT/.test(words[0]?.text ?? '');
    const others = isTimed ? words.slice(1) : words;
    const said = others[0]?.text.toLowerCase() === 'for' ? others.slice(1) : others;
    return {
      until: isTimed ? words[0]?.text : undefined,
      name: [said.map(({ text }) => text).join(' '), on].filter(Boolean).join(' on '),
    };
  },
  instead: () => [{ title: 'New code…', say: 'code' }],
  say: ({ until, name }) => sayLeft(until, name),

  async run({ until, name }, { now, timeZone }) {
    if (until === undefined) throw onItsCard(name);
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

const onItsCard = (name: string) =>
  new Problem(`The card of the code${name === '' ? '' : ` for ${shortened(name, 60)}`} says how long it is good for`, {
    code: 'no-codes-kept',
    hint: 'I sent it to whoever asked for it, directly, and keep no codes myself. Press "How long is it good for?" there.',
    next: [{ title: 'New code…', say: name === '' ? 'code' : `code for ${sayOwner(name)}` }],
  });
