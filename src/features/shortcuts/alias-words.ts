import type { Kept } from '#intent/alias.ts';
import { withBody } from '#intent/body.ts';
import type { ReadContext } from '#intent/context.ts';
import { nearest } from '#lib/nearest.ts';
import { Problem } from '#lib/problem.ts';

/** An owner may have so many. */
export const MOST_ALIASES = 50;

type Owner = Parameters<ReadContext['store']['aliases']['remove']>[0];
export type Alias = Awaited<ReturnType<ReadContext['store']['aliases']['list']>>[number];

/** Whose aliases somebody can say here: their own go first. */
export const ownersOf = ({ asker, space }: Pick<ReadContext, 'asker' | 'space'>): [Owner, Owner] => [
  { kind: 'person', id: asker.id },
  { kind: 'space', id: space.id },
];

export const isMine = ({ owner }: Pick<Alias, 'owner'>): boolean => owner.kind === 'person';

/** "mine morning" is one's own, "morning" the space's. */
const spoken = (name: string, mine: boolean): string => `${mine ? 'mine ' : ''}${name}`;

/** The words that add it. */
export const addWords = ({ name, words, body }: Kept, mine: boolean): string =>
  withBody(`alias add ${spoken(name, mine)} = ${words}`, body);

export const removeWords = (name: string, mine: boolean): string => `alias remove ${spoken(name, mine)}`;

/** What it stands for, in one line. */
export const standsFor = ({ words, body }: Pick<Kept, 'words' | 'body'>): string =>
  body === undefined ? words : `${words} (with a body)`;

/** "mine morning" → the name, and whose it is. Words that can't be a name stay as they are, to be told. */
export function readName(text: string): { name: string; mine: boolean } {
  const [first = '', ...rest] = text.trim().split(/\s+/);
  const mine = /^(?:mine|my)$/i.test(first) && rest.length > 0;
  return { name: (mine ? rest : [first, ...rest]).join(' '), mine };
}

/** What everybody in the space has is changed by whoever may change devices here. */
export const FOR_ALL = { name: 'alias', needs: 'operate' } as const;

/** Names what is near, when there is anything. `action` is what was to be done: "alias", "alias remove". */
export function noSuchAlias(name: string, known: readonly Alias[], action: string): Problem {
  const near = nearest(
    name,
    known.map((alias) => alias.name),
  );
  return new Problem(`There is no alias "${name}" here`, {
    code: 'no-such-alias',
    ...(near.length > 0 && { hint: `Nearest: ${near.join(' · ')}` }),
    next: [...near.map((one) => ({ title: one, say: `${action} ${one}` })), { title: 'Aliases', say: 'aliases' }],
  });
}
