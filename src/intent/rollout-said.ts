import type { Command } from './command.ts';
import type { Token } from './words.ts';

/** Words before "rollout" that say what is to be done with one, and the command that does it. */
const DEEDS: readonly (readonly [RegExp, string])[] = [
  [/^(?:pause|hold|halt|suspend)$/, 'rollout pause'],
  [/^(?:resume|continue|unpause)$|^(?:go on|carry on) with$/, 'rollout resume'],
  [/^(?:cancel|abort|kill)$/, 'rollout cancel'],
  [/^(?:stop|end)$/, 'rollout stop'],
  [/^(?:undo|revert|rollback|reverse)$|^(?:roll back|take back)$/, 'rollout undo'],
  [/^(?:retry|repeat)$/, 'rollout retry'],
  [/^start$/, 'rollout start'],
  [
    /^(?:status|state|progress|show|see|view|display)$|^(?:status|state|progress) (?:of|for)$|^how far is$/,
    'rollout show',
  ],
  [/^(?:report|failures|errors)$|^(?:report|failures|errors) (?:of|for|in)$/, 'rollout '],
];
/** Nothing else is stopped by such a word alone. "Cancel" may be about a card, so it asks. */
const ALONE = new Map([
  ['pause', 'rollout pause'],
  ['resume', 'rollout resume'],
  ['stop', 'rollout stop'],
  ['cancel', 'rollout stop'],
  ['abort', 'rollout stop'],
  ['halt', 'rollout stop'],
  ['roll back', 'rollout undo'],
  ['rollback', 'rollout undo'],
]);
const FILLERS = new Set(['the', 'this', 'that', 'my', 'our', 'last', 'latest', 'current', 'running', 'whole']);
const NUMBER = /^#?\d{1,9}$/;
const ROLLOUT = /^(?:rollouts?|roll-outs?)$/;

/**
 * "Stop the rollout", "status of rollout 7", "roll back": what somebody in a hurry says. The command that is meant, and what
 * follows; undefined for anything else.
 */
export function rolloutSaid(
  tokens: readonly Token[],
  known: ReadonlyMap<string, Command>,
): { command: Command; rest: Token[] } | undefined {
  const plain = tokens
    .slice(0, 8)
    .map(({ text, quoted }) => (quoted ? '"' : text.toLowerCase().replace(/[!?.,]$/, '')));
  const alone = tokens.length <= 2 ? known.get(ALONE.get(plain.join(' ')) ?? '') : undefined;
  if (alone) return { command: alone, rest: [] };
  // "Pause 3"
  const [word = '', number = ''] = plain;
  const numbered = tokens.length === 2 && NUMBER.test(number) ? known.get(ALONE.get(word) ?? '') : undefined;
  if (numbered) return { command: numbered, rest: tokens.slice(1) };
  // "Rollout 3": also for those who may only see it.
  const shown =
    tokens.length === 2 && ROLLOUT.test(word) && NUMBER.test(number) ? known.get('rollout show') : undefined;
  if (shown) return { command: shown, rest: tokens.slice(1) };
  const noun = plain.findIndex((word) => ROLLOUT.test(word));
  // "rollouts" and what begins with "rollout" are commands of their own.
  if (noun < 1) return undefined;
  let verbEnd = noun;
  while (verbEnd > 0 && FILLERS.has(plain[verbEnd - 1] ?? '')) verbEnd -= 1;
  const verb = plain.slice(0, verbEnd).join(' ');
  const deed = DEEDS.find(([said]) => said.test(verb))?.[1];
  const name = deed === 'rollout show' && plain[noun]?.endsWith('s') ? 'rollouts' : deed;
  const command = known.get(name === 'rollout ' ? `rollout ${plain[0]}` : (name ?? ''));
  return command && { command, rest: tokens.slice(noun + 1) };
}
