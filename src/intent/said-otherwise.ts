import type { Command } from './command.ts';
import type { Token } from './words.ts';

/** Words that ask to see something, before its name. */
const LOOK = new Set(['show', 'list', 'ls', 'see', 'view', 'display']);
const FILLERS = new Set(['a', 'an', 'the', 'all', 'me', 'my', 'our', 'us']);
/** "show the floors of Oslo" */
const OF = new Set(['of', 'for', 'called', 'named']);
/** What can be looked at: after "show" it is no device of that name. */
const SHOWN = new Set([
  'devices',
  'workspace',
  'workspaces',
  'location',
  'locations',
  'floors',
  'hot desks',
  'tags',
  'metrics',
  'usage',
]);

/** What people call making and changing something, and what its commands end in. */
const DEEDS = new Map([
  ['add', 'new'],
  ['create', 'new'],
  ['make', 'new'],
  ['new', 'new'],
  ['edit', 'edit'],
  ['change', 'edit'],
  ['delete', 'delete'],
  ['remove', 'delete'],
]);
const MADE = new Set(['workspace', 'location', 'floor']);

/** Words of a verb at most. */
const LONGEST = 3;

/**
 * "show workspace Fjord", "list all locations", "add a workspace Foo": the command that is meant, and what follows it.
 * Undefined for anything else. What stands in quotes is a name.
 */
export function saidOtherwise(
  tokens: readonly Token[],
  known: ReadonlyMap<string, Command>,
): { command: Command; rest: Token[] } | undefined {
  const [first] = tokens;
  if (!first || first.quoted) return undefined;
  const verb = first.text.toLowerCase();
  const deed = DEEDS.get(verb);
  if (deed === undefined && !LOOK.has(verb)) return undefined;
  const from = tokens.findIndex((token, index) => index > 0 && !(isPlain(token) && FILLERS.has(plain(token))));
  if (from === -1) return undefined;
  if (deed !== undefined) {
    const noun = tokens[from];
    const command = noun && isPlain(noun) && MADE.has(plain(noun)) ? known.get(`${plain(noun)} ${deed}`) : undefined;
    return command && { command, rest: tokens.slice(from + 1) };
  }
  for (let length = Math.min(LONGEST, tokens.length - from); length > 0; length -= 1) {
    const words = tokens.slice(from, from + length);
    const command = words.every(isPlain) ? known.get(words.map(plain).join(' ')) : undefined;
    if (!command) continue;
    if (!SHOWN.has(command.name)) return undefined;
    const [next, ...others] = tokens.slice(from + length);
    return { command, rest: !next || (isPlain(next) && OF.has(plain(next))) ? others : [next, ...others] };
  }
  return undefined;
}

/** "rollout help" asks for what "help rollout" does. Of anything but a whole verb "help" may be a name, or a text. */
export function helpAfter(
  tokens: readonly Token[],
  known: ReadonlyMap<string, Command>,
): { command: Command; rest: Token[] } | undefined {
  const verb = tokens.slice(0, -1);
  const last = tokens.at(-1);
  const help = known.get('help');
  if (!help || !last || !isPlain(last) || !/^(?:--)?help[!?.]?$/i.test(last.text)) return undefined;
  // "xapi help" is a command by itself.
  if (known.has(tokens.map(plain).join(' '))) return undefined;
  return verb.every(isPlain) && known.has(verb.map(plain).join(' ')) ? { command: help, rest: verb } : undefined;
}

const isPlain = ({ quoted }: Token): boolean => !quoted;
const plain = ({ text }: Token): string => text.toLowerCase().replace(/[:!?.]$/, '');
