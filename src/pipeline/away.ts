import { duration } from '#lib/time.ts';
import { clockTime, dateTime, plainDateTime, plainTime, type Reply } from '#render/index.ts';
import { buttons } from '#render/replies.ts';

/** From this length on, the time of day alone does not say when. */
const WITH_DATE_MS = 12 * 3_600_000;
/** As many as stand in a row on Webex. */
const MOST_SHOWN = 5;
/** Words that are longer are not put on a button: nobody could see what it does. */
const LONGEST_SAY = 300;
const LONGEST_TITLE = 60;

/** When it began is known to the time between two looks only: of a shorter absence no more is said than how long it was at most. */
const SHORT_MS = 60_000;

interface Away {
  /** In ms since the epoch. */
  since: number;
  until: number;
  /** The words of each message that was not worked, the oldest first. */
  asked: string[];
  /** There were more than these. */
  isCut: boolean;
  timeZone: string;
}

/** What a space hears after an outage in which something said or pressed there was lost, or may have been. */
export function awayReply({ since, until, asked, isCut, timeZone }: Away): Reply {
  const title = `I was away for ${lengthOf(until - since)}`;
  const isLong = until - since >= WITH_DATE_MS;
  const hasSpan = until - since >= SHORT_MS;
  const [at, plainly] = isLong ? [dateTime, plainDateTime] : [clockTime, plainTime];
  const shown = [...new Set(asked)].filter((words) => words !== '' && words.length <= LONGEST_SAY).slice(-MOST_SHOWN);
  const others = asked.filter((words) => !shown.includes(words)).length;
  const lost = lostLine(shown.length, others, isCut);
  const clicks = 'Buttons pressed in that time did not reach me: press them again.';
  return {
    view: 'spaces/away',
    data: {
      title,
      // Both would be the same minute.
      hasSpan,
      from: at(since),
      until: at(until),
      lost: lost || null,
      clicks,
      ...buttons(shown.map((words) => ({ title: titleOf(words), say: words }))),
    },
    text: [
      title,
      ...(hasSpan ? [`From ${plainly(since, timeZone)} to ${plainly(until, timeZone)} nothing reached me.`] : []),
      ...(lost ? [`${lost}${shown.map((words) => `\n${titleOf(words)}`).join('')}`] : []),
      clicks,
    ].join('\n'),
  };
}

/** The same where only buttons can have been lost, as a line of a card that says other things too; `canPress`: it has them still. */
export const awayLine = (ms: number, canPress: boolean): string =>
  `I was away for ${lengthOf(ms)}: a button pressed in that time did not reach me.${canPress ? ' Press it again.' : ''}`;

const lengthOf = (ms: number): string => `${ms < SHORT_MS ? 'up to ' : ''}${duration(roughly(ms))}`;

/** When it began is known to half a minute only. */
const roughly = (ms: number) => (ms < 120_000 ? Math.max(ms, 1_000) : Math.round(ms / 60_000) * 60_000);

/** What was asked and not done: some of it stands on the buttons, `others` does not. */
function lostLine(shown: number, others: number, isCut: boolean): string {
  if (shown === 0 && others === 0) return '';
  const isOne = others === 1 && !isCut;
  const again = `please write ${isOne ? 'it' : 'them'} again.`;
  const count = `${isCut ? 'At least ' : ''}${others} ${shown > 0 ? 'more' : isOne ? 'message' : 'messages'}`;
  const rest = others === 0 ? '' : `${count} ${isOne ? 'was' : 'were'} not done: ${again}`;
  if (shown === 0) return rest;
  return `${shown === 1 ? 'This was' : 'These were'} asked and not done. Press to ask again. ${rest}`.trim();
}

/** On one line, whatever was typed, and never half a character. */
function titleOf(words: string): string {
  const letters = [...words.replace(/\s+/g, ' ')];
  return letters.length <= LONGEST_TITLE
    ? letters.join('')
    : `${letters
        .slice(0, LONGEST_TITLE - 1)
        .join('')
        .trimEnd()}…`;
}
