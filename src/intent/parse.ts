import { ZodError, z } from 'zod';
import { Problem } from '#lib/problem.ts';
import { readBare, type Vocabulary, withKeys } from './bare-path.ts';
import type { Command, Intent } from './command.ts';
import { DevicePhrase } from './device-phrase.ts';
import type { Line } from './line.ts';
import { privately, withoutPrivately } from './privately.ts';
import { rolloutSaid } from './rollout-said.ts';
import { helpAfter, saidOtherwise } from './said-otherwise.ts';
import { isTerminal, type RawValue, readTerminal } from './terminal.ts';
import { HELP, readUnknown, unknownWords, withoutManners } from './unknown.ts';
import { explain, filtersOf, readWords, splitOn, type Token, textOf, type Words } from './words.ts';

const ASKS_ME = /^(?:can|could|would|will|may) you\b/i;

/** At most this many words make a verb: "hang up", "tell me when". */
const VERB_WORDS = 3;

/**
 * Words → a command with checked arguments, ready to run; undefined for no words at all. With a `vocabulary`, paths of the
 * xAPI are understood without "xCommand" and "xStatus" before them, also where a shorter verb begins like one:
 * "standby activate" is not the verb "standby".
 * Words that begin with no command go to the fallback, which may look at devices; without one, and for whatever can't be
 * read, throws a Problem that says what to change. "privately" at the end is about the answer, whatever is asked.
 */
export function parse(text: string, commands: readonly Command[], vocabulary?: Vocabulary): Intent | undefined {
  const words = readWords(text);
  const asked = withoutPrivately(words);
  if (!asked || keepsWords(words, commands)) return read(words, commands, vocabulary);
  const intent = read(asked, commands, vocabulary);
  return intent && privately(intent, commands.find(({ name }) => name === intent.name) ?? {});
}

/** "alias add us devices is:offline privately": the last word is one of those that are kept. */
const keepsWords = ({ tokens }: Words, commands: readonly Command[]): boolean =>
  verbOf(withoutManners(tokens), commands)?.command.privately === 'kept';

function read(words: Words, commands: readonly Command[], vocabulary?: Vocabulary): Intent | undefined {
  const [problem] = words.problems;
  if (problem) {
    const { sentence, hint } = explain(problem);
    throw new Problem(sentence, { code: problem.kind, hint });
  }
  if (words.tokens.length === 0) return undefined;
  if (isTerminal(words)) return terminalIntent(vocabulary ? withKeys(words, vocabulary) : words, commands);
  const tokens = withoutManners(words.tokens);
  // "Can you restart fjord?" asks for something; what somebody may do is asked of them by name.
  const found = ASKS_ME.test(words.raw) ? undefined : verbOf(tokens, commands);
  const bare = vocabulary && readBare(words, tokens, vocabulary);
  const verbLength = found ? tokens.length - found.rest.length : 0;
  if (bare && bare.length > verbLength) return terminalIntent(bare.words, commands);
  const bareSetting = found ? undefined : setterFor(tokens, commands);
  if (bareSetting) return check(bareSetting.setter, bareSetting.setter.read(lineOf(words, bareSetting.settings)));
  if (!found) {
    const fallback = commands.find(({ isFallback }) => isFallback);
    if (!fallback) throw unknownWords(readUnknown(words, commands));
    // What follows a blank line would be a body when it is said again.
    return check(fallback, { words: words.raw.replace(/[\n\r\v\f\u0085\u2028\u2029]+/g, ' ') });
  }
  const { command, rest } = found;
  return check(command, command.read(lineOf(words, rest, command)));
}

function lineOf(words: Words, rest: readonly Token[], { takesFilters = false }: Partial<Command> = {}): Line {
  const { before, on } = splitOn(rest);
  const { filters, rest: plain } = takesFilters ? filtersOf(before) : { filters: new Map(), rest: before };
  const raw = rest[0] ? words.raw.slice(rest[0].start) : '';
  return { words: plain, text: textOf(plain), raw, on, filters, body: words.body };
}

const KEY = '[a-z_][\\w-]*(?:\\[\\d{1,5}\\])?(?:\\.[a-z_][\\w-]*(?:\\[\\d{1,5}\\])?)+';
/** `Audio.DefaultVolume=60`, which is no argument of a command: there is none before it. */
const SETTING = new RegExp(`^${KEY}=`, 'i');
/** "set Audio.DefaultVolume to 60" */
const SET = new RegExp(`^set ${KEY}(?:[=:]|$)`, 'i');

/** What takes configurations and their values without its own verb before them, and the words that it takes. */
function setterFor(tokens: Token[], commands: readonly Command[]): { setter: Command; settings: Token[] } | undefined {
  const [first, second] = tokens;
  if (!first || first.quoted) return undefined;
  const isSet = second?.quoted === false && SET.test(`${first.text} ${second.text}`);
  const setter = isSet || SETTING.test(first.text) ? commands.find(({ name }) => name === 'config set') : undefined;
  return setter && { setter, settings: isSet ? tokens.slice(1) : tokens };
}

/** A command with arguments from elsewhere: a form, or a plan of the store. Throws a Problem like `parse`. */
export function intentOf(name: string, args: unknown, commands: readonly Command[]): Intent {
  if (name === AGAIN) return again(args, commands);
  const command = commands.find((candidate) => candidate.name === name);
  if (!command)
    throw new Problem(`I no longer know "${name}"`, {
      code: 'unknown-command',
      hint: 'Ask again with words.',
      next: [HELP],
    });
  return check(command, args);
}

/** The form of a chooser: words that were said, and the device they are now about. */
const AGAIN = 'again';
const Again = z.object({ words: z.string().min(1), device: DevicePhrase.unwrap() });

function again(args: unknown, commands: readonly Command[]): Intent {
  const { data } = Again.safeParse(args);
  const intent = data && parse(data.words, commands);
  if (intent) {
    const chosen = intentOf(intent.name, { ...Object(intent.args), device: data.device }, commands);
    return intent.isPrivate ? privately(chosen, {}) : chosen;
  }
  throw new Problem('Which device?', {
    code: 'bad-arguments',
    hint: 'Write its name or a part of it into the field, or choose one above.',
    next: [{ title: 'Devices', say: 'devices' }],
  });
}

function check(command: Command, args: unknown): Intent {
  try {
    return command.parse(args);
  } catch (error) {
    if (!(error instanceof ZodError)) throw error;
    throw new Problem(sentenceOf(error).replace(/\.$/, ''), {
      code: 'bad-arguments',
      hint: `Written as: ${command.usage}`,
      next: [...(command.instead?.(args) ?? []), { title: 'Help', say: `help ${command.name}` }],
    });
  }
}

/** The command's own sentence; zod's are for programmers. */
function sentenceOf({ issues }: ZodError): string {
  const message = issues[0]?.message ?? '';
  return message === '' || /^(Invalid|Too) /.test(message) ? 'Something is missing or does not fit' : message;
}

const verbs = new WeakMap<readonly Command[], Map<string, Command>>();

/** Commands by their names and aliases; of two with the same one, the first. */
function verbsOf(commands: readonly Command[]): Map<string, Command> {
  const known = verbs.get(commands);
  if (known) return known;
  const made = new Map<string, Command>();
  for (const command of commands) {
    if (command.isFallback) continue;
    for (const verb of [command.name, ...(command.aliases ?? [])]) if (!made.has(verb)) made.set(verb, command);
  }
  verbs.set(commands, made);
  return made;
}

/** Whether words begin with a command: nothing else may be meant by them. */
export const isCommand = (tokens: readonly Token[], commands: readonly Command[]): boolean =>
  verbOf(tokens, commands) !== undefined;

/** The longest verb that the words begin with. */
function verbOf(
  tokens: readonly Token[],
  commands: readonly Command[],
): { command: Command; rest: Token[] } | undefined {
  const known = verbsOf(commands);
  const meant = helpAfter(tokens, known) ?? rolloutSaid(tokens, known) ?? saidOtherwise(tokens, known);
  if (meant) return meant;
  for (let length = Math.min(VERB_WORDS, tokens.length); length > 0; length -= 1) {
    const verb = tokens
      .slice(0, length)
      .map(({ text }) => text.toLowerCase())
      .join(' ');
    const command = known.get(verb) ?? known.get(verb.replace(/[:!.]$/, ''));
    if (command) return { command, rest: tokens.slice(length) };
  }
  return undefined;
}

const settingOf = ({ path, value: { text, quoted } }: { path: string; value: RawValue }) =>
  !quoted && text.toLowerCase() === '(default)' ? { key: path, reset: true } : { key: path, text };

function terminalIntent(words: Words, commands: readonly Command[]): Intent {
  const read = readTerminal(words);
  switch (read.kind) {
    case 'problem':
      throw new Problem(read.sentence, {
        code: 'bad-notation',
        hint: read.hint,
        next: [...(read.next ?? []), { title: 'Help', say: 'help xapi' }],
      });
    case 'configuration': {
      const { path, value, device } = read;
      if (!value) return intentOf('config', { keys: [path], device }, commands);
      return intentOf('config set', { settings: [settingOf({ path, value })], device }, commands);
    }
    case 'configurations':
      return intentOf('config set', { settings: read.settings.map(settingOf), device: read.device }, commands);
    case 'status':
      return intentOf('status', { paths: [read.path], device: read.device }, commands);
    case 'form':
    case 'command': {
      const given = [...read.args].flatMap(([key, values]) =>
        values.map(({ text, quoted }) => ({ key, value: text, quoted })),
      );
      const name = read.kind === 'form' ? 'form' : 'xcommand';
      return intentOf(name, { path: read.path, given, device: read.device, body: read.body }, commands);
    }
  }
}
