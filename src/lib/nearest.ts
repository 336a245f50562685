import { distance } from 'fastest-levenshtein';

/** Longer words and candidates are compared by their beginnings, more candidates by the first ones: the time has a bound. */
const MOST_CHARACTERS = 100;
const MOST_CANDIDATES = 10_000;
const MOST_PARTS = 12;
/** Above it two words have nothing to do with each other. 0 is the same word. */
const FAR = 0.45;

interface Word {
  text: string;
  parts: string[];
  /** Beginnings and ends of the parts: a candidate with none of them shares no part, and need not be taken apart. */
  hints: string[];
}

/**
 * The candidates a misspelt word may have meant, best first, and none when nothing is close. Compares spellings (slips,
 * swapped letters), beginnings, and the parts of names ("nordlund" is near "Harold Nordlund"), all without regard to case.
 */
export function nearest(word: string, candidates: readonly string[], { max = 3 }: { max?: number } = {}): string[] {
  const wanted = read(word);
  if (wanted.text === '') return [];
  const scored: { candidate: string; score: number; order: number }[] = [];
  const seen = new Set<string>();
  for (const [order, candidate] of candidates.slice(0, MOST_CANDIDATES).entries()) {
    if (seen.has(candidate)) continue;
    seen.add(candidate);
    const score = farness(wanted, shortened(candidate));
    if (score <= FAR) scored.push({ candidate, score, order });
  }
  return scored
    .sort((left, right) => left.score - right.score || left.order - right.order)
    .slice(0, max)
    .map(({ candidate }) => candidate);
}

function read(text: string): Word {
  const short = shortened(text);
  const parts = partsOf(short);
  return { text: short, parts, hints: parts.flatMap((part) => [part.slice(0, 2), part.slice(-2)]) };
}

const shortened = (text: string): string => text.slice(0, MOST_CHARACTERS).trim().toLowerCase();
const partsOf = (text: string): string[] =>
  text
    .split(/[\s._\-/[\]]+/)
    .filter(Boolean)
    .slice(0, MOST_PARTS);

/** 0 for the same, 1 for nothing in common. */
function farness(wanted: Word, candidate: string): number {
  if (wanted.text === candidate) return 0;
  return Math.min(spelling(wanted.text, candidate), beginning(wanted.text, candidate), overlap(wanted, candidate));
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

/** How many of the wanted parts the candidate has, in any order, slips forgiven. What the candidate has besides counts little. */
function overlap(wanted: Word, candidate: string): number {
  if (!wanted.hints.some((hint) => candidate.includes(hint))) return 1;
  const parts = partsOf(candidate);
  if (parts.length === 0 || (wanted.parts.length === 1 && parts.length === 1)) return 1;
  let fit = 0;
  for (const part of wanted.parts) {
    let best = 0;
    for (const other of parts) best = Math.max(best, part === other ? 1 : similar(part, other));
    fit += best;
  }
  const missed = 1 - fit / wanted.parts.length;
  const extra = Math.max(0, parts.length - wanted.parts.length) / parts.length;
  return 0.1 + missed + 0.15 * extra;
}

function similar(part: string, other: string): number {
  if (part.length >= 3 && other.startsWith(part)) return 0.9;
  if (part.length < 4 || Math.abs(part.length - other.length) > 2) return 0;
  const edits = slips(part, other);
  return edits <= Math.floor(part.length / 4) + (part.length >= 6 ? 1 : 0) ? 0.85 - 0.1 * (edits - 1) : 0;
}
