import { expect, test } from 'vitest';
import type { Lab } from '../../lab.ts';
import { openLab } from '../../lab.ts';
import { goesOn, itemsOf } from './rollout-lab.ts';

const quickly = { durations: { dropMs: 5, bootMs: 60, dialMs: 5, applyMs: 5 } };
const FLEET = 'Fjord, Hardanger, Camden, Vault, Sognefjord';

/** "confirmed", or "skipped in-call", by the name of the device. */
const ends = async (lab: Lab, number: number): Promise<Record<string, string>> =>
  Object.fromEntries(
    (await itemsOf(lab, number)).map(({ name, state, reason }) => [name, [state, reason].filter(Boolean).join(' ')]),
  );
const through = (lab: Lab, number: number) => goesOn(lab, number, (status) => status === 'done');

test('each device restarts once; the next wait until the canary is back, and a call is not ended', async () => {
  await using lab = await openLab(quickly);
  await lab.logIn('Alice');
  const plan = await lab.alice.says(`rollout reboot on ${FLEET} canary 1 never stop`);
  const refused = await lab.alice.presses(plan, 'Start on 3 devices', { typed: '5' });
  expect(lab.sent()).toEqual([]);
  await lab.alice.presses(refused, 'Start on 3 devices', { typed: '3' });
  await through(lab, 1);
  expect(lab.sent().map(({ device }) => device)).toEqual(['Camden', 'Fjord']);
  expect(await ends(lab, 1)).toEqual({
    Camden: 'confirmed',
    Fjord: 'confirmed',
    Hardanger: 'skipped in-call',
    Sognefjord: 'blocked offline',
    Vault: 'blocked not-granted',
  });
  // Webex shows a device as connected for a moment after it was told to restart.
  const sentAt = (await itemsOf(lab, 1)).map((item) => item.sentAt ?? 0);
  expect((sentAt[1] ?? 0) - (sentAt[0] ?? 0)).toBeGreaterThanOrEqual(30_000);
});

test('settings and then a restart: nothing is half done on devices that are in a call or not the bot’s', async () => {
  await using lab = await openLab(quickly);
  await lab.logIn('Alice');
  const { configurations } = lab.cloud;
  for (const name of FLEET.split(', ')) configurations.set(lab.deviceId(name), 'Standby.Delay', 77);
  const plan = await lab.alice.says(`rollout Standby.Delay=10 on ${FLEET} canary 1 never stop then reboot`);
  await lab.alice.presses(plan, 'Start on 4 devices', { typed: '4' });
  await goesOn(lab, 1, () => lab.sent().length === 2, { stepMs: 20_000 });
  // The call is over before the ten minutes are.
  lab.cloud.fleet.setInCall(lab.deviceId('Hardanger'), false);
  await through(lab, 1);
  expect(await ends(lab, 1)).toEqual({
    Camden: 'confirmed',
    Fjord: 'confirmed',
    Hardanger: 'confirmed',
    Sognefjord: 'pending offline',
    Vault: 'blocked not-granted',
  });
  const restarted = lab.sent().flatMap(({ command, device }) => (command === 'SystemUnit.Boot' ? [device] : []));
  expect(restarted).toEqual(['Camden', 'Fjord', 'Hardanger']);
  expect(configurations.patches(lab.deviceId('Vault'))).toBe(0);
});

test('a command that may run twice is tried again; one that may not is never', async () => {
  await using lab = await openLab({ ...quickly, timeoutMs: 500 });
  await lab.logIn('Alice');
  const { faults } = lab.cloud;
  const lost = { method: 'POST', path: '/xapi/command', effect: 'drop', after: true, times: 1 } as const;
  faults.add(lost);
  const volume = await lab.alice.says('rollout volume 30 on Fjord, Camden never stop');
  await lab.alice.presses(volume, 'Start on 2 devices');
  await through(lab, 1);
  expect(await ends(lab, 1)).toEqual({ Camden: 'confirmed', Fjord: 'confirmed' });

  faults.add(lost);
  const dial = await lab.alice.says('rollout xCommand Dial Number: helpdesk@example.com on Fjord, Camden never stop');
  await lab.alice.presses(dial, 'Start on 2 devices');
  await through(lab, 2);
  expect(Object.values(await ends(lab, 2)).sort()).toEqual(['confirmed', 'uncertain unknown']);
  expect(lab.sent().filter(({ command }) => command === 'Dial')).toHaveLength(1);
});

test('where the policy keeps calls from being disturbed, a rollout waits for them too', async () => {
  const policy = `version: 1
roles:
  admin:
    members: [alice.andersen@fjordbank.example]
    allow:
      - { commands: all, tiers: 0-3 }
not-in-call:
  - { commands: [standby], tiers: 0-3 }
`;
  await using lab = await openLab({ ...quickly, policy });
  await lab.logIn('Alice');
  const plan = await lab.alice.says('rollout standby on Fjord, Hardanger');
  await lab.alice.presses(plan, 'Start on 2 devices');
  await through(lab, 1);
  expect(await ends(lab, 1)).toEqual({ Fjord: 'confirmed', Hardanger: 'skipped in-call' });
});
