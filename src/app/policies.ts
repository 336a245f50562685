import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Chat } from '#chat/index.ts';
import { commands } from '#features/index.ts';
import { checkChoice } from '#fleet/chooses.ts';
import { createGuard, type Guard } from '#guard/guard.ts';
import { policyOfLists } from '#guard/policy/from-lists.ts';
import { openPolicy, type PolicyHolder, type PolicyNews } from '#guard/policy/holder.ts';
import type { Found, Lookup } from '#guard/policy/lookup.ts';
import { createWho, type Who } from '#guard/who.ts';
import type { Clock } from '#lib/clock.ts';
import type { Logger } from '#lib/log.ts';
import { Problem } from '#lib/problem.ts';
import type { Store } from '#store/index.ts';
import { WebexError } from '#webex/errors.ts';
import type { Webex } from '#webex/index.ts';
import type { Config } from '../config.ts';
import { createMembership } from './membership.ts';

/** What a policy file is checked against: the commands of this bot, and how devices are chosen. */
export const vocabulary = { commands, checkDevices: checkChoice };

/**
 * The policy of this bot: that of the file where there is one, else that of the lists. Throws a Problem when the file has
 * faults and no earlier one is known, and when a file that was named in the settings is not there.
 */
export async function openPolicies(config: Config, store: Pick<Store, 'notes'>, log: Logger): Promise<PolicyHolder> {
  const lists = () => policyOfLists(config.roles);
  if (!config.policyFile) return { current: lists, look: async () => undefined, faults: () => [], first: undefined };
  const { path, isNamed } = config.policyFile;
  let isFirst = true;
  return openPolicy({
    source: basename(path),
    async read() {
      try {
        return await readFile(path, 'utf8');
      } catch (error) {
        if (!isMissing(error)) throw unreadable(path, error);
        if (isNamed && isFirst) throw unreadable(path, error);
        return undefined;
      } finally {
        isFirst = false;
      }
    },
    // Read each time: they are short, and tests change them.
    without: lists,
    vocabulary,
    notes: store.notes,
    log,
  });
}

const isMissing = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'ENOENT';

const unreadable = (path: string, cause: unknown) =>
  new Problem(`The policy file ${basename(path)} can't be read.`, {
    code: 'policy-unreadable',
    hint: 'Look at POLICY_FILE and who may read that file.',
    cause,
  });

/** Who may do what, by the policy in force, and how that is read again. */
export function createRights({
  policies,
  chat,
  webex,
  store,
  clock,
  log,
}: {
  policies: PolicyHolder;
  chat: Pick<Chat, 'me'>;
  webex: Webex;
  store: Pick<Store, 'members'>;
  clock: Clock;
  log: Logger;
}): { guard: Guard; look(): Promise<PolicyNews | undefined> } {
  const { orgId, id: me } = chat.me;
  const who = createWho({
    orgId,
    members: store.members,
    findByEmail: async (email) => (await webex.people.list({ email }))[0],
    isInSpace: createMembership({ webex, clock }),
    log,
  });
  const needs = new Map(commands.map((command) => [command.name, command.needs]));
  const guard = createGuard({ policy: policies.current, who, needsOf: (name) => needs.get(name) });
  const lookup = createLookup({ webex, who, orgId, me });
  return { guard, look: () => policies.look(lookup) };
}

/** How the names of a policy are looked up; Webex that is away finds no fault with any of them. */
function createLookup({
  webex,
  who,
  orgId,
  me,
}: {
  webex: Pick<Webex, 'people' | 'memberships'>;
  who: Pick<Who, 'isOurs' | 'resolve'>;
  orgId: string;
  /** The bot's own person id. */
  me: string;
}): Lookup {
  return {
    email: (address) => asked(async () => ((await who.resolve(address)) ? 'found' : 'missing')),
    person: (id, policy) =>
      asked(async () => (who.isOurs((await webex.people.get(id)).orgId || orgId, policy) ? 'found' : 'foreign')),
    space: (id) =>
      asked(async () =>
        (await webex.memberships.list({ roomId: id, personId: me })).length > 0 ? 'found' : 'missing',
      ),
  };
}

async function asked(question: () => Promise<Found>): Promise<Found> {
  try {
    return await question();
  } catch (error) {
    if (!(error instanceof WebexError)) throw error;
    return error.outcome === 'refused' && error.status !== 401 ? 'missing' : 'unknown';
  }
}
