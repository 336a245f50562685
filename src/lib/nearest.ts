import { distance } from 'fastest-levenshtein';
import { type Bags, createBags, mayBeWithin } from './letter-bags.ts';

/** Longer words and candidates are compared by their beginnings, more candidates by the first ones: the time has a bound. */
const MOST_CHARACTERS = 100;
const MOST_CANDIDATES = 10_000;
const MOST_PARTS = 12;
/** Above it two words have nothing to do with each other. 0 is the same word. */
const FAR = 0.45;
/** A third of three is one, also for a processor. */
const ROUNDING = 1e-9;

interface Options {
  max?: number;
}

/** Finds what a misspelt word may have meant: see `nearest`. */
export type Nearest = (word: string, options?: Options) => string[];

/**
 * The candidates a misspelt word may have meant, best first, and none when nothing is close. Compares spellings (slips,
 * swapped letters), beginnings, and the parts of names ("nordlund" is near "Harold Nordlund"), all without regard to case.
 */
export const nearest = (word: string, candidates: readonly string[], options?: Options): string[] =>
  createNearest(candidates)(word, options);

/**
 * The same for many words and one list: what has to be known of the candidates is worked out once. Hundreds of names are
 * made of few parts, so each part is compared once a word; and a bag of letters tells without looking at their order that
 * two texts are too far apart.
 */
export function createNearest(candidates: readonly string[]): Nearest {
  const names = [...new Set(candidates.slice(0, MOST_CANDIDATES))];
  const texts = names.map(shortened);
  const bags = createBags(texts);
  const parts = createParts(texts);

  return (word, { max = 3 } = {}) => {
    const text = shortened(word);
    if (text === '' || max < 1) return [];
    const bag = createBags([text]);
    const wanted = partsOf(text).map(parts.similarTo);
    const scores = Float64Array.from(texts, (candidate, index) =>
      candidate === text ? 0 : Math.min(beginning(text, candidate), parts.overlap(wanted, index)),
    );
    // Comparing letter by letter costs most, so only what may come among the best so far is looked at.
    let limit = Math.min(FAR, smallest(scores, max));
    for (let index = 0; index < texts.length; index += 1) {
      const candidate = texts[index] ?? '';
      const score = scores[index] ?? 1;
      const most = Math.floor(Math.min(score, limit) * Math.max(text.length, candidate.length) + ROUNDING);
      if (Math.abs(text.length - candidate.length) > most || !mayBeWithin(most, bag, bags, index)) continue;
      const spelled = spelling(text, candidate);
      if (spelled >= score) continue;
      scores[index] = spelled;
      if (spelled < limit) limit = Math.min(FAR, smallest(scores, max));
    }
    return [...scores.keys()]
      .filter((index) => (scores[index] ?? 1) <= limit)
      .sort((left, right) => (scores[left] ?? 1) - (scores[right] ?? 1) || left - right)
      .slice(0, max)
      .map((index) => names[index] ?? '');
  };
}

/** The parts that texts are made of, each known once. */
function createParts(texts: readonly string[]) {
  const ids = new Map<string, number>();
  const idsOf = texts.map((text) =>
    partsOf(text).map((part) => {
      const known = ids.get(part);
      if (known !== undefined) return known;
      ids.set(part, ids.size);
      return ids.size - 1;
    }),
  );
  const all = [...ids.keys()];
  const bags = createBags(all);

  return {
    /** How similar each part is to a wanted one, by its id. */
    similarTo(wanted: string): Float64Array {
      const bag = createBags([wanted]);
      const similarity = new Float64Array(all.length);
      for (let id = 0; id < all.length; id += 1) {
        const part = all[id] ?? '';
        similarity[id] = part === wanted ? 1 : similar(wanted, part, { bag, bags, id });
      }
      return similarity;
    },

    /** How many of the wanted parts a text has, in any order, slips forgiven. What it has besides counts little. */
    overlap(wanted: readonly Float64Array[], index: number): number {
      const own = idsOf[index];
      if (!own || own.length * wanted.length < 1 || own.length + wanted.length === 2) return 1;
      let fit = 0;
      for (const similarity of wanted) {
        let best = 0;
        for (let at = 0; at < own.length; at += 1) best = Math.max(best, similarity[own[at] ?? 0] ?? 0);
        fit += best;
      }
      const extra = Math.max(0, own.length - wanted.length) / own.length;
      return 0.1 + (1 - fit / wanted.length) + 0.15 * extra;
    },
  };
}

const shortened = (text: string): string => text.slice(0, MOST_CHARACTERS).trim().toLowerCase();
const partsOf = (text: string): string[] =>
  text
    .split(/[\s._\-/[\]]+/)
    .filter(Boolean)
    .slice(0, MOST_PARTS);

/** The greatest of the `count` smallest numbers; Infinity when there are fewer. */
function smallest(numbers: Float64Array, count: number): number {
  const found: number[] = [];
  for (const number of numbers) {
    if (found.length === count && number >= (found[count - 1] ?? 0)) continue;
    const after = found.findIndex((other) => other > number);
    found.splice(after === -1 ? found.length : after, 0, number);
    if (found.length > count) found.pop();
  }
  return found[count - 1] ?? Number.POSITIVE_INFINITY;
}

function spelling(wanted: string, candidate: string): number {
  const longest = Math.max(wanted.length, candidate.length);
  if (longest === 0 || Math.abs(wanted.length - candidate.length) / longest > FAR) return 1;
  const edits = slips(wanted, candidate);
  // In two letters or three, one slip says little: it must be a swap, or leave the first letter.
  if (longest <= 3 && edits > 0 && wanted[0] !== candidate[0]) return 1;
  return edits / longest;
}

/** Edit distance, with two neighbours swapped counting as one slip. */
export function slips(left: string, right: string): number {
  const edits = distance(left, right);
  if (edits !== 2 || left.length !== right.length) return edits;
  let at = 0;
  while (left[at] === right[at]) at += 1;
  return left[at] === right[at + 1] && left[at + 1] === right[at] ? 1 : edits;
}

/** A beginning says more the more of the word it is; a single letter says nothing. */
function beginning(wanted: string, candidate: string): number {
  if (wanted.length >= 2 && candidate.startsWith(wanted)) return 0.05 + 0.25 * (1 - wanted.length / candidate.length);
  if (candidate.length >= 3 && wanted.startsWith(candidate)) return 0.1 + 0.8 * (1 - candidate.length / wanted.length);
  return 1;
}

/** How many slips are forgiven in a part of a name. */
const slipsIn = (part: string): number => Math.floor(part.length / 4) + (part.length >= 6 ? 1 : 0);

function similar(part: string, other: string, { bag, bags, id }: { bag: Bags; bags: Bags; id: number }): number {
  const { length } = part;
  if (length >= 3 && other.length > length && other.startsWith(part)) return 0.9;
  const most = slipsIn(part);
  // Two swapped letters are one slip, and in both bags alike.
  if (length < 4 || Math.abs(length - other.length) > 2 || !mayBeWithin(most, bag, bags, id)) return 0;
  const edits = slips(part, other);
  return edits <= most ? 0.85 - 0.1 * (edits - 1) : 0;
}
