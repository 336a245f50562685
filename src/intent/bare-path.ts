import { isOn, type Token, type Words } from './words.ts';

/** What the devices understand, as far as it is known: enough to tell a path of the xAPI from other words. */
export interface Vocabulary {
  /** The arguments of a command, by its dotted name in any case. */
  command(name: string): Readonly<Record<string, { required?: boolean }>> | undefined;
  /** Whether there is such a status. */
  status(path: string): boolean;
  /** Whether any command or status begins with this word. */
  isFamily(word: string): boolean;
}

/** The longest command has six parts. */
const MOST_PARTS = 8;
const KEYED = /^([a-z_][a-z0-9_.-]{0,79})[:=]/i;
/** Indices and stars stand in statuses only. */
const STATUS_ONLY = /[*[\]]/;

interface Found {
  words: Words;
  /** How many of the first tokens are the path. */
  length: number;
}

/**
 * Words that are a path of the xAPI without "xCommand" or "xStatus" before them, put into terminal notation:
 * `Audio.Volume.Set level 50 on Fjord`, `audio volume set 50`, `Audio.Volume on Fjord`. Undefined for any others.
 */
export function readBare(words: Words, tokens: readonly Token[], vocabulary: Vocabulary): Found | undefined {
  const family = tokens[0]?.text.split(/[.[/]/)[0]?.toLowerCase() ?? '';
  if (tokens[0]?.quoted !== false || !vocabulary.isFamily(family)) return undefined;
  const end = tokens.findIndex((token) => token.quoted || isOn(token) || KEYED.test(token.text));
  const path = end === -1 ? tokens : tokens.slice(0, end);
  for (let length = Math.min(MOST_PARTS, path.length); length > 0; length -= 1) {
    const name = nameOf(path.slice(0, length));
    const known = name.includes('.') ? vocabulary.command(name) : undefined;
    if (known)
      return {
        words: terminal('xCommand', words, [...tokens.slice(0, length), ...keyed(tokens.slice(length), known)]),
        length,
      };
  }
  // A status takes nothing after it: all the words are its path, or they are something else.
  const whole = nameOf(path);
  const isStatus = path.every(({ text }) => STATUS_ONLY.test(text) || vocabulary.status(whole)) && whole.includes('.');
  const followed = tokens[path.length];
  if (!isStatus || (followed && !isOn(followed))) return undefined;
  return { words: terminal('xStatus', words, tokens), length: path.length };
}

/** The same arguments without colons after "xCommand", where the command is known: `xCommand Audio Volume Set Level 50`. */
export function withKeys(words: Words, vocabulary: Vocabulary): Words {
  const [head, ...tokens] = words.tokens;
  const found = head && readBare(words, tokens, vocabulary);
  if (!head || found?.words.tokens[0]?.text !== 'xCommand') return words;
  return { ...found.words, tokens: [head, ...found.words.tokens.slice(1)] };
}

const nameOf = (tokens: readonly Token[]): string => tokens.map(({ text }) => text.replaceAll('/', '.')).join('.');

const terminal = (head: string, words: Words, tokens: readonly Token[]): Words => ({
  ...words,
  tokens: [{ text: head, quoted: false, start: 0, end: 0 }, ...tokens],
});

/**
 * `level 50` and `Level=50` as `Level: 50`; a value alone is the one argument that has to be given. Whatever is not
 * certain stays as it is, and the reader of the notation says what is wrong with it.
 */
function keyed(tokens: readonly Token[], known: Readonly<Record<string, { required?: boolean }>>): Token[] {
  const names = new Map(Object.keys(known).map((name) => [name.toLowerCase(), name]));
  const required = Object.keys(known).filter((name) => known[name]?.required === true);
  const end = tokens.findIndex(isOn);
  const given = end === -1 ? tokens : tokens.slice(0, end);
  const rest = end === -1 ? [] : tokens.slice(end);
  const [only] = given;
  const [name] = required;
  if (
    given.length === 1 &&
    required.length === 1 &&
    only &&
    name !== undefined &&
    !KEYED.test(only.text) &&
    !names.has(only.text.toLowerCase())
  )
    return [{ ...only, text: `${name}:`, quoted: false }, only, ...rest];
  const made: Token[] = [];
  for (let index = 0; index < given.length; index += 1) {
    const token = given[index];
    if (!token) continue;
    const key = token.quoted ? undefined : names.get(token.text.toLowerCase());
    const equals = token.quoted ? null : /^([a-z_][a-z0-9_.-]{0,79})=(.*)$/is.exec(token.text);
    const named = equals && names.get((equals[1] ?? '').toLowerCase());
    const follower = given[index + 1];
    if (key !== undefined && follower) {
      made.push({ ...token, text: `${key}:` }, follower);
      index += 1;
    } else if (named) {
      made.push({ ...token, text: `${named}:${equals[2] ?? ''}` });
    } else made.push(token);
    // What follows a key with a colon is its value, also when it is called like an argument.
    if (!token.quoted && /:$/.test(token.text) && follower && key === undefined) {
      made.push(follower);
      index += 1;
    }
  }
  return [...made, ...rest];
}
