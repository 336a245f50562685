import { expect, test } from 'vitest';
import { openLab } from '../../lab.ts';
import { finished, itemsOf } from './rollout-lab.ts';

test('what Webex answers with an error is told while it is tried again, and with the same words once it failed', async () => {
  await using lab = await openLab();
  await lab.logIn('Alice');
  const plan = await lab.alice.says('rollout Standby.Delay=50 on Fjord, Hardanger, Kew no canary never stop');
  for (const name of ['Fjord', 'Kew'])
    lab.cloud.faults.add({
      method: 'PATCH',
      path: '/deviceConfigurations',
      devices: [lab.deviceId(name)],
      effect: 'status',
      status: 500,
    });
  await lab.alice.presses(plan, 'Start on 3 devices');
  // The clock stands still, so they are not tried again yet.
  const waiting = async () => (await itemsOf(lab, 1)).filter(({ reason }) => reason === 'unknown').length;
  await expect.poll(waiting).toBe(2);
  expect((await lab.alice.says('rollout show 1')).text).toContain('Trying Fjord and Kew again: Webex answered 500.');

  expect(await finished(lab, 1)).toBe('done');
  const { text } = await lab.alice.says('rollout show 1');
  expect(text).toContain('Failed: 2 to which Webex answered 500');
  const failures = await lab.alice.says('rollout failures 1');
  expect(failures.text).toContain('2 to which Webex answered 500');
  expect(failures.text).toContain('Kew: Webex did not take it: it answered 500');
});
