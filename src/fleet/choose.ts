import type { Intent } from '#intent/command.ts';
import type { Reply } from '#render/reply.ts';
import { conditionOf } from './condition.ts';
import { AmbiguousDevice } from './problems.ts';
import { WhichOne } from './which-one.ts';

const ROWS = 8;
/** A button carries no more: see `intent/submission.ts`. */
const LONGEST_WORDS = 500;

/** The card for a name that means several; undefined for any other fault. */
export const chooserFor = (error: unknown, intent: Intent): Reply | undefined =>
  error instanceof AmbiguousDevice ? chooseReply(error, intent) : error instanceof WhichOne ? error.reply : undefined;

/**
 * Asks which device is meant; the click goes on with the same words, so that nothing has to be typed again. Where not all
 * devices fit, a field takes a name: `intent/parse.ts` reads it with the words.
 */
export function chooseReply(
  { message, hint, phrase, question, devices, phraseFor, isPart }: AmbiguousDevice,
  intent: Intent,
): Reply {
  const shown = devices.slice(0, ROWS);
  const rows = shown.map((device) => {
    const { word, colour } = conditionOf(device);
    return {
      name: device.displayName,
      about: device.product.replace(/^Cisco /, ''),
      word,
      colour,
      say: intent.say(phraseFor(device)),
    };
  });
  const more = devices.length - shown.length;
  const words = intent.say();
  const note = `${phrase === undefined ? '' : `${message} `}${hint ?? ''}`.trim();
  const moreNote = more > 0 ? `${more} more ${more === 1 ? 'is' : 'are'} not shown.` : '';
  return {
    view: 'devices/choose',
    data: {
      question,
      rows,
      note,
      moreNote,
      hasMore: more > 0,
      hasField: more > 0 && !isPart && words.length <= LONGEST_WORDS,
      words,
    },
    text: [
      question,
      note,
      ...rows.map(({ name, about, word }) => `${name} · ${about} · ${word.toLowerCase()}`),
      ...(more > 0 ? [moreNote] : []),
    ].join('\n'),
  };
}
