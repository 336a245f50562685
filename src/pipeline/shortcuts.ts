import { expand } from '#intent/alias.ts';
import type { GoOn, Intent } from '#intent/command.ts';
import { labelled } from '#lib/label.ts';
import { Problem } from '#lib/problem.ts';
import { shortened } from '#lib/shorten.ts';
import type { AliasOwner } from '#store/index.ts';
import type { Known } from './context.ts';
import type { Rooms, Talk } from './rooms.ts';
import type { Answered } from './trail.ts';

/** Of the words that a name stands for, in a hint. */
const LONGEST = 200;

/** What somebody said, with what it stands for in the place of aliases. */
export interface Heard {
  text: string;
  /** The alias that was said. */
  name?: string;
  /** What they should know of it. */
  note?: string;
}

/**
 * Puts out aliases: a person's own go before those of the space. What comes of it is read, authorised and planned like
 * anything that is typed. People without a role get nothing of it, not even that there is an alias.
 */
export async function putOut({ store, commands }: Rooms, text: string, talk: Talk, asker: Known): Promise<Heard> {
  if (!asker.may('look')) return { text };
  const owners: AliasOwner[] = [
    { kind: 'person', id: asker.id },
    { kind: 'space', id: talk.space.id },
  ];
  const twice: string[] = [];
  const found = await expand(text, commands, async (name) => {
    const [first, second] = await store.aliases.find(owners, name);
    if (first && second) twice.push(first.name);
    return first;
  });
  const [name] = found?.names ?? [];
  if (!found || name === undefined) return { text };
  return {
    text: found.text,
    name,
    ...(twice.length > 0 && { note: `Your own ${twice.map((one) => `"${one}"`).join(', ')} ran, not this space's.` }),
  };
}

/** The audit keeps the name with the words. */
export const marked = <Some extends Intent>(intent: Some, { name }: Heard): Some =>
  name === undefined ? intent : { ...intent, words: labelled(name, intent.words) };

/** What an alias stands for is said with what is wrong with it. */
export function explained(error: unknown, { name, text }: Heard): unknown {
  // Those that are more than a Problem are told in a way of their own.
  if (name === undefined || !(error instanceof Problem) || error.name !== 'Problem') return error;
  const { message, code, hint, next, trackingId } = error;
  return new Problem(message, {
    code,
    hint: [hint, `"${name}" stands for: ${shortened(text.replaceAll('\n', ' '), LONGEST)}`].filter(Boolean).join(' '),
    next: [...next, { title: `Alias ${name}`, say: `alias ${name}` }],
    trackingId,
    cause: error,
  });
}

export const noted = (answered: Answered, note: string | undefined): Answered =>
  note === undefined ? answered : { ...answered, reply: { ...answered.reply, note: both(answered.reply.note, note) } };

const both = (first: string | undefined, second: string): string => [first, second].filter(Boolean).join(' ');

export const isGoOn = (answer: Answered | { goOn: GoOn }): answer is { goOn: GoOn } => 'goOn' in answer;
