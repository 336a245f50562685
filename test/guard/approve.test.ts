import { describe, expect, test } from 'vitest';
import { effectsOf, factsOf } from '#guard/approval-effect.ts';
import { namedIn } from '#guard/approval-people.ts';
import { requestReply } from '#guard/approval-replies.ts';
import { approvalNeeded, approversIn, mayApprove, shortIdOf } from '#guard/approve.ts';
import type { Change } from '#guard/limits/limits.ts';
import type { Policy } from '#guard/policy/policy.ts';
import { readPolicy } from '#guard/policy/read.ts';
import type { Plan } from '#intent/command.ts';
import { createRenderer } from '#render/index.ts';
import { Device } from '#webex/devices.ts';
import { newApproval } from '../store/samples.ts';

const CARDS = new URL('../../cards', import.meta.url).pathname;

const policyOf = (approvals: string, more = ''): Policy => {
  const { policy, faults } = readPolicy(
    `version: 1
people:
  carol: [carol@fjordbank.example, carol.other@fjordbank.example]
groups:
  board: { people: [dora@fjordbank.example, carol] }
roles:
  operator: { members: [bob@fjordbank.example], allow: [{ commands: operate }] }
  lead: { members: [carol, "group:board"], allow: [{ commands: look }] }
  admin: { members: [alice@fjordbank.example, carol, everyone], allow: [{ commands: all, tiers: 0-3 }] }
${more}
approvals:
${approvals}
`,
    'policy.yaml',
    { commands: [], checkDevices: () => {} },
  );
  if (!policy) throw new Error(JSON.stringify(faults));
  return policy;
};

const device = (id: string, tags: string[] = []): Device =>
  Device.parse({ id, displayName: id, tags, connectionStatus: 'connected' });
const change = ({ tier = 2, ...more }: Partial<Change> & { tier?: 0 | 1 | 2 | 3 } = {}): Change => ({
  wanted: {
    command: 'reboot',
    needs: 'operate',
    tier,
    sends: ['SystemUnit.Boot'],
    space: { id: 'space', type: 'group' },
  },
  roles: ['operator'],
  devices: [device('Fjord', ['vip'])],
  chooses: (words, { tags }) => tags.includes(words.replace('tag:', '')),
  ...more,
});

describe('which changes wait', () => {
  test('those that a rule is about, by tier, role, number and devices', () => {
    const policy = policyOf('  - { tiers: 2-3, roles: operator, by: admin, devices: "tag:vip" }');
    expect(approvalNeeded(policy, change())).toEqual({
      by: [['admin']],
      askIn: undefined,
      validMs: 3_600_000,
      saidIn: 'policy.yaml, line 12',
    });
    expect(approvalNeeded(policy, change({ tier: 1 }))).toBeUndefined();
    expect(approvalNeeded(policy, change({ roles: ['admin'] }))).toBeUndefined();
    expect(approvalNeeded(policy, change({ devices: [device('Camden')] }))).toBeUndefined();
    // Where nobody can tell whether a device is meant, it is.
    expect(approvalNeeded(policy, change({ chooses: () => undefined }))).toBeDefined();
    const many = policyOf('  - { from-devices: 2, by: admin }');
    expect(approvalNeeded(many, change())).toBeUndefined();
    expect(approvalNeeded(many, change({ devices: [device('a'), device('b')] }))).toBeDefined();
    expect(approvalNeeded(policyOf('  - { by: admin }'), change({ devices: [] }))).toBeUndefined();
  });

  test('of several rules every list of roles counts, and the shortest time', () => {
    const policy = policyOf(
      '  - { by: [admin, lead], valid: 2d }\n  - { by: lead, valid: 30m }\n  - { by: [lead, admin] }',
    );
    const needed = approvalNeeded(policy, change());
    expect(needed).toMatchObject({ by: [['admin', 'lead'], ['lead']], validMs: 1_800_000 });
    expect(mayApprove(needed?.by ?? [], ['admin'])).toBe(false);
    expect(mayApprove(needed?.by ?? [], ['lead'])).toBe(true);
  });
});

test('an empty list lets nobody agree', () => {
  expect(mayApprove([], ['admin'])).toBe(false);
  expect(mayApprove([[]], ['admin'])).toBe(false);
  expect(mayApprove([['admin']], [])).toBe(false);
});

test('roles are told as people say them', () => {
  expect(approversIn([['admin']])).toBe('an admin');
  expect(approversIn([['lead', 'admin']])).toBe('a lead or an admin');
  expect(approversIn([['admin'], ['lead']])).toBe('an admin who is also a lead');
});

test('what is said in words tells nothing of the id that buttons carry, and is always the same', () => {
  expect(shortIdOf('q1w2e3r4t5y6u7i8o9p0aa')).toMatch(/^[a-z2-9]{5}$/);
  expect(shortIdOf('q1w2e3r4t5y6u7i8o9p0aa')).toBe(shortIdOf('q1w2e3r4t5y6u7i8o9p0aa'));
  expect(shortIdOf('q1w2e3r4t5y6u7i8o9p0ab')).not.toBe(shortIdOf('q1w2e3r4t5y6u7i8o9p0aa'));
});

test('people are found by the names of the policy, those of all lists first, each by one account', () => {
  const policy = policyOf('  - { by: admin }');
  expect(namedIn(policy, [['admin'], ['lead']])).toEqual([
    { email: 'carol@fjordbank.example' },
    { email: 'alice@fjordbank.example' },
    { email: 'dora@fjordbank.example' },
  ]);
  expect(namedIn(policy, [['nobody']])).toEqual([]);
});

describe('what the card says of the effect', () => {
  const plan = (step: unknown, more: Partial<Plan<unknown>> = {}): Plan<unknown> => ({
    tier: 2,
    title: 'Run it?',
    action: 'Run it',
    targets: [],
    facts: [],
    step,
    ...more,
  });

  test('the commands with their arguments, of each kind of step', () => {
    const one = { deviceId: 'x', command: 'Audio.Volume.Set', arguments: { Level: 30 } };
    expect(effectsOf(plan(one))).toEqual(['Audio.Volume.Set Level: 30']);
    // Undo and retry hold the step of another command.
    expect(effectsOf(plan({ kind: 'words', command: 'volume', args: {}, step: one }))).toEqual([
      'Audio.Volume.Set Level: 30',
    ]);
    const targets = [
      { id: 'a', name: 'A' },
      { id: 'b', name: 'B', arguments: { Level: 45 } },
      { id: 'c', name: 'C', command: 'Audio.Volume.Mute', arguments: {} },
    ];
    expect(effectsOf(plan({ ...one, targets }))).toEqual([
      'Audio.Volume.Set Level: 30',
      'Audio.Volume.Set Level: 45',
      'Audio.Volume.Mute',
    ]);
    expect(effectsOf(plan({ level: 'up' }, { sends: ['Audio.Volume.Set'] }))).toEqual(['Audio.Volume.Set']);
  });

  test('secrets are hidden, bodies counted, and what is long is cut', () => {
    const given = { Password: 'hunter2', Url: 'https://x.example/?token=hunter2', Text: 'y'.repeat(500) };
    const [line = ''] = effectsOf(plan({ command: 'A.B', arguments: given, body: 'hunter2 and more' }));
    expect(line).not.toContain('hunter2');
    expect(line.length).toBeLessThanOrEqual(200);
    expect(effectsOf(plan({ command: 'A.B', body: { a: 1 } }))).toEqual(['A.B (with a body of 7 characters)']);
    const targets = Array.from({ length: 9 }, (_, n) => ({ id: `${n}`, name: `${n}`, arguments: { Level: n } }));
    expect(effectsOf(plan({ command: 'A.B', targets })).at(-1)).toBe('and 5 more');
  });

  test('facts but for those that have lines of their own', () => {
    const facts = ['devices', 'argument:Level', 'body', 'in-call', 'left-out'].map((key) => ({ key, text: key }));
    expect(factsOf({ facts })).toEqual(['in-call', 'left-out']);
  });

  test('the longest card fits', () => {
    const long = '会'.repeat(1_000);
    const many = <Item>(count: number, item: Item) => Array.from({ length: count }, () => item);
    const approval = {
      ...newApproval('q1w2e3r4t5y6u7i8o9p0aa', {
        requester: { id: 'x', orgId: 'o', email: `${'e'.repeat(200)}@x.example`, displayName: long.slice(0, 200) },
        space: { id: 's', title: long, type: 'group' },
        targets: many(100, { id: 'd', name: long }),
        shown: {
          facts: factsOf({ facts: many(30, { key: 'x', text: long }) }),
          effects: effectsOf(
            plan({
              command: 'A.B',
              targets: Array.from({ length: 9 }, (_, n) => ({ arguments: { [`k${n}`]: long } })),
            }),
          ),
        },
      }),
      closedAt: undefined,
    };
    const record = { id: approval.planId, title: long };
    const renderer = createRenderer({ directory: CARDS, strict: true });
    const { card } = renderer.render(requestReply(approval, record, { timeZone: 'UTC', isDirect: false }));
    expect(Buffer.byteLength(JSON.stringify(card))).toBeLessThan(20_000);
  });
});
