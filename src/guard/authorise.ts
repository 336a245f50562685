import type { Permission, Tier } from '#intent/command.ts';
import { Problem } from '#lib/problem.ts';
import type { Role } from './roles.ts';

/** What each role may; what is not here is denied. */
const MAY: Record<Role, readonly Permission[]> = {
  admin: ['open', 'look', 'operate', 'administer'],
  operator: ['open', 'look', 'operate'],
  viewer: ['open', 'look'],
};

/** May somebody with this role do this? Without a role only what is open to the whole organisation. */
export function may(role: Role | undefined, permission: Permission): boolean {
  return role ? MAY[role].includes(permission) : permission === 'open';
}

/** A change that can lock a device up or lose its data is for admins. */
export const permissionFor = (tier: Tier): Permission => (tier === 3 ? 'administer' : 'operate');

const NEEDED: Record<Permission, string> = {
  open: 'a role',
  look: 'the viewer role',
  operate: 'the operator role',
  administer: 'the admin role',
};

/**
 * Throws a Problem that says what is missing and who can give it. `what` is a thing to do, such as "Restart a device".
 */
export function authorise(
  asker: { role: Role | undefined },
  permission: Permission,
  what: string,
  admins: readonly string[],
): void {
  if (may(asker.role, permission)) return;
  const doing = what.charAt(0).toLowerCase() + what.slice(1);
  const names = admins.filter((admin) => admin !== '*').slice(0, 3);
  const whom = names.length > 0 ? `Ask ${names.join(' or ')}.` : 'Ask whoever runs this bot to add you to its lists.';
  throw new Problem(asker.role === 'viewer' ? `You can look, but not ${doing}` : `You can't ${doing}`, {
    code: 'not-allowed',
    hint: `That needs ${NEEDED[permission]}. Your role: ${asker.role ?? 'none'}. ${whom}`,
    next: may(asker.role, 'look') ? [{ title: 'What you can do', say: 'help' }] : [],
  });
}
