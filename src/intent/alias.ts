import { HIDDEN, isSecret, namesSecret, shown } from '#lib/hide.ts';
import { Problem } from '#lib/problem.ts';
import { withBody } from './body.ts';
import type { Command } from './command.ts';
import { isCommand } from './parse.ts';
import { isTerminal } from './terminal.ts';
import { withoutManners } from './unknown.ts';
import { isOn, readWords, type Token, type Words } from './words.ts';

/** Characters of the words, and of the lines below them: a button can say both. */
export const MOST_WORDS = 1_000;
export const MOST_BODY = 4_000;
/** Aliases that stand in one another. */
const DEEPEST = 5;

/** A letter or a digit first, so that it reads like a word. */
const NAME = /^[\p{L}\p{N}][\p{L}\p{M}\p{N}_-]{0,29}$/u;
/** They begin what is said about aliases, or end a command. */
const RESERVED = new Set(['add', 'remove', 'delete', 'mine', 'my', 'list', 'on', 'all', 'none']);
const BARE_KEY = /^[a-z_][\w.-]{0,79}:$/i;

/** Words under a name, as they are kept. */
export interface Kept {
  name: string;
  words: string;
  body?: string | undefined;
}

/** Words with every alias put out. */
export interface Expanded {
  text: string;
  /** The names that were put out, the one that was said first. */
  names: string[];
}

const tokenOf = (text: string): Token => ({ text, quoted: false, start: 0, end: text.length });

/** Whether a word alone is a command, which goes before an alias. */
export const isCommandWord = (word: string, commands: readonly Command[]): boolean =>
  isCommand([tokenOf(word)], commands);

/** Why nothing can be called so, as a sentence; undefined when it can. */
export function refusedName(
  name: string,
  commands: readonly Command[],
  isFamily: (word: string) => boolean,
): string | undefined {
  if (!NAME.test(name)) return 'A name has 1 to 30 letters, digits, - or _, and begins with a letter or a digit';
  const lower = name.toLocaleLowerCase('en');
  const token = tokenOf(lower);
  const verbs = commands.flatMap(({ name: verb, aliases = [] }) => [verb, ...aliases]);
  if (isCommandWord(lower, commands) || verbs.some((verb) => verb.startsWith(`${lower} `)))
    return `"${name}" is a command already`;
  if (isTerminal({ tokens: [token] })) return `"${name}" begins the notation of a device's terminal`;
  if (isFamily(lower)) return `"${name}" begins paths of the xAPI`;
  const isManners = withoutManners([token, { ...token, text: 'x' }]).length === 1;
  return isManners || RESERVED.has(lower) ? `"${name}" means something else already` : undefined;
}

/**
 * Puts what they stand for in the place of names, as often as it takes; undefined for words that begin with no alias.
 * Words after a name go on after its words, but before the device these name; a device after a name takes the place of that
 * one, and so does a body: "vol30 on Fjord" is "volume 30 on Fjord" also where `vol30` says "volume 30 on Camden".
 * Throws a Problem when names lead to each other, or too deep.
 */
export async function expand(
  text: string,
  commands: readonly Command[],
  find: (name: string) => Promise<Kept | undefined>,
): Promise<Expanded | undefined> {
  const names: string[] = [];
  let words = readWords(text);
  for (;;) {
    const head = headOf(words, commands);
    const alias = head && (await find(head.name));
    if (!alias) return names.length === 0 ? undefined : { text: textOf(words), names };
    if (names.some((name) => sameName(name, alias.name))) throw circle([...names, alias.name]);
    if (words.raw.slice(head.end).trimStart().startsWith('=')) throw toBeAdded(words.raw);
    names.push(alias.name);
    if (names.length > DEEPEST) throw tooDeep(names);
    words = putOut(alias, words, head.end);
  }
}

export const sameName = (left: string, right: string): boolean =>
  left.toLocaleLowerCase('en') === right.toLocaleLowerCase('en');

/** The word that may be a name, and where it ends. */
function headOf({ tokens, problems }: Words, commands: readonly Command[]): { name: string; end: number } | undefined {
  const said = withoutManners(tokens);
  const [first] = said;
  if (!first || first.quoted || problems.length > 0 || isTerminal({ tokens: said })) return undefined;
  const name = NAME.test(first.text) ? first.text : first.text.replace(/[:!.]$/, '');
  return NAME.test(name) && !isCommand(said, commands) ? { name, end: first.end } : undefined;
}

function putOut(alias: Kept, said: Words, end: number): Words {
  const own = partsOf(readWords(alias.words), 0);
  const added = partsOf(said, end);
  const line = [own.before, added.before, added.on === '' ? own.on : added.on].filter(Boolean).join(' ');
  return readWords(withBody(line, said.body ?? alias.body));
}

/** The words from a place on, and the device at their end. */
function partsOf({ raw, tokens }: Words, from: number): { before: string; on: string } {
  const later = tokens.filter(({ start }) => start >= from);
  // `Mode: On` is a value.
  const at = later.findLastIndex(
    (token, index) => isOn(token) && index < later.length - 1 && !BARE_KEY.test(later[index - 1]?.text ?? ''),
  );
  const start = later[at]?.start ?? raw.length;
  return { before: raw.slice(from, start).trim(), on: raw.slice(start).trim() };
}

const textOf = ({ raw, body }: Words): string => withBody(raw, body);

/** Somebody wants it to stand for something else; running the old words with the new ones behind them is not that. */
const toBeAdded = (said: string): Problem =>
  new Problem('An alias is changed with "alias add"', {
    code: 'alias-add',
    hint: 'Nothing was done.',
    next: [{ title: 'Change it', say: `alias add ${said}` }],
  });

function circle(names: string[]): Problem {
  const [first = ''] = names;
  return new Problem(`"${first}" leads back to itself`, {
    code: 'alias-circle',
    hint: `${names.join(' → ')}. Nothing was done.`,
    next: [{ title: 'Aliases', say: 'aliases' }],
  });
}

const tooDeep = (names: string[]): Problem =>
  new Problem(`More than ${DEEPEST} aliases stand in one another here`, {
    code: 'alias-depth',
    hint: `${names.join(' → ')}. Nothing was done.`,
    next: [{ title: 'Aliases', say: 'aliases' }],
  });

/** Whether words or the lines below them hold what nobody should keep. `record` are the words as the audit would keep them. */
export function holdsSecret({ words, body = '' }: Pick<Kept, 'words' | 'body'>, record: string): boolean {
  if ([record, words, body].some((text) => text.includes(HIDDEN))) return true;
  return namesSecret(`${words}\n${body}`) || readWords(words).tokens.some(({ text }) => shown('', text) !== text);
}

/** Whether the audit may keep them, before anybody knows what they mean. */
export const recordable = (kept: Pick<Kept, 'words' | 'body'>): boolean =>
  !holdsSecret(kept, '') && !readWords(kept.words).tokens.some(({ text }) => isSecret(text));
