import { Problem } from '#lib/problem.ts';
import { shortened } from '#lib/shorten.ts';
import { dateTime } from './markup.ts';
import type { Reply } from './reply.ts';

/** Webex takes at most five actions a set. */
const MOST_STEPS = 5;
/** A sentence that quotes 7,000 typed characters back would fill the screen. */
const LONGEST = 600;
const LONGEST_TITLE = 80;
/** A button can't say half of what was typed, so one that would say more than this is left out. */
const LONGEST_SAY = 300;

/**
 * The card for something that went wrong. A Problem says what happened and what to try. Anything else is this program's
 * own fault: the person sees `eventId`, by which the log finds it, and nothing of the inside.
 */
export function problemReply(error: unknown, eventId?: string): Reply {
  if (!(error instanceof Problem)) {
    return reply("That didn't work", 'The fault is on my side and has been logged. You can try again.', {
      reference: eventId === undefined ? null : `Event ${eventId}`,
      next: [{ title: 'Help', say: 'help', of: null }],
    });
  }
  return reply(error.message, error.hint ?? null, {
    reference: error.trackingId === undefined ? null : shortened(`Tracking id ${error.trackingId}`, LONGEST_TITLE),
    askAgain: error.askAgain,
    next: error.next
      .filter(({ say }) => say.length <= LONGEST_SAY)
      .slice(0, MOST_STEPS)
      .map(({ title, say, of }) => ({ title: shortened(title, LONGEST_TITLE), say, of: of ?? null })),
  });
}

interface Rest {
  reference: string | null;
  askAgain?: Problem['askAgain'];
  next: { title: string; say: string; of: string | null }[];
}

function reply(title: string, hint: string | null, { reference, askAgain, next }: Rest): Reply {
  const short = { title: shortened(title, LONGEST), hint: hint === null ? null : shortened(hint, LONGEST) };
  const again = askAgain && `Ask again after ${askAgain.plain}.`;
  const lines = [short.title, short.hint, again ?? null, reference].filter((line) => line !== null);
  return {
    view: 'problem/problem',
    data: { ...short, reference, askAgain: askAgain ? dateTime(askAgain.at) : null, hasNext: next.length > 0, next },
    text: lines.join('\n'),
  };
}
