import { sameId } from '#lib/ids.ts';
import type { Logger } from '#lib/log.ts';
import type { Store } from '#store/index.ts';

export type Role = 'admin' | 'operator' | 'viewer';

interface RoleLists {
  admins: readonly string[];
  operators: readonly string[];
  viewers: readonly string[];
}

export interface Roles {
  /** The role of a person, highest first; undefined without one. Never decided by e-mail alone. */
  roleOf(person: { id: string; orgId: string; email: string }): Promise<Role | undefined>;
}

interface RolesOptions {
  lists: RoleLists;
  /** The bot's own organisation: nobody else gets a role. */
  orgId: string;
  members: Store['members'];
  /** GET /people?email=: finds people of the bot's organisation only. */
  findByEmail(email: string): Promise<{ id: string; orgId: string } | undefined>;
  log: Logger;
}

/**
 * Roles from the lists in the configuration. An e-mail address of a list is resolved once to a person of the own
 * organisation and pinned in the store: somebody who gets the same address later is not that person.
 */
export function createRoles({ lists, orgId, members, findByEmail, log }: RolesOptions): Roles {
  const ranked: [Role, readonly string[]][] = [
    ['admin', lists.admins],
    ['operator', lists.operators],
    ['viewer', lists.viewers],
  ];
  const pins = new Map<string, string>();
  let loaded: Promise<void> | undefined;

  /** Pins of earlier runs: whoever had the role keeps it under a new address, and nobody inherits it with the old one. */
  const load = async () => {
    for (const { email, personId } of await members.list()) pins.set(email, personId);
  };

  const holds = async (email: string, person: { id: string; email: string }): Promise<boolean> => {
    const pinned = pins.get(email);
    if (pinned !== undefined) return sameId(pinned, person.id);
    // Not pinned yet: only the person who has this address now can be meant.
    if (email !== person.email.toLowerCase()) return false;
    const found = await findByEmail(email);
    if (!found || !sameId(found.orgId, orgId)) {
      log.warn('an address of the role lists is not of the own organisation; it gives no role');
      return false;
    }
    const { personId } = await members.pin(email, found.id, found.orgId);
    pins.set(email, personId);
    return sameId(personId, person.id);
  };

  return {
    async roleOf(person) {
      if (person.orgId === '' || !sameId(person.orgId, orgId)) return undefined;
      loaded ??= load();
      await loaded.catch((error) => {
        loaded = undefined;
        throw error;
      });
      for (const [role, list] of ranked) {
        if (list.includes('*')) return role;
        for (const email of list) if (await holds(email, person)) return role;
      }
      return undefined;
    },
  };
}
