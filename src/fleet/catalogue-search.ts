import { slips } from '#lib/nearest.ts';
import type { Catalogue, PathKind } from './catalogue.ts';
import type { Entry } from './catalogue-entries.ts';
import { type Index, indexOf, queryOf, WEIGHTS } from './catalogue-words.ts';

export interface Found {
  /** Best first. */
  entries: Entry[];
  /** Nothing has all the words; these have the most of them. */
  isPartial: boolean;
}

/** They help to rank, but nothing has to have them. */
const SMALL = /^(?:a|an|and|by|for|from|how|i|in|is|of|on|the|to|with|\d+)$/;
const SMALL_WEIGHT = 0.1;
/** People say it one way and the xAPI another. */
const SYNONYMS: Readonly<Record<string, string>> = {
  delete: 'remove',
  hangup: 'disconnect',
  mic: 'microphones',
  reboot: 'boot',
  remove: 'delete',
  show: 'display',
  shutdown: 'boot',
};
const SYNONYM_WEIGHT = 0.9;

/**
 * Looks for words, in any order and with slips, in the names of commands and statuses, of their arguments and of what
 * these may be. Without words: all there are of that kind.
 */
export function searchIn(catalogues: readonly Catalogue[], text: string, kind?: PathKind): Found {
  const index = indexOf(catalogues);
  const isWanted = ({ kind: its }: Entry) => kind === undefined || its === kind;
  const words = queryOf(text, index.postings);
  if (words.length === 0)
    return { entries: text.trim() === '' ? index.entries.filter(isWanted) : [], isPartial: false };
  const large = words.filter((word) => !SMALL.test(word));
  const needed = large.length > 0 ? large : words;
  const has = new Map<number, { count: number; score: number }>();
  for (const word of words) {
    const isNeeded = needed.includes(word);
    for (const [at, quality] of matchesOf(word, index)) {
      const { count, score } = has.get(at) ?? { count: 0, score: 0 };
      has.set(at, {
        count: count + (isNeeded ? 1 : 0),
        score: score + quality * (isNeeded ? 1 : SMALL_WEIGHT),
      });
    }
  }
  const ranked = [...has].flatMap(([at, { count, score }]) => {
    const entry = index.entries[at];
    if (!entry || count === 0 || !isWanted(entry)) return [];
    // Of two that have all the words, the shorter name says it better.
    const rest = Math.max(0, (index.lengths[at] ?? 0) - needed.length);
    return [{ entry, count, rank: score / needed.length - 0.03 * rest }];
  });
  const most = Math.max(0, ...ranked.map(({ count }) => count));
  return {
    entries: ranked
      .filter(({ count }) => count === most)
      .sort((left, right) => right.rank - left.rank || inOrder(left.entry, right.entry))
      .map(({ entry }) => entry),
    isPartial: most < needed.length,
  };
}

const inOrder = (left: Entry, right: Entry): number =>
  left.name.localeCompare(right.name, 'en') || left.kind.localeCompare(right.kind);

/** With what people may say in its place. */
function matchesOf(word: string, index: Index): Map<number, number> {
  const found = matches(word, index);
  const synonym = Object.hasOwn(SYNONYMS, word) ? SYNONYMS[word] : undefined;
  for (const [at, quality] of synonym === undefined ? [] : matches(synonym, index))
    found.set(at, Math.max(found.get(at) ?? 0, quality * SYNONYM_WEIGHT));
  return found;
}

/** The entries that have a word, each with how well it fits there, from 0 to 1. */
function matches(word: string, { postings, joined }: Index): Map<number, number> {
  const found = new Map<number, number>();
  const note = (entry: number, quality: number) => found.set(entry, Math.max(found.get(entry) ?? 0, quality));
  for (const test of [written, misspelt]) {
    for (const [known, places] of postings) {
      const quality = test(word, known);
      if (quality === 0) continue;
      for (const place of places)
        note(Math.floor(place / WEIGHTS.length), quality * (WEIGHTS[place % WEIGHTS.length] ?? 0));
    }
    if (word.length >= 4) for (const [at, name] of joined.entries()) if (name.includes(word)) note(at, 0.5);
    // A word that stands somewhere is no slip.
    if (found.size > 0) break;
  }
  return found;
}

/** The same word, its beginning, or a part of it. */
function written(word: string, known: string): number {
  if (word === known) return 1;
  if (word.length >= 2 && known.startsWith(word)) return 0.6 + (0.3 * word.length) / known.length;
  // "cameras" and "camera".
  if (known.length >= 4 && word.length - known.length === 1 && word.endsWith('s') && word.startsWith(known)) return 0.8;
  return word.length >= 3 && known.includes(word) ? 0.5 : 0;
}

function misspelt(word: string, known: string): number {
  const most = Math.floor(word.length / 4) + (word.length >= 6 ? 1 : 0);
  if (word.length < 4 || Math.abs(word.length - known.length) > 2) return 0;
  const edits = slips(word, known);
  return edits <= most ? 0.7 - 0.1 * edits : 0;
}
