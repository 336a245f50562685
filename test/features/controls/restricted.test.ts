import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { commands } from '#features/index.ts';
import { actionsIn } from '../../draw.ts';
import { openLab } from '../../lab.ts';
import { isAtWebex } from './at-webex.ts';

/** Verbs that always send the same xAPI commands. */
const verbs = commands.filter(({ sends }) => sends !== undefined);

const policyWith = (bob: string, more = '') => `version: 1
roles:
  operator:
    members: [bob.berg@fjordbank.example]
    allow: [{ commands: [look, operate] }]
${bob}
  admin:
    members: [alice.andersen@fjordbank.example]
    allow: [{ commands: all, tiers: 0-3 }]
${more}
`;
const BOOT = 'xCommand SystemUnit Boot Action: Restart on fjord';

test('each verb sends what it says it sends, and every one that changes devices says it', async () => {
  await using lab = await openLab();
  for (const verb of verbs) {
    const before = lab.sent().length;
    const plan = await lab.bob.says(verb.example(verb.name === 'hangup' ? 'hardanger' : 'kew'));
    const [go, cancel] = actionsIn(plan.card).map(({ title }) => title);
    if (go !== undefined && cancel === 'Cancel') await lab.bob.presses(plan, go);
    const sent = lab.sent().slice(before);
    expect([verb.name, sent.map(({ command }) => command)]).toEqual([verb.name, verb.sends]);
  }
  // `use` is about this space alone, and of an xCommand the path itself is what rules see.
  const others = commands.filter(({ kind, sends, standsIn }) => kind === 'change' && !sends && !standsIn);
  expect(
    others
      .filter((one) => !isAtWebex(one))
      .map(({ name }) => name)
      .sort(),
  ).toEqual(['use', 'xcommand']);
});

describe.each([
  ['reboot', BOOT, 'reboot fjord'],
  ['volume', 'xCommand Audio Volume Set Level: 30 on fjord', 'volume 30 on fjord'],
  ['dial', 'xCommand Dial Number: 112 on fjord', 'dial 112 on fjord'],
])('a restriction that names %s', (verb, path, words) => {
  test('is about the xAPI command that it sends', async () => {
    await using lab = await openLab({ policy: policyWith(`    deny: [{ commands: ${verb}, because: it is ours }]`) });
    for (const said of [path, words]) expect((await lab.bob.says(said)).text).toMatch(/denies it.*it is ours/);
    expect((await lab.bob.says(`${path.replace(' on fjord', '')} on fjord and kew`)).text).toMatch(
      /your roles do not cover it/,
    );
    expect(lab.sent()).toEqual([]);
  });

  test.each([
    [
      'approvals',
      `approvals: [{ commands: ${verb}, roles: operator, by: admin }]`,
      /Ask for approval|Needs the approval of an admin/,
    ],
    ['quiet-hours', `quiet-hours: [{ commands: ${verb}, tiers: 0-3, from: "12:00", to: "18:00" }]`, /Quiet hours/],
  ])('%s', async (_, more, expected) => {
    await using lab = await openLab({ policy: policyWith('', more) });
    for (const said of [path, words]) expect((await lab.bob.says(said)).text).toMatch(expected);
    expect(lab.sent()).toEqual([]);
    expect((await lab.bob.says('wake kew')).title).toBe('Kew is awake');
  });

  test('not-in-call', async () => {
    await using lab = await openLab({ policy: policyWith('', `not-in-call: [{ commands: ${verb}, tiers: 0-3 }]`) });
    for (const said of [path, words])
      expect((await lab.bob.says(said.replace('fjord', 'hardanger'))).title).toBe('Hardanger is in a call');
    expect(lab.sent()).toEqual([]);
  });
});

test('an allowance that names a verb gives no more than that', async () => {
  await using lab = await openLab({ policy: policyWith('').replace('operate]', 'reboot]') });
  expect((await lab.bob.says('reboot fjord')).title).toBe('Restart Fjord?');
  expect((await lab.bob.says(BOOT)).title).toMatch(/^You can't|^You can look, but not/);
});

test('policy:check prints what the names in restrictions stand for, and what the service app does', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'policy-check-'));
  try {
    const path = join(dir, 'policy.yaml');
    await writeFile(
      path,
      policyWith(
        '    deny: [{ commands: [reboot, use] }]',
        'not-in-call: [{ commands: [dial, "Audio.*"] }]\nservice-app: [{ commands: [doctor, tag], tiers: 0-1, roles: operator }]',
      ),
    );
    const { stdout } = await promisify(execFile)(process.execPath, ['scripts/policy-check.ts', path]);
    expect(stdout.split('\n').slice(-6)).toEqual([
      'In what it restricts, however it is said:',
      '  line 6: reboot also stands for SystemUnit.Boot',
      '  line 10: dial also stands for Dial',
      'What the service app does for people who are not logged in:',
      '  doctor, tag · tiers 0 to 1 · for operator (line 11)',
      '',
    ]);
  } finally {
    await rm(dir, { recursive: true });
  }
});
