import { expect, test } from 'vitest';
import { openLab } from '../../lab.ts';

test('a plan that restarts up to twelve devices names each, who is left out, and who is in a call', async () => {
  await using lab = await openLab();
  await lab.logIn('Alice');
  lab.cloud.fleet.setInCall(lab.deviceId('Hardanger'), true);
  const devices = 'Fjord, Camden, Tower, Kew, Hardanger, Tahoe, Redwood, Sognefjord, Vault';
  const plan = await lab.alice.says(`rollout reboot on ${devices} over 2h`);
  expect(plan.text).toContain('7 devices get it: Camden, Fjord, Hardanger, Kew, Redwood, Tahoe and Tower.');
  expect(plan.text).toMatch(/1 offline \(Sognefjord\)/);
  expect(plan.text).toMatch(/1 that I may not send commands to \(Vault\)/);
  expect(plan.text).toContain('Hardanger is in a call now. A device in a call is waited for');

  // That the call is over by then makes no other plan of it.
  lab.cloud.fleet.setInCall(lab.deviceId('Hardanger'), false);
  const started = await lab.alice.presses(plan, 'Start on 7 devices', { typed: '7' });
  expect(started.title).toMatch(/^Under way: Restart the devices/);
});

test('a call that begins between the plan of a command and its start makes no other plan of it', async () => {
  await using lab = await openLab();
  await lab.logIn('Alice');
  const before = await lab.alice.says('rollout volume 30 on Fjord, Kew');
  expect(before.text).not.toContain('call');
  lab.cloud.fleet.setInCall(lab.deviceId('Kew'), true);
  expect((await lab.alice.presses(before, 'Start on 2 devices')).title).toMatch(/^(?:Under way|Done): Set /);
});

test('the plan of a command says who is in a call, too', async () => {
  await using lab = await openLab();
  await lab.logIn('Alice');
  lab.cloud.fleet.setInCall(lab.deviceId('Kew'), true);
  const plan = await lab.alice.says('rollout volume 40 on Fjord, Kew');
  expect(plan.text).toContain('2 devices get it: Fjord and Kew. Kew is in a call now.');
});
