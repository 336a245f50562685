import type { Tier } from '#intent/asker.ts';
import { ADMIN, type Policy, type RolePolicy } from './policy.ts';

export interface RoleLists {
  admins: readonly string[];
  operators: readonly string[];
  viewers: readonly string[];
}

/** The policy of a bot without a policy file. Roles are named from the least to the most. */
export function policyOfLists({ admins, operators, viewers }: RoleLists): Policy {
  return {
    source: 'the lists ADMINS, OPERATORS and VIEWERS',
    isRanked: true,
    organisations: [],
    people: new Map(),
    groups: new Map(),
    roles: new Map([
      ['viewer', role('viewer', viewers, ['look'], [0])],
      ['operator', role('operator', operators, ['look', 'operate'], [0, 1, 2])],
      [ADMIN, role(ADMIN, admins, ['all'], [0, 1, 2, 3])],
    ]),
    approvals: [],
    limits: { perPerson: undefined, perSpace: undefined },
    quietHours: [],
    notInCall: [],
    serviceApp: [],
    breakGlass: undefined,
  };
}

const role = (name: string, list: readonly string[], commands: string[], tiers: Tier[]): RolePolicy => ({
  name,
  members: list.map((one) => (one === '*' ? 'everyone' : one)),
  rules: [{ effect: 'allow', role: name, number: 1, line: undefined, commands, tiers }],
  mostDevices: undefined,
});
