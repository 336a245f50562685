import { describe, expect, test } from 'vitest';
import { commands } from '#features/index.ts';
import { authorise } from '#guard/authorise.ts';
import { decide } from '#guard/policy/decide.ts';
import { policyOfLists } from '#guard/policy/from-lists.ts';
import type { Permission, Tier } from '#intent/asker.ts';
import type { Command } from '#intent/command.ts';
import { Problem } from '#lib/problem.ts';

const ROLES = ['admin', 'operator', 'viewer', undefined] as const;
type Role = (typeof ROLES)[number];
const TIERS: readonly Tier[] = [0, 1, 2, 3];
const policy = policyOfLists({ admins: [], operators: [], viewers: [] });
const space = { id: 'space', type: 'group' as const };

/** What the three lists have always meant, said without the engine. */
const HIGHEST: Record<'admin' | 'operator' | 'viewer', { needs: Permission[]; tier: Tier }> = {
  admin: { needs: ['look', 'operate', 'administer'], tier: 3 },
  operator: { needs: ['look', 'operate'], tier: 2 },
  viewer: { needs: ['look'], tier: 0 },
};

const isWanted = (role: Role, needs: Permission, tier: Tier): boolean =>
  needs === 'open' || (role !== undefined && HIGHEST[role].needs.includes(needs) && tier <= HIGHEST[role].tier);

const allows = (role: Role, { name, needs }: Pick<Command, 'name' | 'needs'>, tier: Tier): boolean =>
  decide(
    policy,
    role === undefined ? [] : [role],
    { command: name, needs, tier, sends: [], space },
    [],
    () => undefined,
  ).isAllowed;

const cases = ROLES.flatMap((role) =>
  commands.flatMap((command) =>
    (command.kind === 'read' ? TIERS.slice(0, 1) : TIERS).map((tier) => ({ role, command, tier, name: command.name })),
  ),
);

test.each(cases)('$role · $name · tier $tier', ({ role, command, tier }) => {
  expect(allows(role, command, tier)).toBe(isWanted(role, command.needs, tier));
});

test('every command that changes something needs more than looking', () => {
  const changes = commands.filter(({ kind }) => kind === 'change');
  expect(changes.length).toBeGreaterThan(8);
  expect(changes.filter(({ needs }) => needs !== 'operate' && needs !== 'administer')).toEqual([]);
});

describe('a refusal', () => {
  const refusal = (role: Role, needs: Permission, admins: string[]) => {
    try {
      authorise(
        { policy, roles: role === undefined ? [] : [role] },
        {
          wanted: { command: 'reboot', needs, tier: needs === 'administer' ? 3 : 0, sends: [], space },
          devices: [],
          chooses: () => undefined,
          what: 'Restart a device',
          admins,
          mayLook: role === 'viewer',
        },
      );
    } catch (error) {
      if (error instanceof Problem) return error;
    }
    throw new Error('it was allowed');
  };

  test('says what is missing and whom to ask', () => {
    const { message, hint, code } = refusal('viewer', 'operate', ['a@x', 'b@x', 'c@x', 'd@x']);
    expect({ message, hint, code }).toEqual({
      message: 'You can look, but not restart a device',
      hint: 'That needs the operator role. Your role: viewer. Ask a@x or b@x or c@x.',
      code: 'not-allowed',
    });
  });

  test('names nobody when there is nobody to name', () => {
    expect(refusal(undefined, 'look', ['everyone']).hint).toMatch(/Ask whoever runs this bot/);
    expect(refusal(undefined, 'look', []).next).toEqual([]);
    expect(refusal('operator', 'administer', []).message).toBe("You can't restart a device");
  });
});
