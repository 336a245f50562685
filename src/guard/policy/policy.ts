import type { z } from 'zod';
import type { Tier } from '#intent/asker.ts';
import type { PolicyShape } from './shape.ts';

type File = z.output<typeof PolicyShape>;

/** Of the verbs that a rule names: the xAPI commands that each of them sends. A restriction is about those as well. */
export type Sends = ReadonlyMap<string, readonly string[]>;

/** One line of a role: what it allows, or denies whatever else allows it. */
export interface Rule {
  effect: 'allow' | 'deny';
  role: string;
  /** The how manieth of its kind in that role, from 1. */
  number: number;
  /** Of the file; undefined for rules that were made of the lists of the environment. */
  line: number | undefined;
  commands: readonly string[];
  sends?: Sends;
  tiers: readonly Tier[];
  devices?: string | undefined;
  spaces?: readonly string[] | undefined;
  because?: string | undefined;
}

export interface RolePolicy {
  name: string;
  /** E-mail addresses, ids and names of people, `group:…`, `space:…`, `everyone`. */
  members: readonly string[];
  rules: readonly Rule[];
  mostDevices: number | undefined;
  mostDevicesLine?: number | undefined;
}

export interface Concerned {
  commands?: readonly string[] | undefined;
  sends?: Sends;
  devices?: string | undefined;
  roles?: readonly string[] | undefined;
  tiers: readonly Tier[];
  line: number | undefined;
}

/** A second person has to agree. */
export interface ApprovalRule extends Concerned {
  fromDevices: number;
  by: readonly string[];
  askIn: string | undefined;
  /** Milliseconds. */
  validMs: number;
}

export interface QuietHours extends Concerned {
  days: readonly File['quiet-hours'][number]['days'][number][];
  /** Minutes after midnight; up to a `to` before it, over midnight. */
  from: number;
  to: number;
  timeZone: string | undefined;
}

/** Who may do what: what the file or the lists of the environment say. Nothing that is not allowed here is done. */
export interface Policy {
  /** How it is called in sentences: "policy.yaml", or "the lists ADMINS, OPERATORS and VIEWERS". */
  source: string;
  /** Each role includes those before it, so that people have the last of theirs only. */
  isRanked?: true;
  organisations: readonly string[];
  people: ReadonlyMap<string, readonly string[]>;
  /** The lines of the file that name them. */
  peopleLines?: ReadonlyMap<string, number | undefined>;
  groups: ReadonlyMap<string, { people: readonly string[]; spaces: readonly string[] }>;
  /** In the order of the file. */
  roles: ReadonlyMap<string, RolePolicy>;
  approvals: readonly ApprovalRule[];
  /** Requests a minute. */
  limits: {
    perPerson: number | undefined;
    perSpace: number | undefined;
    perPersonLine?: number | undefined;
    perSpaceLine?: number | undefined;
  };
  quietHours: readonly QuietHours[];
  notInCall: readonly Concerned[];
  /** What the service app does for people who have no login of their own. */
  serviceApp: readonly Concerned[];
  breakGlass: { by: readonly string[]; tell: string } | undefined;
}

/** The role whose people run this bot: they break locks, read the whole audit and are told of faults. */
export const ADMIN = 'admin';

/**
 * What a file says, as the bot uses it. `lineOf` gives the line of a path in the file, `sendsOf` the xAPI commands that a
 * command sends, by its name.
 */
export function policyOf(
  file: File,
  source: string,
  lineOf: (path: (string | number)[]) => number | undefined,
  sendsOf: (command: string) => readonly string[],
): Policy {
  const sent = (names: readonly string[] = []): Sends =>
    new Map(names.map((name) => [name, sendsOf(name)] as const).filter(([, paths]) => paths.length > 0));
  const concerned = (
    { commands, devices, roles, tiers }: Pick<Concerned, 'commands' | 'devices' | 'roles' | 'tiers'>,
    path: (string | number)[],
  ): Concerned => ({ commands, sends: sent(commands), devices, roles, tiers, line: lineOf(path) });
  const roles = Object.entries(file.roles).map(([name, role]): [string, RolePolicy] => {
    const rules = (['allow', 'deny'] as const).flatMap((effect) =>
      role[effect].map(
        (rule, index): Rule => ({
          ...rule,
          sends: sent(rule.commands),
          effect,
          role: name,
          number: index + 1,
          line: lineOf(['roles', name, effect, index]),
        }),
      ),
    );
    const mostDevices = role['most-devices'];
    return [
      name,
      { name, members: role.members, rules, mostDevices, mostDevicesLine: lineOf(['roles', name, 'most-devices']) },
    ];
  });
  const { 'per-person': perPerson, 'per-space': perSpace } = file.limits;
  return {
    source,
    organisations: file.organisations,
    people: new Map(Object.entries(file.people)),
    peopleLines: new Map(Object.keys(file.people).map((name) => [name, lineOf(['people', name])])),
    groups: new Map(Object.entries(file.groups)),
    roles: new Map(roles),
    approvals: file.approvals.map((rule, index) => ({
      ...concerned(rule, ['approvals', index]),
      fromDevices: rule['from-devices'],
      by: rule.by,
      askIn: rule['ask-in'],
      validMs: rule.valid,
    })),
    limits: {
      perPerson,
      perSpace,
      perPersonLine: lineOf(['limits', 'per-person']),
      perSpaceLine: lineOf(['limits', 'per-space']),
    },
    quietHours: file['quiet-hours'].map((rule, index) => ({
      ...concerned(rule, ['quiet-hours', index]),
      days: rule.days,
      from: rule.from,
      to: rule.to,
      timeZone: rule['time-zone'],
    })),
    notInCall: file['not-in-call'].map((rule, index) => concerned(rule, ['not-in-call', index])),
    serviceApp: file['service-app'].map((rule, index) => concerned(rule, ['service-app', index])),
    breakGlass: file['break-glass'],
  };
}

/** A range of tiers for people: "0 to 2", "3". */
export const tiersIn = (tiers: readonly Tier[]): string => {
  const sorted = [...new Set(tiers)].sort();
  const [first, last] = [sorted.at(0), sorted.at(-1)];
  const isRange = sorted.length > 1 && sorted.length === Number(last) - Number(first) + 1;
  return isRange ? `${first} to ${last}` : sorted.join(', ');
};
