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

/**
 * Takes `key:value` out of all words after a verb, those after "on" included, which may be a part of a name. `raw` is that of
 * a Line. Throws a Problem for a key that is none of `keys`, with the nearest one, and for one that is said twice.
 */
export function readKeyed(raw: string, keys: readonly string[]): Keyed {
  const { tokens } = readWords(raw);
  const emptied = tokens.filter((token, index) => isEmptied(token, tokens[index + 1]));
  const { filters, rest } = filtersOf(
    tokens.filter((token, index) => !emptied.includes(token) && !isEmptiedBy(token, tokens[index - 1])),
  );
  const given: Record<string, string> = Object.fromEntries(emptied.map(({ text }) => [keyOf(text), CLEARED]));
  for (const [key, [value = '', another]] of filters) {
    if (another !== undefined || Object.hasOwn(given, key)) throw twice(key);
    given[key] = fromWords(value);
  }
  const unknown = Object.keys(given).find((key) => !keys.includes(key));
  if (unknown !== undefined) throw unknownKey(unknown, keys);
  return { rest: textOf(rest).replace(/\s+/g, ' ').trim(), given };
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
