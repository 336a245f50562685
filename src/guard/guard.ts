import type { Permission } from '#intent/asker.ts';
import type { Standing } from './authorise.ts';
import { saidIn } from './limits/words.ts';
import { memberOf } from './policy/member.ts';
import { ADMIN, type Policy } from './policy/policy.ts';
import type { Account, Who } from './who.ts';

/** Who may do what, at this moment. */
export interface Guard {
  /** The policy in force. */
  policy(): Policy;
  /** What somebody may do by it; undefined for people of organisations that it does not name. */
  standingOf(person: Account, options?: { isFresh?: boolean }): Promise<Standing | undefined>;
  /** Whether somebody is of an organisation that counts: the bot's own, or one that the policy names. Nothing is asked. */
  isOurs(person: Pick<Account, 'orgId'>): boolean;
  isSamePerson(left: Account, right: Account): Promise<boolean>;
  /** Where the policy says that two accounts are of one person: "policy.yaml, line 3"; undefined where it does not. */
  sameBy(left: Account, right: Account): Promise<string | undefined>;
  /** Ids of the people that a role names one by one; not those who have it by being in a space. */
  peopleOf(role: string): Promise<string[]>;
  /** Addresses of those who run this bot, to be named when somebody needs a right. */
  admins(): string[];
  /** What a command needs, by its name; undefined for no command. */
  needsOf(command: string): Permission | undefined;
}

export function createGuard({
  policy,
  who,
  needsOf,
}: {
  policy(): Policy;
  who: Who;
  needsOf(command: string): Permission | undefined;
}): Guard {
  return {
    policy,
    needsOf,
    peopleOf: (role) => who.peopleOf(role, policy()),
    isOurs: ({ orgId }) => who.isOurs(orgId, policy()),
    isSamePerson: (left, right) => who.isSamePerson(left, right, policy()),
    async sameBy(left, right) {
      const now = policy();
      const name = await who.entryOf(left, right, now);
      return name === undefined ? undefined : saidIn([{ line: now.peopleLines?.get(name) }], now);
    },
    async standingOf(person, options) {
      const now = policy();
      if (!who.isOurs(person.orgId, now)) return undefined;
      return { policy: now, roles: await who.rolesOf(person, now, options) };
    },
    admins: () => adminsOf(policy()),
  };
}

/** E-mail addresses among those who have the role of an admin, by themselves or in a group. */
export function adminsOf(policy: Policy): string[] {
  const addresses = (text: string): string[] => {
    const member = memberOf(text, policy);
    if (member.kind === 'email') return [member.email];
    if (member.kind === 'person') return (policy.people.get(member.name) ?? []).flatMap(addresses).slice(0, 1);
    if (member.kind === 'group') return (policy.groups.get(member.name)?.people ?? []).flatMap(addresses);
    return [];
  };
  return [...new Set((policy.roles.get(ADMIN)?.members ?? []).flatMap(addresses))];
}
