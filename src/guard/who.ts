import { sameId } from '#lib/ids.ts';
import type { Logger } from '#lib/log.ts';
import type { Store } from '#store/index.ts';
import { memberOf } from './policy/member.ts';
import type { Policy } from './policy/policy.ts';

/** An account, as Webex names it. */
export interface Account {
  id: string;
  orgId: string;
  email: string;
}

export interface Who {
  /**
   * The roles that a policy gives somebody, in its order. Never decided by e-mail alone, and none for people of an
   * organisation that the policy does not name. `isFresh` asks Webex anew who is in a space.
   */
  rolesOf(person: Account, policy: Policy, options?: { isFresh?: boolean }): Promise<string[]>;
  /** Whether this organisation is the bot's own or one that the policy names. */
  isOurs(orgId: string, policy: Policy): boolean;
  /** The person an e-mail address stands for, by its pin or by what Webex says now; undefined when it is nobody's here. */
  resolve(email: string): Promise<string | undefined>;
  /** Ids of the people that a role names, by themselves, by a name of `people` or in a group; those of spaces are not listed. */
  peopleOf(role: string, policy: Policy): Promise<string[]>;
  /** Whether two accounts are of one person: the same account, or both of one entry of `people`. */
  isSamePerson(left: Account, right: Account, policy: Policy): Promise<boolean>;
  /** The name in `people` that both of these accounts are of. */
  entryOf(left: Account, right: Account, policy: Policy): Promise<string | undefined>;
}

interface WhoOptions {
  /** The bot's own organisation. */
  orgId: string;
  members: Store['members'];
  /** GET /people?email=: finds people of the bot's organisation only. */
  findByEmail(email: string): Promise<{ id: string; orgId: string } | undefined>;
  /** Whether somebody is in a space that the bot is in too; rejects when Webex does not say. */
  isInSpace(spaceId: string, personId: string, options: { isFresh: boolean }): Promise<boolean>;
  log: Logger;
}

/**
 * Who the words of a policy mean. An e-mail address is resolved once to a person of the own organisation and pinned in the
 * store: somebody who gets the same address later is not that person.
 */
export function createWho({ orgId, members, findByEmail, isInSpace, log }: WhoOptions): Who {
  const pins = new Map<string, string>();
  let loaded: Promise<void> | undefined;

  /** Pins of earlier runs: whoever had the role keeps it under a new address, and nobody inherits it with the old one. */
  async function load(): Promise<void> {
    for (const { email, personId } of await members.list()) pins.set(email, personId);
  }

  async function isNamed(email: string, person: Account): Promise<boolean> {
    const pinned = pins.get(email);
    if (pinned !== undefined) return sameId(pinned, person.id);
    // Not pinned yet: only the person who has this address now can be meant.
    if (email !== person.email.toLowerCase()) return false;
    const resolved = await resolve(email);
    return resolved !== undefined && sameId(resolved, person.id);
  }

  /** Pins the address to whoever has it now, when nobody had it before. */
  async function resolve(email: string): Promise<string | undefined> {
    const pinned = pins.get(email);
    if (pinned !== undefined) return pinned;
    const found = await findByEmail(email);
    if (!found || !sameId(found.orgId, orgId)) {
      log.warn('an address of the policy is not of the own organisation; it gives no role');
      return undefined;
    }
    const { personId } = await members.pin(email, found.id, found.orgId);
    pins.set(email, personId);
    return personId;
  }

  async function idsOf(text: string, policy: Policy): Promise<string[]> {
    const member = memberOf(text, policy);
    const all = async (texts: readonly string[]) => (await Promise.all(texts.map((one) => idsOf(one, policy)))).flat();
    if (member.kind === 'email') return [await resolve(member.email)].flatMap((id) => id ?? []);
    if (member.kind === 'person-id') return [member.id];
    if (member.kind === 'person') return all(policy.people.get(member.name) ?? []);
    if (member.kind === 'group') return all(policy.groups.get(member.name)?.people ?? []);
    return [];
  }

  async function means(text: string, person: Account, policy: Policy, isFresh: boolean): Promise<boolean> {
    const member = memberOf(text, policy);
    switch (member.kind) {
      case 'everyone':
        return sameId(person.orgId, orgId);
      case 'email':
        return isNamed(member.email, person);
      case 'person-id':
        return sameId(member.id, person.id);
      case 'person':
        return any(policy.people.get(member.name) ?? [], (one) => means(one, person, policy, isFresh));
      case 'space':
        return isInSpace(member.id, person.id, { isFresh });
      case 'group': {
        const { people = [], spaces = [] } = policy.groups.get(member.name) ?? {};
        return (
          (await any(people, (one) => means(one, person, policy, isFresh))) ||
          any(spaces, (id) => isInSpace(id, person.id, { isFresh }))
        );
      }
      case 'unknown':
        return false;
    }
  }

  const isOurs: Who['isOurs'] = (of, { organisations }) =>
    of !== '' && (sameId(of, orgId) || organisations.some((one) => sameId(one, of)));

  async function ready(): Promise<void> {
    loaded ??= load();
    await loaded.catch((error) => {
      loaded = undefined;
      throw error;
    });
  }

  async function entryOf(left: Account, right: Account, policy: Policy): Promise<string | undefined> {
    await ready();
    for (const [name, accounts] of policy.people) {
      const isBoth = await Promise.all(
        [left, right].map((person) => any(accounts, (one) => means(one, person, policy, true))),
      );
      if (isBoth.every(Boolean)) return name;
    }
    return undefined;
  }

  return {
    isOurs,

    async resolve(email) {
      await ready();
      return resolve(email.toLowerCase());
    },

    async peopleOf(role, policy) {
      await ready();
      const ids = await Promise.all((policy.roles.get(role)?.members ?? []).map((one) => idsOf(one, policy)));
      return [...new Set(ids.flat())];
    },

    async rolesOf(person, policy, { isFresh = false } = {}) {
      if (!isOurs(person.orgId, policy)) return [];
      await ready();
      const held: string[] = [];
      for (const { name, members: named } of policy.roles.values())
        if (await any(named, (one) => means(one, person, policy, isFresh))) held.push(name);
      return policy.isRanked ? held.slice(-1) : held;
    },

    isSamePerson: async (left, right, policy) =>
      sameId(left.id, right.id) || (await entryOf(left, right, policy)) !== undefined,

    entryOf,
  };
}

/** One after the other: most are settled by the first, without a question to Webex. */
async function any<Item>(items: readonly Item[], test: (item: Item) => Promise<boolean>): Promise<boolean> {
  for (const item of items) if (await test(item)) return true;
  return false;
}
