import type { Needed } from './approve.ts';
import { memberOf } from './policy/member.ts';
import type { Policy } from './policy/policy.ts';

/** Somebody whom a policy names so that they can be written to. */
type Named = { email: string } | { id: string };

/** The people that the policy names for these roles: those of all lists before those of one. */
export function namedIn(policy: Policy, by: Needed['by']): Named[] {
  const lists = by.map(
    (roles) => new Map(roles.flatMap((role) => named(policy, role)).map((one) => [keyOf(one), one])),
  );
  const all = new Map(lists.flatMap((list) => [...list]));
  const count = (key: string) => lists.filter((list) => list.has(key)).length;
  return [...all].sort(([left], [right]) => count(right) - count(left)).map(([, one]) => one);
}

/** Whether a role is had only by people whom the policy names one by one. */
export const isClosed = (policy: Policy, role: string): boolean =>
  (policy.roles.get(role)?.members ?? []).every((text) => {
    const member = memberOf(text, policy);
    if (member.kind === 'group') return (policy.groups.get(member.name)?.spaces ?? []).length === 0;
    return member.kind !== 'everyone' && member.kind !== 'space';
  });

const keyOf = (one: Named): string => ('email' in one ? one.email : one.id);

const named = (policy: Policy, role: string): Named[] =>
  (policy.roles.get(role)?.members ?? []).flatMap((member) => namedBy(member, policy));

function namedBy(text: string, policy: Policy): Named[] {
  const member = memberOf(text, policy);
  switch (member.kind) {
    case 'email':
      return [{ email: member.email }];
    case 'person-id':
      return [{ id: member.id }];
    case 'person':
      // One of their accounts is enough.
      return (policy.people.get(member.name) ?? []).flatMap((account) => namedBy(account, policy)).slice(0, 1);
    case 'group':
      return (policy.groups.get(member.name)?.people ?? []).flatMap((one) => namedBy(one, policy));
    default:
      return [];
  }
}
