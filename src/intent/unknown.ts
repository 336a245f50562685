import { isSecret } from '#lib/hide.ts';
import { nearest, slips } from '#lib/nearest.ts';
import { type NextStep, Problem } from '#lib/problem.ts';
import { shortened } from '#lib/shorten.ts';
import type { Command } from './command.ts';
import { type Token, textOf, type Words } from './words.ts';

/** Words that begin with no command. */
export interface Unknown {
  /** The first word that is more than manners. */
  verb: string;
  /** All words but manners, as one text. */
  phrase: string;
  /** The nearest commands with the rest of the words as they are, best first. */
  meant: string[];
  /** They hold what looks like a secret: nothing of it is said again, or kept. */
  holdsSecret: boolean;
}

/** `Password:` and `Password=`. */
const NAMED = /^([\w.-]{1,80})[:=]/;
export const HELP: NextStep = { title: 'Help', say: 'help' };

/** A question is no misspelt command: "which" is not "watch". */
const ASKING = new Set(['which', 'what', 'who', 'whose', 'where', 'why', 'how', 'when', 'is', 'are', 'does', 'do']);

/** "Please" and greetings before a command are nice, and no part of it. */
const MANNERS = new Set(['please', 'hey', 'hi', 'hello', 'ok']);

export function withoutManners(tokens: Token[]): Token[] {
  const first = tokens.findIndex(
    ({ text, quoted }) => quoted || !MANNERS.has(text.toLowerCase().replace(/[,!.]$/, '')),
  );
  return first > 0 ? tokens.slice(first) : tokens;
}

/** What is known of such words without looking at any device. `aliases` are names that words were given here. */
export function readUnknown(
  { tokens, raw }: Pick<Words, 'tokens' | 'raw'>,
  commands: readonly Command[],
  aliases: readonly string[] = [],
): Unknown {
  const words = withoutManners(tokens);
  const [first] = words;
  const verb = first?.text ?? '';
  const named = new Map(
    commands.flatMap(({ name, aliases = [], isFallback }) =>
      isFallback ? [] : [name, ...aliases].map((known): [string, string] => [known, name]),
    ),
  );
  // An alias is a way to write its command: both are one suggestion.
  const near = new Set(
    (ASKING.has(verb.toLowerCase()) ? [] : nearest(verb, [...named.keys(), ...aliases], { max: 4 }))
      .filter((found) => isNearBeginning(verb, found))
      .map((found) => named.get(found) ?? found),
  );
  const holdsSecret = tokens.some(({ text }) => isSecret(NAMED.exec(text)?.[1] ?? ''));
  const rest = holdsSecret ? ' …' : raw.slice(first?.end ?? 0);
  return { verb, phrase: textOf(words), meant: [...near].slice(0, 2).map((name) => `${name}${rest}`), holdsSecret };
}

/** "hangup" and "hagn" are near "hang up"; "remove" is something else than "alias remove". */
const isNearBeginning = (verb: string, found: string): boolean =>
  !isAnotherWord(verb, found) &&
  (!found.includes(' ') || nearest(verb, [found.split(' ')[0] ?? '', found.replaceAll(' ', '')]).length > 0);

/** Two slips in a word of four letters make another one: "fjord" is not "form". */
const isAnotherWord = (verb: string, found: string): boolean =>
  found.length <= 4 && !found.startsWith(verb.toLowerCase()) && slips(verb.toLowerCase(), found) > 1;

/** Offers the nearest command; `more` are further buttons, the likeliest first. `of`: see NextStep. */
export function unknownWords({ verb, meant, holdsSecret }: Unknown, more: NextStep[] = [], of?: string): Problem {
  const [best] = meant;
  if (best === undefined) {
    const title = ASKING.has(verb.toLowerCase()) ? "I can't answer that" : `I don't know "${shortened(verb, 40)}"`;
    return new Problem(title, {
      code: 'unknown-verb',
      hint: /^(?:set|change)$/i.test(verb)
        ? 'Say what is to be set first, for example "volume 40 on Fjord", or a configuration by its key: "config set Fjord Audio.DefaultVolume=40".'
        : 'Say what to do and with which device, for example "volume 40 on Fjord" or "devices is:offline".',
      next: [...more, HELP, { title: 'Devices', say: 'devices' }],
    });
  }
  return new Problem(`Did you mean "${best}"?`, {
    code: 'unknown-verb',
    ...(of !== undefined && !holdsSecret && { hint: 'What you sent with it goes with it.' }),
    // Half of what was typed can't be said again.
    next: [...(holdsSecret ? [] : meant.map((say) => ({ title: say, say, of }))), ...more, HELP],
  });
}
