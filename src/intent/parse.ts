import { ZodError } from 'zod';
import { isSecret } from '#lib/hide.ts';
import { nearest } from '#lib/nearest.ts';
import { Problem } from '#lib/problem.ts';
import { shortened } from '#lib/shorten.ts';
import type { Command, Intent } from './command.ts';
import { isTerminal, readTerminal } from './terminal.ts';
import { explain, filtersOf, readWords, splitOn, type Token, textOf, type Words } from './words.ts';

/** At most this many words make a verb: "hang up", "tell me when". */
const VERB_WORDS = 3;

/**
 * Words → a command with checked arguments, ready to run; undefined for no words at all.
 * Throws a Problem that says what to change, with the nearest command as a button.
 */
export function parse(text: string, commands: readonly Command[]): Intent | undefined {
  const words = readWords(text);
  const [problem] = words.problems;
  if (problem) {
    const { sentence, hint } = explain(problem);
    throw new Problem(sentence, { code: problem.kind, hint });
  }
  if (words.tokens.length === 0) return undefined;
  if (isTerminal(words)) return terminalIntent(words, commands);
  const found = verbOf(withoutManners(words.tokens), commands);
  if (!found) throw unknownVerb(words, commands);
  const { command, rest } = found;
  const { before, on } = splitOn(rest);
  const { filters, rest: plain } = command.takesFilters ? filtersOf(before) : { filters: new Map(), rest: before };
  return check(command, command.read({ words: plain, text: textOf(plain), on, filters, body: words.body }));
}

/** A command with arguments from elsewhere: a form, or a plan of the store. Throws a Problem like `parse`. */
export function intentOf(name: string, args: unknown, commands: readonly Command[]): Intent {
  const command = commands.find((candidate) => candidate.name === name);
  if (!command)
    throw new Problem(`I no longer know "${name}"`, {
      code: 'unknown-command',
      hint: 'Ask again with words.',
      next: [HELP],
    });
  return check(command, args);
}

const HELP = { title: 'Help', say: 'help' };

function check(command: Command, args: unknown): Intent {
  try {
    return command.parse(args);
  } catch (error) {
    if (!(error instanceof ZodError)) throw error;
    throw new Problem(sentenceOf(error).replace(/\.$/, ''), {
      code: 'bad-arguments',
      hint: `Written as: ${command.usage}`,
      next: [{ title: 'Help', say: `help ${command.name}` }],
    });
  }
}

/** The command's own sentence; zod's are for programmers. */
function sentenceOf({ issues }: ZodError): string {
  const message = issues[0]?.message ?? '';
  return message === '' || /^(Invalid|Too) /.test(message) ? 'Something is missing or does not fit' : message;
}

/** "Please" and greetings before a command are nice, and no part of it. */
const MANNERS = new Set(['please', 'hey', 'hi', 'hello', 'ok']);

function withoutManners(tokens: Token[]): Token[] {
  const first = tokens.findIndex(
    ({ text, quoted }) => quoted || !MANNERS.has(text.toLowerCase().replace(/[,!.]$/, '')),
  );
  return first > 0 ? tokens.slice(first) : tokens;
}

const verbs = new WeakMap<readonly Command[], Map<string, Command>>();

/** Commands by their names and aliases; of two with the same one, the first. */
function verbsOf(commands: readonly Command[]): Map<string, Command> {
  const known = verbs.get(commands);
  if (known) return known;
  const made = new Map<string, Command>();
  for (const command of commands) {
    for (const verb of [command.name, ...(command.aliases ?? [])]) if (!made.has(verb)) made.set(verb, command);
  }
  verbs.set(commands, made);
  return made;
}

/** The longest verb that the words begin with. */
function verbOf(
  tokens: readonly Token[],
  commands: readonly Command[],
): { command: Command; rest: Token[] } | undefined {
  for (let length = Math.min(VERB_WORDS, tokens.length); length > 0; length -= 1) {
    const verb = tokens
      .slice(0, length)
      .map(({ text }) => text.toLowerCase())
      .join(' ')
      .replace(/[:!.]$/, '');
    const command = verbsOf(commands).get(verb);
    if (command) return { command, rest: tokens.slice(length) };
  }
  return undefined;
}

function terminalIntent(words: Words, commands: readonly Command[]): Intent {
  const read = readTerminal(words);
  switch (read.kind) {
    case 'problem':
      throw new Problem(read.sentence, { code: 'bad-notation', hint: read.hint });
    case 'configuration':
      throw new Problem("I can't read or change configurations yet", {
        code: 'configuration',
        hint: 'Webex keeps them for administrators, and I act as a bot. In Control Hub: Devices → the device → All configurations.',
      });
    case 'status':
      return intentOf('status', { paths: [read.path], device: read.device }, commands);
    case 'command': {
      const given = [...read.args].flatMap(([key, values]) =>
        values.map(({ text, quoted }) => ({ key, value: text, quoted })),
      );
      return intentOf('xcommand', { path: read.path, given, device: read.device, body: read.body }, commands);
    }
  }
}

/** `Password:` and `Password=`. */
const NAMED = /^([\w.-]{1,80})[:=]/;

/** A word that is no command: offers the nearest one with the rest of the words as they are. */
function unknownVerb({ tokens, raw }: Words, commands: readonly Command[]): Problem {
  const [first] = tokens;
  const verb = first?.text ?? '';
  const named = new Map(commands.flatMap(({ name, aliases = [] }) => [name, ...aliases].map((verb) => [verb, name])));
  // An alias is a way to write its command: both are one suggestion.
  const near = new Set(nearest(verb, [...named.keys()], { max: 4 }).map((found) => named.get(found) ?? found));
  const holdsSecret = tokens.some(({ text }) => isSecret(NAMED.exec(text)?.[1] ?? ''));
  const rest = holdsSecret ? ' …' : raw.slice(first?.end ?? 0);
  const meant = [...near].slice(0, 2).map((name) => `${name}${rest}`);
  const [best] = meant;
  if (best === undefined) {
    return new Problem(`I don't know "${shortened(verb, 40)}"`, {
      code: 'unknown-verb',
      hint: 'Say what to do and with which device, for example "volume 40 on Fjord" or "devices is:offline".',
      next: [HELP, { title: 'Devices', say: 'devices' }],
    });
  }
  return new Problem(`Did you mean "${best}"?`, {
    code: 'unknown-verb',
    // Half of what was typed can't be said again.
    next: [...(holdsSecret ? [] : meant.map((say) => ({ title: say, say }))), HELP],
  });
}
