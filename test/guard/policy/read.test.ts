import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readPolicy, toldFaults } from '#guard/policy/read.ts';
import { vocabulary } from '../../../src/app/policies.ts';

const read = (text: string) => readPolicy(text, 'policy.yaml', vocabulary);
const faultsIn = (text: string) => toldFaults('policy.yaml', read(text).faults ?? []);

const GOOD = `version: 1
roles:
  admin:
    members: [a@x.example]
    allow:
      - { commands: all, tiers: 0-3 }
`;

/** The good one with lines put before its roles, or below them. */
const withTop = (lines: string) => GOOD.replace('roles:\n', `${lines}\nroles:\n`);
const withRole = (lines: string) => `${GOOD}${lines}\n`;

test('a policy without faults is read with the lines of its rules', () => {
  const { policy } = read(GOOD);
  expect(policy?.roles.get('admin')?.rules).toEqual([
    expect.objectContaining({ effect: 'allow', commands: ['all'], tiers: [0, 1, 2, 3], line: 6, number: 1 }),
  ]);
});

describe.each<[string, string, string[]]>([
  ['nothing at all', '', ['policy.yaml: version must be 1', 'policy.yaml: roles is missing']],
  [
    'no YAML',
    'a: [b',
    ['policy.yaml, line 1: Flow sequence in block collection must be sufficiently indented and end with a ]'],
  ],
  ['a key twice', withRole('  admin:\n    members: []'), ['policy.yaml, line 7: Map keys must be unique']],
  ['a list in place of a block', withTop('groups: [a]'), ['policy.yaml, line 2: groups must be a block of keys']],
  ['a slip of a key', withTop('quiet-hour: []'), ['policy.yaml, line 2: quiet-hour is nothing a policy knows']],
  ['another version', GOOD.replace('1', '2'), ['policy.yaml, line 1: version must be 1']],
  [
    'a tier that there is not',
    GOOD.replace('0-3', '4'),
    ['policy.yaml, line 6: roles.admin.allow[1].tiers must be 0, 1, 2 or 3, a list of them, or a range such as 0-2'],
  ],
  [
    'no admin role',
    GOOD.replace('admin', 'boss'),
    ['policy.yaml, line 2: roles.admin is missing: it would leave no admin'],
  ],
  [
    'an empty admin role',
    GOOD.replace('a@x.example', ''),
    ['policy.yaml, line 3: roles.admin names no person: it would leave no admin'],
  ],
  [
    'admins who may only look',
    GOOD.replace('s: all', 's: look'),
    ['policy.yaml, line 3: roles.admin must be allowed "all" or "administer" on all devices, in all spaces'],
  ],
  [
    'admins by an empty group',
    withTop('groups: { none: {} }').replace('a@x.example', 'group:none'),
    [
      'policy.yaml, line 2: groups.none has neither people nor spaces',
      'policy.yaml, line 4: roles.admin names no person: it would leave no admin',
    ],
  ],
  [
    'a slip in a rule',
    GOOD.replace('s: all', 's: all, rebot: 1'),
    ['policy.yaml, line 6: roles.admin.allow[1].rebot is nothing a policy knows'],
  ],
  [
    'an unknown command of a list',
    GOOD.replace('s: all', 's: [all, rebot]'),
    ['policy.yaml, line 6: "rebot" is no command: did you mean "reboot"?'],
  ],
  [
    'a path that is none',
    GOOD.replace('s: all', 's: [all, "Audio..Set"]'),
    ['policy.yaml, line 6: "Audio..Set" is no path of the xAPI: write it like Audio.Volume.Set or Audio.*'],
  ],
  [
    'a member that is nobody',
    GOOD.replace('[a@x', '[alice, a@x'),
    [
      'policy.yaml, line 4: roles.admin: "alice" is nobody: write an e-mail address, a person id, a name of people, group:<name>, space:<id> or everyone',
    ],
  ],
  [
    'devices by name',
    GOOD.replace('0-3 }', '0-3 }\n      - { commands: look, devices: Fjord }'),
    [
      'policy.yaml, line 7: devices "Fjord": it is made of filters only. Write tag:lobby, location:Oslo, workspace:<id>, product:"Board Pro" or is:personal, also after "except".',
    ],
  ],
  [
    'a filter that there is not',
    GOOD.replace('0-3 }', '0-3 }\n      - { commands: look, devices: "is:red" }'),
    [expect.stringMatching(/^policy.yaml, line 7: devices "is:red": No device can be "is:red"/)],
  ],
  [
    'a rule that another takes away',
    withRole(
      '  op:\n    members: []\n    allow:\n      - commands: [mute, volume]\n    deny:\n      - commands: operate\n      - commands: [volume, mute]',
    ),
    ['policy.yaml, line 10: roles.op contradicts itself: deny 2 takes away all that allow 1 gives'],
  ],
  [
    'an approver who is no role',
    withRole('approvals:\n  - { by: boss, tiers: 3 }'),
    ['policy.yaml, line 8: there is no role "boss"'],
  ],
  [
    'approvers without members',
    withRole('  boss: { members: [] }\napprovals:\n  - { by: boss, tiers: 3 }'),
    ['policy.yaml, line 9: nobody could approve this: the roles of "by" have no members'],
  ],
  [
    'quiet hours of no length',
    withRole('quiet-hours:\n  - { from: "08:00", to: "08:00" }'),
    ['policy.yaml, line 8: begins and ends at the same time'],
  ],
  [
    'a time of day that is none',
    withRole('quiet-hours:\n  - { from: "25:00", to: "08:00" }'),
    ['policy.yaml, line 8: quiet-hours[1].from must be a time of day such as "22:00"'],
  ],
  [
    'a time zone that is none',
    withRole('quiet-hours:\n  - { from: "22:00", to: "08:00", time-zone: Mars }'),
    ['policy.yaml, line 8: quiet-hours[1].time-zone must be an IANA time zone such as Europe/Oslo'],
  ],
  [
    'one account for two people',
    withTop('people: { a: [a@x.example], b: [A@x.example] }'),
    ['policy.yaml, line 2: "A@x.example" can\'t be both a and b'],
  ],
  [
    'a space by its title',
    withRole('break-glass: { by: admin, tell: Room operations }'),
    ['policy.yaml, line 7: "Room operations" is no id of a space'],
  ],
])('%s', (_name, text, faults) => {
  test('is told with its line', () => {
    expect(faultsIn(text)).toEqual(faults);
  });
});

test('anchors that grow without end are refused', () => {
  const bomb = [
    'a: &a [x, x, x, x, x, x, x, x, x]',
    ...'bcdefgh'
      .split('')
      .map((name, index) => `${name}: &${name} [${Array(9).fill(`*${'abcdefg'[index]}`).join(', ')}]`),
  ];
  expect(faultsIn(bomb.join('\n'))).toEqual(['policy.yaml: holds anchors that refer to nothing, or to too much']);
  expect(faultsIn('x'.repeat(100_001))).toEqual(['policy.yaml: is longer than 100,000 characters']);
});

test('whatever stands in a file, it is a policy or a list of faults, each of one line', () => {
  const anything = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 300 }),
    fc.json({ maxDepth: 4 }),
    // A good one with something in the place of a piece of it.
    fc
      .tuple(fc.nat(GOOD.length), fc.nat(12), fc.string({ maxLength: 20 }))
      .map(([at, length, text]) => GOOD.slice(0, at) + text + GOOD.slice(at + length)),
    fc
      .tuple(
        fc.constantFrom('groups', 'people', 'approvals', 'limits', 'quiet-hours', 'not-in-call', 'break-glass'),
        fc.json(),
      )
      .map(([key, value]) => withTop(`${key}: ${value}`)),
  );
  fc.assert(
    fc.property(anything, (text) => {
      const result = read(text);
      const faults = result.faults ?? [];
      expect(faults.length > 0 || result.policy !== undefined).toBe(true);
      expect(faults.filter((fault) => fault.text.includes('\n') || (fault.line ?? 1) < 1)).toEqual([]);
    }),
    { numRuns: 400 },
  );
});
