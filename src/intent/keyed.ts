import { nearest } from '#lib/nearest.ts';
import { Problem } from '#lib/problem.ts';
import { shortened } from '#lib/shorten.ts';
import { filtersOf, readWords, type Token, textOf } from './words.ts';

/** What clears a field in words. */
export const CLEARED = 'unset';
/** Stands for a line break in words: a blank line would begin their body. */
const BREAK = '⏎';

/** Words after a verb: `key:value` wherever they stand, and the rest, which is mostly a name. */
export interface Keyed {
  rest: string;
  given: Record<string, string>;
}

/** What is not the same for all keys. */
export interface KeyKinds {
  /** Texts: the words after them belong to them, up to the next key. */
  texts?: readonly string[];
  /** The same, once there was something before the first key: a name after them would be lost otherwise. */
  textsAfterName?: readonly string[];
  /** Known, but nothing to tell people. */
  hidden?: readonly string[];
}

/**
 * Takes `key:value` out of all words after a verb, those after "on" included, which may be a part of a name. `raw` is that of
 * a Line. Throws a Problem for a key that is none of `keys`, with the nearest one, and for one that is said twice.
 */
export function readKeyed(
  raw: string,
  keys: readonly string[],
  { texts = [], textsAfterName = [], hidden = [] }: KeyKinds = {},
): Keyed {
  const { tokens: typed, raw: clean } = readWords(raw);
  const isNamed = typed[0] !== undefined && !isKey(typed[0], [...keys, ...hidden]);
  const tokens = joined(clean, typed, [...texts, ...(isNamed ? textsAfterName : [])], [...keys, ...hidden]);
  const emptied = tokens.filter((token, index) => isEmptied(token, tokens[index + 1]));
  const { filters, rest } = filtersOf(
    tokens.filter((token, index) => !emptied.includes(token) && !isEmptiedBy(token, tokens[index - 1])),
  );
  const given: Record<string, string> = Object.fromEntries(emptied.map(({ text }) => [keyOf(text), CLEARED]));
  for (const [key, [value = '', another]] of filters) {
    if (another !== undefined || Object.hasOwn(given, key)) throw twice(key);
    given[key] = fromWords(value);
  }
  const unknown = Object.keys(given).find((key) => !keys.includes(key) && !hidden.includes(key));
  if (unknown !== undefined) throw unknownKey(unknown, keys);
  return { rest: textOf(rest).replace(/\s+/g, ' ').trim(), given };
}

const isKey = ({ quoted, text }: Token, keys: readonly string[]): boolean =>
  !quoted && text.includes(':') && keys.includes(text.slice(0, text.indexOf(':')).toLowerCase());

/** Puts the words after a text, up to the next key, into one with it: `notes:Projector broken`. What is in quotes is whole. */
function joined(raw: string, tokens: readonly Token[], texts: readonly string[], keys: readonly string[]): Token[] {
  const all: Token[] = [];
  let text: Token | undefined;
  for (const [index, token] of tokens.entries()) {
    if (isKey(token, keys)) {
      const next = tokens[index + 1];
      const isWhole = next?.quoted && next.start === token.end;
      text = isKey(token, texts) && !isWhole ? { ...token } : undefined;
      all.push(text ?? token);
    } else if (text) {
      const isEmpty = text.text.indexOf(':') === text.text.length - 1;
      const between = raw.slice(text.end, token.start).includes('\n') ? '\n' : ' ';
      text.text += `${isEmpty ? '' : between}${token.text}`;
      text.end = token.end;
    } else all.push(token);
  }
  return all;
}

const keyOf = (text: string): string => text.slice(0, -1).toLowerCase();
/** `notes:""` */
const isEmptied = (token: Token, next: Token | undefined): boolean =>
  !token.quoted &&
  /^[a-z]+:$/i.test(token.text) &&
  next?.quoted === true &&
  next.text === '' &&
  next.start === token.end;
const isEmptiedBy = (token: Token, before: Token | undefined): boolean =>
  before !== undefined && isEmptied(before, token);

const fromWords = (value: string): string => value.replaceAll(BREAK, '\n');

/** `capacity:8`, `notes:"two words"`; what is empty clears a field. */
export function spelledKey(key: string, value: string): string {
  if (value === '') return `${key}:${CLEARED}`;
  const text = value.replaceAll('\n', BREAK);
  return /^[\p{L}\p{N}][\p{L}\p{N}._@+=/-]*$/u.test(text) && !text.includes('//')
    ? `${key}:${text}`
    : `${key}:"${text.replace(/["\\]/g, '\\$&')}"`;
}

/** Words that mean something at the end of a command, or between its parts. */
const MEANT = /(^| )(on|for|privately|private|me|please|when|free|named|to|in)( |$)/i;

/** A name as words that read back as the same name after any verb; `id:…` as it is. */
export function spelledName(name: string): string {
  if (/^id:[\w=-]+$/.test(name)) return name;
  return /^[\p{L}\p{N}]+( [\p{L}\p{N}]+)*$/u.test(name) && !MEANT.test(name)
    ? name
    : `"${name.replace(/["\\]/g, '\\$&')}"`;
}

function unknownKey(key: string, keys: readonly string[]): Problem {
  const [near] = nearest(key, keys, { max: 1 });
  return new Problem(`I don't know "${shortened(key, 40)}:"${near === undefined ? '' : `. Did you mean "${near}:"?`}`, {
    code: 'unknown-key',
    hint: `You can say ${keys.map((known) => `${known}:`).join(' ')}. A name with a colon goes into quotes.`,
  });
}

const twice = (key: string) =>
  new Problem(`"${key}:" is said twice`, { code: 'bad-arguments', hint: 'Say it once. Nothing was changed.' });
