import { describe, expect, test } from 'vitest';
import { commands } from '#features/index.ts';
import { authorise, may, permissionFor } from '#guard/authorise.ts';
import type { Role } from '#guard/roles.ts';
import type { Permission, Tier } from '#intent/command.ts';
import { Problem } from '#lib/problem.ts';

const ROLES: (Role | undefined)[] = ['admin', 'operator', 'viewer', undefined];

test.each<[Permission, boolean[]]>([
  ['open', [true, true, true, true]],
  ['look', [true, true, true, false]],
  ['operate', [true, true, false, false]],
  ['administer', [true, false, false, false]],
])('"%s" is for admin, operator, viewer, nobody: %j', (permission, allowed) => {
  expect(ROLES.map((role) => may(role, permission))).toEqual(allowed);
});

test.each<[Tier, boolean[]]>([
  [0, [true, true, false, false]],
  [1, [true, true, false, false]],
  [2, [true, true, false, false]],
  [3, [true, false, false, false]],
])('a change of tier %i is for admin, operator, viewer, nobody: %j', (tier, allowed) => {
  expect(ROLES.map((role) => may(role, permissionFor(tier)))).toEqual(allowed);
});

test('every command that changes something needs more than looking', () => {
  const changes = commands.filter(({ kind }) => kind === 'change');
  expect(changes.length).toBeGreaterThan(8);
  expect(changes.filter(({ needs }) => needs !== 'operate' && needs !== 'administer')).toEqual([]);
});

describe('a refusal', () => {
  const refusal = (role: Role | undefined, permission: Permission, admins: string[]) => {
    try {
      authorise({ role }, permission, 'Restart a device', admins);
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
    expect(refusal(undefined, 'look', ['*']).hint).toMatch(/Ask whoever runs this bot/);
    expect(refusal(undefined, 'look', []).next).toEqual([]);
    expect(refusal('operator', 'administer', []).message).toBe("You can't restart a device");
  });
});
