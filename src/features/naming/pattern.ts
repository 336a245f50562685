import { folded, type NamePart } from './name-parts.ts';

/**
 * What a name looks like, as people write it: words, `{n}` for a number, `*` for any letters of a word or, by itself, any
 * words, and `|` between alternatives. Where it has a blank, the name may have blanks, `-` or `:` or nothing; where it has
 * none, the name has none. docs/decisions/0048-patterns-for-names.md
 */
export type Pattern = readonly Alternative[];

/** What stands between two lone `*`. Each piece is looked for behind the one before it. */
type Alternative = readonly (readonly Piece[])[];

type Piece = { isLoose: boolean } & (
  | { kind: 'count' }
  | { kind: 'number' | 'mark'; text: string }
  /** Letters between its `*`: the first begins the word, the last ends it. */
  | { kind: 'word'; letters: readonly string[] }
);

export type Read = { pattern: Pattern } | { fault: string };

const LONGEST = 200;
const MOST_ALTERNATIVES = 16;
const MOST_PIECES = 12;
const MOST_COUNT = 9_999;
/** Between two words they say no more than a blank does. */
const SOFT = new Set(['-', '–', '_', ':', '=', '·']);
const PIECES = /(?<blank>\s+)|(?<count>\{n\})|(?<word>[\p{L}\p{M}*]+)|(?<number>\p{Nd}+)|(?<mark>.)/gsu;

/** Reads a pattern, or says as a sentence what is wrong with it. `needsCount`: each alternative has to find a number. */
export function readPattern(text: string, { needsCount = false } = {}): Read {
  if (text.trim() === '') return { fault: 'Which names? For example: {n} seater.' };
  if (text.length > LONGEST) return { fault: `A pattern has at most ${LONGEST} characters.` };
  const alternatives = text.split('|');
  if (alternatives.length > MOST_ALTERNATIVES)
    return { fault: `A pattern has at most ${MOST_ALTERNATIVES} alternatives.` };
  const pattern: Alternative[] = [];
  for (const one of alternatives) {
    const read = readAlternative(one, needsCount);
    if ('fault' in read) return read;
    pattern.push(read.alternative);
  }
  return { pattern };
}

function readAlternative(text: string, needsCount: boolean): { alternative: Alternative } | { fault: string } {
  const runs: Piece[][] = [[]];
  let isLoose = true;
  for (const { 0: found, groups = {} } of folded(text).matchAll(PIECES)) {
    if (groups['blank'] !== undefined) {
      isLoose = true;
      continue;
    }
    if (/^\*+$/.test(found)) runs.push([]);
    else runs.at(-1)?.push({ isLoose, ...pieceOf(found, groups) });
    isLoose = false;
  }
  const alternative = runs.filter((run) => run.length > 0);
  const pieces = alternative.flat();
  const counts = pieces.filter(({ kind }) => kind === 'count').length;
  if (pieces.length === 0) return { fault: 'A pattern needs a word or {n}; "*" alone would fit every name.' };
  if (pieces.length > MOST_PIECES) return { fault: `A pattern has at most ${MOST_PIECES} words.` };
  if (pieces.some((piece) => piece.kind === 'mark' && (piece.text === '{' || piece.text === '}')))
    return { fault: 'In braces I know {n} only: it stands for a number.' };
  if (counts > 1) return { fault: 'A pattern has one {n} only.' };
  if (needsCount && counts === 0) return { fault: 'Say where the number stands, with {n}. For example: {n} seater.' };
  return { alternative };
}

function pieceOf(text: string, groups: Record<string, string | undefined>) {
  if (groups['count'] !== undefined) return { kind: 'count' } as const;
  if (groups['word'] !== undefined) return { kind: 'word', letters: text.split(/\*+/) } as const;
  return { kind: groups['number'] === undefined ? 'mark' : 'number', text } as const;
}

/**
 * Whether a name fits, and the number found, from 1 to 9,999. Each alternative is held against each place of the name once,
 * so the time grows with the length of the name and no faster, whatever the pattern is.
 */
export function matchOf(pattern: Pattern, name: readonly NamePart[]): { count?: number } | undefined {
  const afterSoft = hardPlaces(name);
  for (const alternative of pattern) {
    let at = 0;
    let count: number | undefined;
    const isFound = alternative.every((run) => {
      for (let start = at; start < name.length; start += 1) {
        const place = fitRun(run, name, start, afterSoft);
        if (!place) continue;
        at = place.end;
        count ??= place.count;
        return true;
      }
      return false;
    });
    if (isFound) return count === undefined ? {} : { count };
  }
  return undefined;
}

/** For each place of a name the next one that is more than a blank. */
function hardPlaces(name: readonly NamePart[]): number[] {
  const places: number[] = [];
  for (let at = name.length - 1; at >= 0; at -= 1)
    places[at] = SOFT.has(name[at]?.text ?? '') ? (places[at + 1] ?? name.length) : at;
  return places;
}

function fitRun(
  run: readonly Piece[],
  name: readonly NamePart[],
  start: number,
  afterSoft: readonly number[],
): { end: number; count?: number } | undefined {
  let at = start;
  let count: number | undefined;
  for (const [index, piece] of run.entries()) {
    const isFirst = index === 0;
    if (piece.isLoose && !isFirst && !fits(piece, name[at])) at = afterSoft[at] ?? name.length;
    const part = name[at];
    if (!part || !fits(piece, part)) return undefined;
    if (!isFirst && !piece.isLoose && !part.isGlued) return undefined;
    // The 380 of "A380 people" and the 12 of "Board room 12b" are parts of a code.
    if (part.kind === 'number' && isFirst && part.isGlued && name[at - 1]?.kind === 'word') return undefined;
    const next = name[at + 1];
    if (part.kind === 'number' && index === run.length - 1 && next?.isGlued && next.kind === 'word') return undefined;
    if (piece.kind === 'count') count = Number(part.text);
    at += 1;
  }
  return { end: at, ...(count !== undefined && { count }) };
}

function fits(piece: Piece, part: NamePart | undefined): boolean {
  if (!part) return false;
  if (piece.kind === 'count') return part.kind === 'number' && isCount(part.text);
  if (piece.kind !== part.kind) return false;
  return piece.kind === 'word' ? fitsWord(piece.letters, part.text) : piece.text === part.text;
}

const isCount = (digits: string): boolean => /^0*[1-9]\d{0,3}$/.test(digits) && Number(digits) <= MOST_COUNT;

/** The pieces between `*`, one behind the other: the first place of each is as good as any later one. */
function fitsWord(letters: readonly string[], word: string): boolean {
  const [first = '', ...others] = letters;
  const last = others.pop();
  if (last === undefined) return word === first;
  if (word.length < first.length + last.length || !word.startsWith(first) || !word.endsWith(last)) return false;
  let from = first.length;
  for (const piece of others) {
    const at = word.indexOf(piece, from);
    if (at === -1) return false;
    from = at + piece.length;
  }
  return from <= word.length - last.length;
}
