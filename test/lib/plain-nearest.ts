import { slips } from '#lib/nearest.ts';

const FAR = 0.45;

/** What `nearest` must give, worked out the slow way: every candidate is taken apart and compared by itself. */
export function plainNearest(word: string, candidates: readonly string[], max: number): string[] {
  const wanted = read(word);
  if (wanted === '') return [];
  return [...new Set(candidates)]
    .map((candidate, order) => ({ candidate, order, score: farness(wanted, read(candidate)) }))
    .filter(({ score }) => score <= FAR)
    .sort((left, right) => left.score - right.score || left.order - right.order)
    .slice(0, max)
    .map(({ candidate }) => candidate);
}

const read = (text: string): string => text.slice(0, 100).trim().toLowerCase();
const partsOf = (text: string): string[] =>
  text
    .split(/[\s._\-/[\]]+/)
    .filter(Boolean)
    .slice(0, 12);

function farness(wanted: string, candidate: string): number {
  if (wanted === candidate) return 0;
  return Math.min(
    spelling(wanted, candidate),
    beginning(wanted, candidate),
    overlap(partsOf(wanted), partsOf(candidate)),
  );
}

function spelling(wanted: string, candidate: string): number {
  const longest = Math.max(wanted.length, candidate.length);
  const edits = slips(wanted, candidate);
  if (longest <= 3 && edits > 0 && wanted[0] !== candidate[0]) return 1;
  return edits / longest;
}

function beginning(wanted: string, candidate: string): number {
  if (wanted.length >= 2 && candidate.startsWith(wanted)) return 0.05 + 0.25 * (1 - wanted.length / candidate.length);
  if (candidate.length >= 3 && wanted.startsWith(candidate)) return 0.1 + 0.8 * (1 - candidate.length / wanted.length);
  return 1;
}

function overlap(wanted: string[], parts: string[]): number {
  if (parts.length === 0 || wanted.length === 0 || (wanted.length === 1 && parts.length === 1)) return 1;
  const fit = wanted.reduce((sum, part) => sum + Math.max(...parts.map((other) => similar(part, other))), 0);
  return 0.1 + (1 - fit / wanted.length) + 0.15 * (Math.max(0, parts.length - wanted.length) / parts.length);
}

function similar(part: string, other: string): number {
  if (part === other) return 1;
  if (part.length >= 3 && other.startsWith(part)) return 0.9;
  if (part.length < 4 || Math.abs(part.length - other.length) > 2) return 0;
  const edits = slips(part, other);
  return edits <= Math.floor(part.length / 4) + (part.length >= 6 ? 1 : 0) ? 0.85 - 0.1 * (edits - 1) : 0;
}
