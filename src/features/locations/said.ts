import { readWords, type Token, textOf } from '#intent/words.ts';
import { alwaysQuoted } from '#lib/quoted.ts';
import { shortened } from '#lib/shorten.ts';

/** What was said of something: which one, then `key:value` for each of its fields. */
export interface Said {
  /** The words before the first field. */
  subject: Token[];
  /** By field; what is emptied is an empty text. */
  fields: Record<string, string>;
  /** The key of the first `key:value` that is no field. */
  unknown: string | undefined;
}

const KEYED = /^([a-z][a-z0-9_-]{0,39}):(?!\/\/)(.*)$/is;
const LONGEST = 40;

/**
 * Takes "Oslo address:Bryggegata 1 city:"San Jose" notes:" apart. A value goes on to the next field, so that quotes are only
 * needed where something follows that is none; nothing after the colon empties it. `keys` has the field for each key.
 */
export function readSaid(raw: string, keys: ReadonlyMap<string, string>): Said {
  const { tokens } = readWords(raw);
  const subject: Token[] = [];
  const parts = new Map<string, Token[]>();
  let unknown: string | undefined;
  let open: Token[] | undefined;
  for (const token of tokens) {
    const [, key = '', inline = ''] = (token.quoted ? null : KEYED.exec(token.text)) ?? [];
    const field = keys.get(key.toLowerCase());
    if (field !== undefined) {
      open = inline === '' ? [] : [{ ...token, text: inline, start: token.end - inline.length }];
      parts.set(field, open);
      continue;
    }
    if (key !== '' && key.toLowerCase() !== 'id' && inline !== '') unknown ??= shortened(key, LONGEST);
    const isWhole: boolean = token.quoted && open?.length === 0;
    (open ?? subject).push(token);
    // What stands in quotes is all of a value.
    if (isWhole) open = undefined;
  }
  return {
    subject,
    fields: Object.fromEntries([...parts].map(([field, value]) => [field, textOf(value)])),
    unknown,
  };
}

/** The fields as words that read back as the same; `keys` has the key for each. */
export const fieldWords = (fields: Readonly<Record<string, string | undefined>>): string[] =>
  Object.entries(fields).flatMap(([key, value]) => (value === undefined ? [] : [`${key}:${inQuotes(value)}`]));

const inQuotes = (value: string): string =>
  /^-?[\p{L}\p{N}][\p{L}\p{N}@._+/-]*$/u.test(value) ? value : alwaysQuoted(value);
