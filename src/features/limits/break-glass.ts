import { z } from 'zod';
import { withBody } from '#intent/body.ts';
import { defineRead } from '#intent/command.ts';
import type { ReadContext } from '#intent/context.ts';
import { spelledReason } from '#intent/limits.ts';
import { parse } from '#intent/parse.ts';
import { readWords } from '#intent/words.ts';
import { HIDDEN } from '#lib/hide.ts';
import { Problem } from '#lib/problem.ts';
import { shortened } from '#lib/shorten.ts';
import type { Reply } from '#render/reply.ts';

const SHORTEST = 10;
const LONGEST = 200;
/** A button carries no more. */
const MOST_IN_FORM = 500;
const WHY = `Say why, in ${SHORTEST} to ${LONGEST} characters`;
const WHAT = 'Say what to do, after a colon: "break glass because the board waits: reboot Fjord"';
const NESTED = /^break\s?(the )?glass\b/i;

/** Overrides what keeps a change back, for those whose role may: with a reason, and told to a space before anything is sent. */
export const breakGlass = defineRead({
  name: 'break glass',
  aliases: ['break the glass', 'breakglass'],
  topic: 'control',
  summary: 'Override a limit of the policy',
  usage: 'break glass because <reason>: <what to do>',
  example: (device) => `break glass because the board waits: reboot ${device}`,
  // Who may is said by the policy beside its roles, and what follows is judged by itself.
  needs: 'open',
  args: z.object({
    reason: z
      .string()
      .transform((text) => text.replace(/\s+/g, ' ').trim())
      .optional(),
    words: z
      .string(WHAT)
      .trim()
      .min(1, WHAT)
      .refine((words) => !NESTED.test(words), 'The glass is broken once, for all that follows'),
  }),
  read: ({ raw, body }) => {
    const { reason, words } = splitReason(raw);
    return {
      ...(reason !== undefined && { reason }),
      words: words ? withBody(words, body) : words,
    };
  },
  say: ({ reason, words }) =>
    reason === undefined ? `break glass: ${words}` : `break glass because ${spelledReason(reason)}: ${words}`,
  // What follows may hold a secret, and is kept by itself.
  record: ({ reason }) => (reason === undefined ? 'break glass' : `break glass because ${spelledReason(reason)}`),

  async run({ reason, words }, context) {
    const isReason = reason !== undefined && reason.length >= SHORTEST && reason.length <= LONGEST;
    // Who may not is told so, instead of being asked why.
    const { mayBreakGlass, told } = await context.limits();
    if (!mayBreakGlass) return { say: words, glass: { reason: reason ?? '' } };
    if (isReason) return { say: words, glass: { reason } };
    const fault = reason === undefined ? undefined : WHY;
    return reasonForm(words, await shownWords(words, context), fault, await told());
  },
});

/** `because <reason>: <words>`, or the words alone. The reason ends at the first colon that leaves enough of one. */
function splitReason(text: string): { reason?: string; words: string } {
  const [, rest] = /^because:?\s+(.*)$/is.exec(text.trim()) ?? [];
  if (rest === undefined) return { words: text.replace(/^\s*:/, '').trim() };
  const {
    raw,
    tokens: [first],
  } = readWords(rest);
  const [, afterQuote] = (first?.quoted && /^\s*:\s*(.*)$/s.exec(raw.slice(first.end))) || [];
  if (first && afterQuote !== undefined) return { reason: first.text, words: afterQuote };
  const ends = [...raw.matchAll(/:\s+/g)].map(({ index, 0: colon }) => ({ index, after: index + colon.length }));
  const end = ends.find(({ index }) => raw.slice(0, index).trim().length >= SHORTEST) ?? ends[0];
  return end ? { reason: raw.slice(0, end.index), words: raw.slice(end.after) } : { reason: raw, words: '' };
}

/** As everybody in the space may read them: secrets hidden, and devices by their names. */
async function shownWords(words: string, { commands, catalogues, fleet }: ReadContext): Promise<string> {
  const kept = parse(words, commands, catalogues.vocabulary)?.words ?? words;
  if (!kept.includes('id:')) return kept;
  const names = new Map((await fleet.list()).map(({ id, displayName }) => [id, displayName]));
  return kept.replace(/id:([\w=-]+)/g, (_, id: string) => names.get(id) ?? 'a device');
}

function reasonForm(words: string, shown: string, fault: string | undefined, told: string | undefined): Reply {
  // A button with a secret would show it to everybody.
  if (words.length > MOST_IN_FORM || shown.includes(HIDDEN))
    throw new Problem(WHY, {
      code: 'bad-arguments',
      hint: 'Written as: break glass because <reason>: <what to do>. Nothing was sent.',
    });
  const space = told === undefined ? 'A space' : `"${shortened(told, 80)}"`;
  const about = `It overrides limits for: ${shortened(shown, 120)}. ${space} is told who did it and why, before anything is sent.`;
  return {
    view: 'limits/glass',
    data: { fault: fault ?? null, about, words },
    text: ['Break the glass?', ...(fault === undefined ? [] : [fault]), about, 'Say why on the card.'].join('\n'),
  };
}
