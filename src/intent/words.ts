import { splitBody } from './body.ts';
import { cleanText } from './clean.ts';

/** A word, or what stood in quotes. `start` and `end` are places in `Words.raw`, the quotes included. */
export interface Token {
  text: string;
  quoted: boolean;
  start: number;
  end: number;
}

/** `at` is the place of the quote in `Words.raw`; lengths are in characters. */
export type WordProblem = { kind: 'open-quote'; at: number } | { kind: 'too-long'; length: number; limit: number };

export interface Words {
  tokens: Token[];
  /** What followed a blank line, or stood in a fenced block of code; exactly as typed. */
  body?: string;
  /** The command without its body, cleaned. */
  raw: string;
  problems: WordProblem[];
}

/** `tag:lobby tag:vip is:offline` → tag → [lobby, vip], is → [offline]. Keys are in lower case. */
export type Filters = Map<string, string[]>;

/** Characters of a command, its body not counted. */
const COMMAND_LIMIT = 4000;

/** What closes a quote that was opened so. Phones mix curly and straight ones; a straight one is closed by its like only. */
const CLOSERS: Record<string, string> = {
  '"': '"',
  "'": "'",
  '“': '”“„"',
  '”': '”“"',
  '„': '“”"',
  '«': '»"',
  '»': '«"',
  '‘': "’‘'",
  '’': "’'",
  '‚': "‘’'",
};
const SINGLE = "'‘’‚";
const BLANK = /\s/;
const AFTER_SINGLE = /[\s,.;:!?)\]]/;

/**
 * Takes what somebody typed apart: quotes, words, and a body after a blank line or in a code block.
 * Linear in the length of `text`, whatever it holds; never throws. A command that is too long has no tokens, so that
 * nothing can act on a part of it.
 */
export function readWords(text: string): Words {
  const { command, body } = splitBody(text, COMMAND_LIMIT);
  const withBody = body === undefined ? {} : { body };
  if (command.length > COMMAND_LIMIT) {
    const problem: WordProblem = { kind: 'too-long', length: command.length, limit: COMMAND_LIMIT };
    return { tokens: [], ...withBody, raw: cleanText(command.slice(0, COMMAND_LIMIT)), problems: [problem] };
  }
  const raw = cleanText(command).trim();
  const { tokens, openAt } = tokenize(raw);
  return { tokens, ...withBody, raw, problems: openAt === undefined ? [] : [{ kind: 'open-quote', at: openAt }] };
}

function tokenize(raw: string): { tokens: Token[]; openAt?: number } {
  const tokens: Token[] = [];
  let at = 0;
  while (at < raw.length) {
    const char = raw.charAt(at);
    if (BLANK.test(char)) {
      at += 1;
    } else if (Object.hasOwn(CLOSERS, char)) {
      const { text, end, isOpen } = readQuoted(raw, at);
      tokens.push({ text, quoted: true, start: at, end });
      if (isOpen) return { tokens, openAt: at };
      at = end;
    } else {
      const end = endOfWord(raw, at);
      tokens.push({ text: raw.slice(at, end), quoted: false, start: at, end });
      at = end;
    }
  }
  return { tokens };
}

/** A word ends at a blank, or where `key:"` and `key="` open a quote. Quotes inside a word are part of it: Bob's, 55". */
function endOfWord(raw: string, start: number): number {
  let end = start + 1;
  while (end < raw.length) {
    const char = raw.charAt(end);
    if (BLANK.test(char)) break;
    if (Object.hasOwn(CLOSERS, char) && /[:=]/.test(raw.charAt(end - 1))) break;
    end += 1;
  }
  return end;
}

function readQuoted(raw: string, start: number): { text: string; end: number; isOpen: boolean } {
  const opener = raw.charAt(start);
  const closers = CLOSERS[opener] ?? opener;
  const isSingle = SINGLE.includes(opener);
  let text = '';
  let at = start + 1;
  while (at < raw.length) {
    const char = raw.charAt(at);
    const next = raw.charAt(at + 1);
    if (char === '\\' && (next === '\\' || Object.hasOwn(CLOSERS, next))) {
      text += next;
      at += 2;
    } else if (closers.includes(char) && !(isSingle && next !== '' && !AFTER_SINGLE.test(next))) {
      return { text, end: at + 1, isOpen: false };
    } else {
      text += char;
      at += 1;
    }
  }
  return { text, end: at, isOpen: true };
}

/**
 * The device phrase: everything after the last unquoted `on`. An `on` with nothing after it is a word like any other.
 * `onTokens` keeps what `on` flattens: which words stood in quotes.
 */
export function splitOn(tokens: readonly Token[]): { before: Token[]; on?: string; onTokens?: Token[] } {
  const place = tokens.findLastIndex(isOn);
  if (place === -1 || place === tokens.length - 1) return { before: [...tokens] };
  const after = tokens.slice(place + 1);
  return { before: tokens.slice(0, place), on: textOf(after), onTokens: after };
}

/** Tells whether a token is such a word, and not in quotes. */
export const isWord =
  (word: RegExp) =>
  ({ text, quoted }: Token): boolean =>
    !quoted && word.test(text);

export const isOn = (token: Token): boolean => !token.quoted && token.text.toLowerCase() === 'on';

/** The tokens as one text, without quotes; what stood together stays together. */
export function textOf(tokens: readonly Token[]): string {
  let text = '';
  for (const [index, token] of tokens.entries()) {
    const isApart = index > 0 && tokens[index - 1]?.end !== token.start;
    text += isApart ? ` ${token.text}` : token.text;
  }
  return text;
}

/** A letter first, so that times and addresses are no filters; the value must not be the rest of a web address. */
const KEYED = /^([a-z][a-z0-9_-]{0,39}):(?!\/\/)(.*)$/is;

/** Takes `key:value` and `key:"two words"` out of the tokens; a key without a value stays where it is. */
export function filtersOf(tokens: readonly Token[]): { filters: Filters; rest: Token[] } {
  const filters: Filters = new Map();
  const rest: Token[] = [];
  for (let index = 0; index < tokens.length; index += 1) {
    const token = tokens[index];
    if (!token) continue;
    const [, key = '', inline = ''] = (token.quoted ? null : KEYED.exec(token.text)) ?? [];
    const follower = tokens[index + 1];
    const value = inline !== '' ? inline : key !== '' && follower && isValue(token, follower) ? follower.text : '';
    if (value === '') {
      rest.push(token);
      continue;
    }
    if (inline === '') index += 1;
    const known = filters.get(key.toLowerCase());
    if (known) known.push(value);
    else filters.set(key.toLowerCase(), [value]);
  }
  return { filters, rest };
}

/** `tag:"lobby"`, and `tag: lobby` as people type it too. */
const isValue = (key: Token, token: Token): boolean =>
  token.start === key.end || token.quoted || !KEYED.test(token.text);

/** A sentence for the person who typed it, and what to do about it. */
export function explain(problem: WordProblem): { sentence: string; hint: string } {
  if (problem.kind === 'too-long') {
    const [length, limit] = [problem.length, problem.limit].map((count) => count.toLocaleString('en'));
    return {
      sentence: `That is ${length} characters; I read commands of up to ${limit}`,
      hint: 'Put long content after a blank line, below the command.',
    };
  }
  return {
    sentence: 'A quote is opened but not closed',
    hint: 'Close it, or put a backslash before a quote that belongs to the text.',
  };
}
