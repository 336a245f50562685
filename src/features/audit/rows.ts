import type { ReadContext } from '#intent/context.ts';
import { shortened } from '#lib/shorten.ts';
import { ago } from '#lib/time.ts';
import { dateTime, plainDateTime } from '#render/index.ts';
import { outcomeOf } from './outcomes.ts';

type Entry = Awaited<ReturnType<ReadContext['store']['audit']['recent']>>[number];

/** Characters of what was asked, and of names, so that a page of the longest fits on a card. */
const LONGEST_WORDS = 160;
const LONGEST_NAMES = 80;
const LONGEST_PLACE = 50;

/** How a place is called that is no space of several. */
const DIRECT = 'direct message with ';

/** What was asked in other spaces is not for everybody in this one. */
export const ELSEWHERE = { why: 'It tells what was asked in other spaces.', what: 'the audit' };

/** One entry on a card. `place` is the name of the space it was asked in, where that is to be told. */
export function rowOf(entry: Entry, now: number, place?: string) {
  const { word, colour } = outcomeOf(entry.outcome);
  const targets = shortened(entry.targets.map(({ name }) => name).join(', '), LONGEST_NAMES);
  const where =
    place === undefined ? '' : `${place.startsWith(DIRECT) ? 'in a ' : 'in '}${shortened(place, LONGEST_PLACE)}`;
  return {
    words: shortened(entry.words, LONGEST_WORDS),
    at: dateTime(entry.at),
    about: [ago(now - entry.at), entry.personEmail, targets, where].filter(Boolean).join(' · '),
    outcome: word,
    colour,
  };
}

/** The same as a line of text. */
export const lineOf = ({ at, personEmail, words, outcome }: Entry, timeZone: string): string =>
  `${plainDateTime(at, timeZone)} · ${personEmail} · ${words} · ${outcomeOf(outcome).word}`;
