import { memberOf } from './member.ts';
import type { Policy } from './policy.ts';
import type { Fault, Path } from './read.ts';

/** What Webex knows of a name in a policy. `unknown`: it does not say just now. */
export type Found = 'found' | 'missing' | 'foreign' | 'unknown';

/** Asks Webex for what a policy names. */
export interface Lookup {
  /** Somebody of the own organisation with this address, or whoever it was resolved to before. */
  email(address: string): Promise<Found>;
  /** `foreign`: of an organisation that neither is the bot's own nor is named. */
  person(id: string, policy: Policy): Promise<Found>;
  /** A space that the bot is in. */
  space(id: string): Promise<Found>;
}

const AT_ONCE = 8;

/** People and spaces that a policy names and Webex does not know: nobody can tell whom such a line would mean one day. */
export async function checkNames(
  policy: Policy,
  lineOf: (path: Path) => number | undefined,
  lookup: Lookup,
): Promise<Fault[]> {
  const wanted = namesIn(policy);
  const faults: Fault[] = [];
  for (let at = 0; at < wanted.length; at += AT_ONCE)
    await Promise.all(
      wanted.slice(at, at + AT_ONCE).map(async ({ kind, text, path }) => {
        const found = await lookup[kind](text, policy);
        const why = WHY[`${kind} ${found}`];
        if (why !== undefined) faults.push({ line: lineOf(path), text: `"${text}" ${why}` });
      }),
    );
  return faults;
}

const WHY: Record<string, string> = {
  'email missing': 'is nobody of this organisation. People of another one are named by their person id',
  'person missing': 'is no person that Webex knows',
  'person foreign': 'belongs to an organisation that is not named in organisations',
  'space missing': 'is no space that I am in',
};

interface Name {
  kind: 'email' | 'person' | 'space';
  text: string;
  path: Path;
}

/** Every account and space of a policy, once, where it stands first. */
function namesIn(policy: Policy): Name[] {
  const names = new Map<string, Name>();
  const add = (kind: Name['kind'], text: string, path: Path) => {
    const key = `${kind} ${text}`;
    if (!names.has(key)) names.set(key, { kind, text, path });
  };
  const addMember = (text: string, path: Path) => {
    const member = memberOf(text, policy);
    if (member.kind === 'email') add('email', member.email, path);
    if (member.kind === 'person-id') add('person', member.id, path);
    if (member.kind === 'space') add('space', member.id, path);
  };
  for (const [name, accounts] of policy.people) for (const one of accounts) addMember(one, ['people', name]);
  for (const [name, { people, spaces }] of policy.groups) {
    for (const one of people) addMember(one, ['groups', name]);
    for (const id of spaces) add('space', id, ['groups', name]);
  }
  for (const [name, { members }] of policy.roles)
    for (const [index, one] of members.entries()) addMember(one, ['roles', name, 'members', index]);
  for (const [index, { askIn }] of policy.approvals.entries())
    if (askIn !== undefined) add('space', askIn, ['approvals', index, 'ask-in']);
  if (policy.breakGlass) add('space', policy.breakGlass.tell, ['break-glass', 'tell']);
  return [...names.values()];
}
