import type { Policy } from './policy.ts';

/** What a word among the members of a role stands for. */
export type Member =
  | { kind: 'everyone' }
  | { kind: 'group'; name: string }
  | { kind: 'space'; id: string }
  | { kind: 'email'; email: string }
  | { kind: 'person'; name: string }
  | { kind: 'person-id'; id: string }
  | { kind: 'unknown' };

const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;
/** Ids of Webex are opaque; all that are known are base64 of far more than that, or UUIDs. */
const ID = /^(?:[A-Za-z0-9+/_-]{24,}={0,2})$/;

export const isId = (text: string): boolean => ID.test(text);

/** Reads one of them; `policy` tells which names there are. */
export function memberOf(text: string, { people, groups }: Pick<Policy, 'people' | 'groups'>): Member {
  if (text === 'everyone') return { kind: 'everyone' };
  const [kind, name = ''] = split(text);
  if (kind === 'group') return groups.has(name) ? { kind, name } : { kind: 'unknown' };
  if (kind === 'space') return isId(name) ? { kind, id: name } : { kind: 'unknown' };
  if (EMAIL.test(text)) return { kind: 'email', email: text.toLowerCase() };
  if (people.has(text)) return { kind: 'person', name: text };
  return isId(text) ? { kind: 'person-id', id: text } : { kind: 'unknown' };
}

const split = (text: string): [string, string?] => {
  const at = text.indexOf(':');
  return at === -1 ? [''] : [text.slice(0, at), text.slice(at + 1).trim()];
};
