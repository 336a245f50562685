import type { AdminReads } from '#intent/admin.ts';
import { type Candidate, WhichOne } from './which-one.ts';

type Person = Awaited<ReturnType<AdminReads['webex']['people']['list']>>[number];

/** A person of the organisation with an address. */
export interface Somebody {
  id: string;
  name: string;
  email: string;
}

/**
 * The one person of the organisation with that address, or of that name; undefined when there is none. Throws a WhichOne when
 * several are called so; `say` makes the words with one chosen, by the address.
 */
export async function personNamed(
  who: string,
  { webex }: { webex: Pick<AdminReads['webex'], 'people'> },
  say: (email: string) => string,
): Promise<Somebody | undefined> {
  const filter = who.includes('@') ? { email: who } : { displayName: who };
  const people = (await webex.people.list(filter)).filter(({ type }) => type === 'person').flatMap(withAddress);
  const [only, another] = people;
  if (!another) return only;
  const candidates = people.map(
    ({ name, email }): Candidate => ({ name, about: email, word: '', colour: 'default', say: say(email) }),
  );
  throw new WhichOne('Who?', `${people.length} people match that name.`, candidates);
}

function withAddress({ id, displayName, emails: [email] }: Person): Somebody[] {
  return email === undefined ? [] : [{ id, name: displayName === '' ? email : displayName, email }];
}
