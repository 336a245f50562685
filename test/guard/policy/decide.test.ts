import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decide, isVisible, mayAny } from '#guard/policy/decide.ts';
import { policyOfLists } from '#guard/policy/from-lists.ts';
import type { Wanted } from '#guard/policy/matches.ts';
import type { Policy, Rule } from '#guard/policy/policy.ts';
import { Device } from '#webex/devices.ts';

const device = (id: string, tags: string[] = []) => Device.parse({ id, displayName: id, tags });
/** Words of a rule are a tag here; "unknown" can't be told. */
const chooses = (words: string, { tags }: Device) => (words === 'unknown' ? undefined : tags.includes(words));

const rule = fc.record<Omit<Rule, 'role' | 'number' | 'line'>>({
  effect: fc.constantFrom('allow', 'deny'),
  commands: fc.subarray(['all', 'look', 'operate', 'volume', 'reboot', 'Audio.*', 'SystemUnit.Boot'], { minLength: 1 }),
  tiers: fc.subarray([0, 1, 2, 3], { minLength: 1 }),
  devices: fc.constantFrom(undefined, undefined, 'lobby', 'vip', 'unknown'),
  spaces: fc.constantFrom(undefined, undefined, ['direct'], ['here']),
});
const policies = fc.array(fc.array(rule, { maxLength: 4 }), { minLength: 1, maxLength: 3 }).map((roles): Policy => {
  const named = roles.map((rules, index) => {
    const name = `role${index}`;
    return [
      name,
      {
        name,
        members: [],
        mostDevices: undefined,
        rules: rules.map((one, at) => ({ ...one, role: name, number: at, line: undefined })),
      },
    ] as const;
  });
  return { ...policyOfLists({ admins: [], operators: [], viewers: [] }), roles: new Map(named) };
});
const wanteds = fc.record<Wanted>({
  command: fc.constantFrom('volume', 'reboot', 'mute'),
  needs: fc.constantFrom('look', 'operate'),
  tier: fc.constantFrom(0, 1, 2, 3),
  sends: fc.subarray(['Audio.Volume.Set', 'SystemUnit.Boot']),
  space: fc.constantFrom({ id: 'here', type: 'group' }, { id: 'mine', type: 'direct' }),
});
const devices = fc.array(
  fc.subarray(['lobby', 'vip']).map((tags) => device(tags.join('-') || 'plain', tags)),
  { maxLength: 3 },
);
const held = fc.subarray(['role0', 'role1', 'role2', 'gone']);

test('without a role nothing is allowed but what is open to everybody', () => {
  fc.assert(
    fc.property(policies, wanteds, devices, (policy, wanted, targets) => {
      expect(decide(policy, [], wanted, targets, chooses).isAllowed).toBe(false);
      expect(decide(policy, [], { ...wanted, needs: 'open' }, targets, chooses).isAllowed).toBe(true);
    }),
  );
});

test('what is allowed for several devices is allowed for each, and the other way round', () => {
  fc.assert(
    fc.property(
      policies,
      held,
      wanteds,
      devices.filter(({ length }) => length > 0),
      (policy, roles, wanted, targets) => {
        const together = decide(policy, roles, wanted, targets, chooses).isAllowed;
        expect(together).toBe(targets.every((one) => decide(policy, roles, wanted, [one], chooses).isAllowed));
      },
    ),
  );
});

test('one more denial never allows, and one more allowance never denies', () => {
  fc.assert(
    fc.property(policies, held, rule, wanteds, devices, (policy, roles, extra, wanted, targets) => {
      const before = decide(policy, roles, wanted, targets, chooses).isAllowed;
      const [role] = roles;
      const found = role === undefined ? undefined : policy.roles.get(role);
      if (!found) return;
      const more = { ...extra, role: found.name, number: 99, line: undefined };
      const grown = {
        ...policy,
        roles: new Map(policy.roles).set(found.name, { ...found, rules: [...found.rules, more] }),
      };
      const after = decide(grown, roles, wanted, targets, chooses).isAllowed;
      expect(extra.effect === 'deny' ? after && !before : before && !after).toBe(false);
    }),
  );
});

test('what nobody can tell does not allow and does deny', () => {
  fc.assert(
    fc.property(policies, held, wanteds, devices, (policy, roles, wanted, targets) => {
      const sure = decide(policy, roles, wanted, targets, (words, one) => chooses(words, one) ?? true).isAllowed;
      const doubtful = decide(policy, roles, wanted, targets, chooses).isAllowed;
      const pessimist = decide(policy, roles, wanted, targets, () => undefined).isAllowed;
      if (!sure && doubtful) {
        // Only a denial on "unknown" can turn a yes into a no when it is sure.
        expect.unreachable();
      }
      if (pessimist) expect(doubtful).toBe(true);
    }),
  );
});

test('whoever may do something is offered its kind, and sees the device', () => {
  fc.assert(
    fc.property(policies, held, wanteds, devices, (policy, roles, wanted, targets) => {
      if (!decide(policy, roles, wanted, targets, chooses).isAllowed) return;
      const needsOf = (name: string) => (['volume', 'reboot', 'mute'].includes(name) ? wanted.needs : undefined);
      const isByPath = wanted.needs === 'look' && wanted.sends.length > 0;
      if (!isByPath) expect(mayAny(policy, roles, wanted.needs, wanted.space, needsOf)).toBe(true);
    }),
  );
});

test('a device that only a rule of another space shows is not there', () => {
  const policy: Policy = {
    ...policyOfLists({ admins: [], operators: [], viewers: [] }),
    roles: new Map([
      [
        'lobby',
        {
          name: 'lobby',
          members: [],
          mostDevices: undefined,
          rules: [
            {
              effect: 'allow',
              role: 'lobby',
              number: 1,
              line: 1,
              commands: ['look'],
              tiers: [0],
              devices: 'lobby',
              spaces: ['here'],
            },
          ],
        },
      ],
    ]),
  };
  const sees = (id: string, tags: string[]) =>
    isVisible(policy, ['lobby'], { space: { id, type: 'group' } }, device('x', tags), chooses);
  expect([sees('here', ['lobby']), sees('here', ['vip']), sees('there', ['lobby'])]).toEqual([true, false, false]);
});
