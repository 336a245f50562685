import type { Permission } from '#intent/asker.ts';
import { nearest } from '#lib/nearest.ts';
import { Problem } from '#lib/problem.ts';
import { ALL, DIRECT, isPath, KINDS } from './matches.ts';
import { isId, memberOf } from './member.ts';
import { ADMIN, type Policy, type Rule } from './policy.ts';
import type { Fault, Path } from './read.ts';

/** What a policy can be about, as the rest of the house knows it. */
export interface Vocabulary {
  commands: readonly { name: string; needs: Permission; sends?: readonly string[] }[];
  /** Throws a Problem for words that choose no devices whatever there is, such as an unknown filter. */
  checkDevices(words: string): void;
}

type LineOf = (path: Path) => number | undefined;

const PATH = /^[A-Za-z]\w*(\.\w+)*(\.\*)?$/;

/** What is wrong with a policy that has the right shape: names of nothing, rules without effect, nobody who runs it. */
export function checkPolicy(policy: Policy, vocabulary: Vocabulary, lineOf: LineOf): Fault[] {
  const faults: Fault[] = [];
  const fault = (path: Path, text: string) => void faults.push({ line: lineOf(path), text });
  checkPeople(policy, fault);
  checkRoles(policy, vocabulary, fault);
  checkAdmin(policy, fault);
  checkOthers(policy, vocabulary, fault);
  return faults;
}

type Say = (path: Path, text: string) => void;

/** Accounts, groups and members that lead nowhere. */
function checkPeople(policy: Policy, fault: Say): void {
  const owners = new Map<string, string>();
  for (const [name, accounts] of policy.people) {
    for (const account of accounts) {
      const kind = memberOf(account, policy).kind;
      if (kind !== 'email' && kind !== 'person-id')
        fault(['people', name], `people.${name}: "${account}" is no e-mail address and no person id`);
      const owner = owners.get(account.toLowerCase());
      if (owner !== undefined && owner !== name)
        fault(['people', name], `"${account}" can't be both ${owner} and ${name}`);
      owners.set(account.toLowerCase(), name);
    }
  }
  for (const [name, { people, spaces }] of policy.groups) {
    if (people.length + spaces.length === 0) fault(['groups', name], `groups.${name} has neither people nor spaces`);
    for (const person of people)
      if (!['email', 'person-id', 'person'].includes(memberOf(person, policy).kind))
        fault(['groups', name], `groups.${name}: "${person}" is no e-mail address, no person id and nobody of people`);
    for (const space of spaces)
      if (!isId(space)) fault(['groups', name], `groups.${name}: "${space}" is no id of a space`);
  }
  for (const [name, { members }] of policy.roles)
    for (const [index, member] of members.entries())
      if (memberOf(member, policy).kind === 'unknown')
        fault(['roles', name, 'members', index], `roles.${name}: "${member}" is nobody: ${MEMBERS}`);
  for (const [index, id] of policy.organisations.entries())
    if (!isId(id)) fault(['organisations', index], `"${id}" is no id of an organisation`);
}

const MEMBERS = 'write an e-mail address, a person id, a name of people, group:<name>, space:<id> or everyone';

function checkRoles(policy: Policy, vocabulary: Vocabulary, fault: Say): void {
  for (const [name, { rules }] of policy.roles) {
    for (const rule of rules) {
      const path: Path = ['roles', name, rule.effect, rule.number - 1];
      checkCommands(rule.commands, vocabulary, path, fault);
      checkDevices(rule.devices, vocabulary, path, fault);
      for (const space of rule.spaces ?? [])
        if (space !== DIRECT && !isId(space)) fault(path, `"${space}" is neither "direct" nor an id of a space`);
      const denial = rule.effect === 'allow' ? rules.find((other) => takesAllOf(other, rule)) : undefined;
      if (denial)
        fault(
          path,
          `roles.${name} contradicts itself: deny ${denial.number} takes away all that allow ${rule.number} gives`,
        );
    }
  }
}

const takesAllOf = (denial: Rule, rule: Rule): boolean =>
  denial.effect === 'deny' &&
  (denial.devices === undefined || denial.devices === rule.devices) &&
  (denial.spaces === undefined || rule.spaces?.every((space) => denial.spaces?.includes(space)) === true) &&
  rule.tiers.every((tier) => denial.tiers.includes(tier)) &&
  (denial.commands.includes(ALL) || rule.commands.every((command) => denial.commands.includes(command)));

function checkAdmin(policy: Policy, fault: Say): void {
  const admin = policy.roles.get(ADMIN);
  if (!admin) {
    fault(['roles'], `roles.${ADMIN} is missing: it would leave no admin`);
    return;
  }
  const isSomebody = (member: string): boolean => {
    const found = memberOf(member, policy);
    if (found.kind === 'group') return (policy.groups.get(found.name)?.people.length ?? 0) > 0;
    return ['email', 'person-id', 'person', 'everyone'].includes(found.kind);
  };
  if (!admin.members.some(isSomebody))
    fault(['roles', ADMIN], `roles.${ADMIN} names no person: it would leave no admin`);
  const runs = admin.rules.some(
    ({ effect, commands, spaces, devices }) =>
      effect === 'allow' && !spaces && !devices && (commands.includes(ALL) || commands.includes('administer')),
  );
  if (!runs)
    fault(['roles', ADMIN], `roles.${ADMIN} must be allowed "all" or "administer" on all devices, in all spaces`);
}

function checkOthers(policy: Policy, vocabulary: Vocabulary, fault: Say): void {
  const limits = [
    ['approvals', policy.approvals],
    ['quiet-hours', policy.quietHours],
    ['not-in-call', policy.notInCall],
    ['service-app', policy.serviceApp],
  ] as const;
  for (const [section, rules] of limits)
    for (const [index, rule] of rules.entries()) {
      const path: Path = [section, index];
      checkCommands(rule.commands ?? [], vocabulary, path, fault);
      checkDevices(rule.devices, vocabulary, path, fault);
      checkKnown(rule.roles ?? [], policy, path, fault);
    }
  for (const [index, { by, askIn }] of policy.approvals.entries()) {
    checkKnown(by, policy, ['approvals', index], fault);
    if (by.every((role) => policy.roles.get(role)?.members.length === 0))
      fault(['approvals', index], 'nobody could approve this: the roles of "by" have no members');
    if (askIn !== undefined && !isId(askIn)) fault(['approvals', index, 'ask-in'], `"${askIn}" is no id of a space`);
  }
  for (const [index, { from, to }] of policy.quietHours.entries())
    if (from === to) fault(['quiet-hours', index], 'begins and ends at the same time');
  if (policy.breakGlass) {
    checkKnown(policy.breakGlass.by, policy, ['break-glass'], fault);
    if (!isId(policy.breakGlass.tell))
      fault(['break-glass', 'tell'], `"${policy.breakGlass.tell}" is no id of a space`);
  }
}

function checkCommands(commands: readonly string[], vocabulary: Vocabulary, path: Path, fault: Say): void {
  const names = vocabulary.commands.map(({ name }) => name);
  for (const command of commands) {
    if (command === ALL || KINDS.includes(command) || names.includes(command)) continue;
    if (isPath(command)) {
      if (!PATH.test(command))
        fault(path, `"${command}" is no path of the xAPI: write it like Audio.Volume.Set or Audio.*`);
      continue;
    }
    const [best] = nearest(command.toLowerCase(), [...names, ALL, ...KINDS], { max: 1 });
    fault(path, `"${command}" is no command${best === undefined ? '' : `: did you mean "${best}"?`}`);
  }
}

function checkDevices(words: string | undefined, { checkDevices: check }: Vocabulary, path: Path, fault: Say): void {
  if (words === undefined) return;
  try {
    check(words);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    fault(path, `devices "${words}": ${error.message}${error.hint === undefined ? '' : `. ${error.hint}`}`);
  }
}

function checkKnown(roles: readonly string[], policy: Policy, path: Path, fault: Say): void {
  for (const role of roles) if (!policy.roles.has(role)) fault(path, `there is no role "${role}"`);
}
