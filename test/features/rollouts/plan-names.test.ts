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
