import { DIRECT } from './matches.ts';
import { type Policy, type Rule, type Sends, tiersIn } from './policy.ts';

const LONGEST_LIST = 8;

/** A rule as a person reads it: "volume, mute · on tag:lobby · tiers 0 to 2". */
export function ruleWords({ effect, commands, devices, spaces, tiers, because }: Rule): string {
  const more = commands.length - LONGEST_LIST;
  const names = [...commands.slice(0, LONGEST_LIST), ...(more > 0 ? [`${more} more`] : [])].join(', ');
  const isOfTiers = commands.some((command) => command !== 'look') && !(effect === 'deny' && tiers.length === 4);
  return [
    effect === 'deny' ? `not: ${names}` : names,
    ...(isOfTiers ? [tierWords(tiers)] : []),
    ...(devices === undefined ? [] : [`on ${devices}`]),
    ...(spaces === undefined ? [] : [placesIn(spaces)]),
    ...(because === undefined ? [] : [because]),
  ].join(' · ');
}

/** "tiers 0 to 2". */
export const tierWords = (tiers: Rule['tiers']): string => `${tiers.length > 1 ? 'tiers' : 'tier'} ${tiersIn(tiers)}`;

/** Where a rule holds, in words: "in direct messages only". */
export function placesIn(spaces: readonly string[]): string {
  const others = spaces.filter((space) => space !== DIRECT).length;
  const named = others === 0 ? [] : [others === 1 ? 'in one space' : `in ${others} spaces`];
  return [...(spaces.includes(DIRECT) ? ['in direct messages'] : []), ...named].join(' and ').concat(' only');
}

/** What the rules of these roles say, a line each: the role, and the rule. */
export const rulesOf = (
  policy: Policy,
  roles: readonly string[],
): { role: string; words: string; line: number | undefined }[] =>
  roles.flatMap((name) =>
    (policy.roles.get(name)?.rules ?? []).map((rule) => ({ role: name, words: ruleWords(rule), line: rule.line })),
  );

/**
 * What the service app does for people without a login, a line a rule; with `roles` only the rules that hold for somebody who
 * has these.
 */
export const standInWords = ({ serviceApp }: Pick<Policy, 'serviceApp'>, roles?: readonly string[]): string[] =>
  serviceApp
    .filter((rule) => !roles || rule.roles === undefined || rule.roles.some((role) => roles.includes(role)))
    .map(({ commands = [], tiers, roles: whose, line }) =>
      [
        commands.join(', '),
        ...(tiers.every((tier) => tier === 0) ? [] : [tierWords(tiers)]),
        ...(whose === undefined ? [] : [`for ${whose.join(', ')}`]),
      ]
        .join(' · ')
        .concat(line === undefined ? '' : ` (line ${line})`),
    );

/** What the verbs in restrictions stand for, a line each: "line 14: reboot also stands for SystemUnit.Boot". */
export function restrictedWords({ roles, approvals, quietHours, notInCall }: Policy): string[] {
  const denials = [...roles.values()].flatMap(({ rules }) => rules.filter(({ effect }) => effect === 'deny'));
  const all: { line: number | undefined; sends?: Sends }[] = [...denials, ...approvals, ...quietHours, ...notInCall];
  return all
    .sort((left, right) => (left.line ?? 0) - (right.line ?? 0))
    .flatMap(({ line, sends }) =>
      [...(sends ?? [])].map(([verb, paths]) => `line ${line}: ${verb} also stands for ${paths.join(', ')}`),
    );
}
