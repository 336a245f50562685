import { z } from 'zod';
import { defineRead } from '#intent/command.ts';
import type { ReadContext } from '#intent/context.ts';
import { unlabelled } from '#lib/label.ts';
import { Problem } from '#lib/problem.ts';
import { shortened } from '#lib/shorten.ts';
import { type Entry, lostOf, ownEntries } from './last-words.ts';

const LONGEST_NOTE = 200;
/** How the audit keeps what overrode a limit of the policy. */
const BROKE_GLASS = /^break glass\b/i;
/** Nothing ran, and nothing was tried. */
const DID_NOT_RUN = new Set(['planned', 'cancelled', 'expired', 'denied']);

/** Says somebody's last words in this space again, as if they had typed them: rights, tiers and plans are those of now. */
export const repeat = defineRead({
  name: 'repeat',
  aliases: ['again', '!!'],
  topic: 'bot',
  summary: 'Do your last command again',
  usage: 'repeat',
  example: () => 'repeat',
  needs: 'look',
  args: z.object({ rest: z.literal('', { error: 'I repeat your last command only. Older ones are in the history' }) }),
  read: ({ raw }) => ({ rest: raw }),
  instead: () => [{ title: 'History', say: 'history' }],
  say: () => 'repeat',

  async run(_args, context) {
    const last = (await ownEntries(context)).find((entry) => ranSomething(entry, context));
    if (!last)
      throw new Problem('You did nothing here yet that I could repeat', {
        code: 'nothing-to-repeat',
        next: [
          { title: 'History', say: 'history' },
          { title: 'Help', say: 'help' },
        ],
      });
    const words = unlabelled(last.words);
    if (BROKE_GLASS.test(words)) throw withGlass(words);
    const lost = lostOf(last, words);
    if (lost !== undefined)
      throw new Problem(`I can't repeat ${shortened(words, LONGEST_NOTE)}`, {
        code: 'not-repeatable',
        hint: `${lost} Nothing was sent. Type it again.`,
        next: [{ title: 'History', say: 'history' }],
      });
    return { say: words, note: `Again: ${shortened(words, LONGEST_NOTE)}` };
  },
});

/** Its reason was one of then: whoever overrides a limit once more says why once more, and nobody does so by "again". */
const withGlass = (words: string) =>
  new Problem('What broke the glass is not repeated', {
    code: 'not-repeatable',
    hint: `It was: ${shortened(words, LONGEST_NOTE)}. It needs a reason each time: break glass because <reason>: <what to do>. Nothing was sent.`,
    next: [{ title: 'History', say: 'history' }],
  });

/** A read or a change of devices; help and the like are of the bot alone. After "undo", "again" does what was taken back. */
function ranSomething({ action, outcome }: Entry, { commands }: ReadContext): boolean {
  const command = commands.find(({ name }) => name === action);
  return command !== undefined && command.topic !== 'bot' && action !== 'undo' && !DID_NOT_RUN.has(outcome);
}
