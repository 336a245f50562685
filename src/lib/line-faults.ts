import { shortened } from './shorten.ts';

/** What is wrong with a file, as a sentence without its full stop. `line` counts from 1; left out where it is about all of it. */
export interface LineFault {
  line?: number;
  sentence: string;
}

/** What places of a file are called: entries are counted where several stand on one line, as in JSON. */
export type Place = 'line' | 'entry';

/** Those that are told, by line, and how many there are besides. */
export interface LineFaults {
  faults: LineFault[];
  more: number;
  /** What `line` counts; left out: lines. */
  place?: Place;
}

/** More tell nobody more. */
const MOST_FAULTS = 20;

/** Keeps the first faults and counts the others, whose sentences are not even made. */
export function createFaults(): LineFaults & { add(line: number | undefined, sentence: () => string): void } {
  const faults: LineFault[] = [];
  let more = 0;
  return {
    faults,
    get more() {
      return more;
    },
    add(line, sentence) {
      if (faults.length < MOST_FAULTS) faults.push({ ...(line !== undefined && { line }), sentence: sentence() });
      else more += 1;
    },
  };
}

/** Faults of several readings of one file as one list, by line; those about all of it come first. One of them knows what lines are called. */
export function joinFaults(...lists: readonly LineFaults[]): LineFaults {
  const all = lists.flatMap(({ faults }) => faults).sort((left, right) => (left.line ?? 0) - (right.line ?? 0));
  const counted = lists.reduce((sum, { more }) => sum + more, 0);
  const place = lists.find((list) => list.place !== undefined)?.place;
  return {
    faults: all.slice(0, MOST_FAULTS),
    more: counted + Math.max(0, all.length - MOST_FAULTS),
    ...(place && { place }),
  };
}

/** "Line 12: …", and "And 312 more" at the end. What a file says stands in it unescaped. */
export const faultLines = ({ faults, more, place }: LineFaults): string[] => [
  ...faults.map((fault) => placed(fault, place)),
  ...(more === 0 ? [] : [`And ${more.toLocaleString('en')} more`]),
];

/** "Line 12: …" or "Entry 12: …" */
export const placed = ({ line, sentence }: LineFault, place: Place = 'line'): string =>
  line === undefined ? sentence : `${place === 'line' ? 'Line' : 'Entry'} ${line}: ${sentence}`;

/** A text of a file in a sentence: in quotes, short, and on one line. */
export const inFile = (text: string): string =>
  `"${shortened(
    text
      .toWellFormed()
      .replace(/[\p{Cc}\p{Zs}\p{Zl}\p{Zp}]+/gu, ' ')
      .trim(),
    40,
  )}"`;
