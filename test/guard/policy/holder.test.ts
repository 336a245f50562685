import { expect, test } from 'vitest';
import { policyOfLists } from '#guard/policy/from-lists.ts';
import { openPolicy } from '#guard/policy/holder.ts';
import { createLog } from '#lib/log.ts';
import { vocabulary } from '../../../src/app/policies.ts';
import { readSimulatedConfig } from '../../../src/config.ts';
import { type Lab, openLab } from '../../lab.ts';

const policy = (bob: string, more = '') => `version: 1
roles:
  operator:
    members: ${bob}
    allow: [{ commands: [look, operate] }]
  admin:
    members: [alice.andersen@fjordbank.example]
    allow: [{ commands: all, tiers: 0-3 }]
${more}`;
const WITH_BOB = policy('[bob.berg@fjordbank.example]');
const WITHOUT = policy('[]');

const WITH_GUEST = `version: 1
organisations: ["{orgOf:Gus}"]
roles:
  partner: { members: ["{person:Gus}"], allow: [{ commands: look }] }
  admin: { members: [alice.andersen@fjordbank.example], allow: [{ commands: all, tiers: 0-3 }] }
`;

const found = async () => 'found' as const;
const lookup = { email: found, person: found, space: found };

/** What Alice, the admin, hears by herself. */
const told = async (lab: Lab) => (await lab.alice.reads()).map(({ text }) => text.split('\n'));
const isTold = async (lab: Lab, title: RegExp) =>
  lab.until(() => said(lab).some((text) => title.test(text)), `an admin is told: ${title}`);
const said = (lab: Lab): string[] =>
  lab.cloud.world.messages
    .inRoom(lab.alice.spaceId())
    .filter(({ personId }) => personId === lab.cloud.world.bot.id)
    .map(({ text = '' }) => text);

test('a new policy is in force without a restart, for cards that stand there too', async () => {
  await using lab = await openLab({ policy: WITH_BOB });
  const plan = await lab.bob.says('reboot fjord');
  expect(plan.title).toBe('Restart Fjord?');
  await lab.alice.says('whoami');
  await lab.writePolicy(WITHOUT);
  await isTold(lab, /^A new policy.yaml is in force/);
  expect((await lab.bob.presses(plan, 'Restart Fjord')).title).toBe("You can't restart a device");
  expect((await lab.bob.says('devices')).title).toBe("You can't list devices");
  expect(lab.sent()).toEqual([]);
  await lab.writePolicy(WITH_BOB);
  await lab.until(() => said(lab).filter((text) => text.startsWith('A new')).length === 2, 'the second one is told');
  expect((await lab.bob.says('volume 30 on fjord')).title).toMatch(/^Fjord is at 30 %/);
});

test('a policy with faults is refused with its lines, the last good one stays, and the admins are told once', async () => {
  await using lab = await openLab({ policy: WITH_BOB });
  await lab.alice.says('whoami');
  await lab.writePolicy(policy('[bob.berg@fjordbank.example]', 'quiet-hour: []'));
  await isTold(lab, /is not in force/);
  expect((await told(lab)).at(-1)).toEqual([
    'The new policy.yaml is not in force',
    'The last good one stays.',
    'policy.yaml, line 9: quiet-hour is nothing a policy knows',
    'Mend the file, and I read it again by myself.',
  ]);
  expect((await lab.bob.says('volume 30 on fjord')).title).toMatch(/^Fjord is at 30 %/);
  // Also with the next start.
  await lab.restart();
  expect((await lab.bob.says('volume 31 on fjord')).title).toMatch(/^Fjord is at 31 %/);
  // One that would leave no admin, or names somebody Webex does not know.
  await lab.writePolicy(WITH_BOB.replace('alice.andersen', 'alicia'));
  await isTold(lab, /line 7: "alicia@fjordbank.example" is nobody of this organisation/);
  await lab.writePolicy(WITH_BOB.replace('[alice.andersen@fjordbank.example]', '[]'));
  await isTold(lab, /line 6: roles.admin names no person: it would leave no admin/);
  // Then the file is taken away.
  await lab.writePolicy(undefined);
  await isTold(lab, /policy.yaml is gone/);
  expect((await lab.bob.says('volume 32 on fjord')).title).toMatch(/^Fjord is at 32 %/);
  expect((await lab.vera.says('devices')).title).toBe("You can't list devices");
  // Nor does a start without it bring the lists back.
  await lab.restart();
  expect((await lab.vera.says('devices')).title).toBe("You can't list devices");
  expect((await lab.bob.says('volume 33 on fjord')).title).toMatch(/^Fjord is at 33 %/);
});

test('a file that is caught while it is written does not count', async () => {
  const denied = `${WITH_BOB.replace('allow: [{ commands: [look, operate] }]', 'allow: [{ commands: [look, operate] }]\n    deny: [{ commands: mute }]')}`;
  const texts = [WITH_BOB, WITH_BOB.slice(0, -1), WITH_BOB, denied, denied];
  const kept = new Map<string, unknown>();
  const holder = await openPolicy({
    source: 'policy.yaml',
    read: async () => (texts.length > 1 ? texts.shift() : texts[0]),
    without: () => policyOfLists({ admins: [], operators: [], viewers: [] }),
    vocabulary,
    notes: {
      get: async (name, schema) => schema.optional().parse(kept.get(name)),
      set: async (name, value) => void kept.set(name, value),
    },
    log: createLog('silent'),
  });
  const denials = () =>
    holder
      .current()
      .roles.get('operator')
      ?.rules.filter(({ effect }) => effect === 'deny').length;
  const news: unknown[] = [];
  for (let time = 0; time < 4; time += 1) news.push((await holder.look(lookup))?.kind);
  // Half of it was read first; what was there at the start is asked of Webex; the new one is read twice.
  expect(news).toEqual([undefined, 'in-force', undefined, 'in-force']);
  expect(denials()).toBe(1);
});

test('POLICY_FILE=none goes by the lists', () => {
  expect(readSimulatedConfig({ POLICY_FILE: 'none' }).policyFile).toBeUndefined();
  expect(readSimulatedConfig({}).policyFile).toMatchObject({ isNamed: false });
});

test('a bot without a good policy does not start, and says every fault', async () => {
  await expect(openLab({ policy: policy('[bob]', 'limit: 3') })).rejects.toThrow(
    /^The policy can't be used:\n {2}policy.yaml, line 9: limit is nothing a policy knows$/,
  );
  await expect(openLab({ policy: policy('[nobody@fjordbank.example]') })).rejects.toThrow(
    /policy.yaml, line 4: "nobody@fjordbank.example" is nobody of this organisation/,
  );
});

test('a policy file alone counts: the lists give nobody anything', async () => {
  await using lab = await openLab({ policy: WITHOUT });
  expect((await lab.bob.says('whoami')).title).toBe('Bob Berg: no role');
  expect((await lab.vera.says('devices')).title).toBe("You can't list devices");
  expect((await lab.alice.says('whoami')).title).toBe('Alice Andersen: admin');
});

test('a role by being in a space goes with leaving it, for the next press', async () => {
  await using lab = await openLab({
    policy: WITHOUT.replace('members: []', 'members: ["space:{space:Room operations}"]'),
  });
  const plan = await lab.bob.says('reboot fjord');
  expect(plan.title).toBe('Restart Fjord?');
  const { world } = lab.cloud;
  const room = world.rooms.all().find(({ title }) => title === 'Room operations');
  const membership = world.memberships.inRoom(room?.id ?? '').find(({ personId }) => personId === lab.bob.id);
  if (membership) world.memberships.delete(membership);
  expect((await lab.bob.presses(plan, 'Restart Fjord')).title).toBe("You can't restart a device");
  expect(lab.sent()).toEqual([]);
});

test('people of another organisation have what the policy names them for, and nothing when it does not', async () => {
  await using named = await openLab({ policy: WITH_GUEST });
  expect((await named.gus.says('device fjord', { space: 'Room operations' })).title).toMatch(/^Fjord/);
  expect((await named.gus.says('volume 30 on fjord', { space: 'Room operations' })).title).toMatch(
    /^You can look, but not/,
  );
  expect(named.sent()).toEqual([]);
});
