import { expect, test } from 'vitest';
import { type Lab, openLab } from '../../lab.ts';
import { finished } from './rollout-lab.ts';

/** What the audit says became of devices, the newest first: "done Camden, Fjord". */
const entriesOf = async (lab: Lab): Promise<string[]> => {
  const entries = await lab.store().audit.recent({ spaceId: lab.alice.spaceId(), limit: 50 });
  return entries.map(
    ({ action, outcome, targets }) =>
      `${action}: ${outcome} ${targets
        .map(({ name }) => name)
        .sort()
        .join(', ')}`,
  );
};

test('the audit tells what became of each device, also of a plan that showed itself, and once more after a retry', async () => {
  await using lab = await openLab({ durations: { applyMs: 5 } });
  await lab.logIn('Alice');
  const devices = [lab.deviceId('Camden')];
  lab.cloud.faults.add({ method: 'PATCH', path: '/deviceConfigurations', devices, effect: 'status', status: 403 });
  await lab.alice.says('rollout Standby.Delay=66 on Fjord, Camden no canary never stop');
  const { rollouts } = lab.store();
  const rollout = await rollouts.numbered(1);
  if (rollout) await rollouts.turn(rollout, { isShown: undefined, dueAt: lab.clock.now() });
  await expect.poll(async () => (await rollouts.numbered(1))?.isShown).toBe(true);
  const plan = (await lab.alice.reads()).at(-1);
  if (plan) await lab.alice.presses(plan, 'Start on 2 devices');
  await finished(lab, 1);
  expect((await entriesOf(lab)).slice(0, 2).sort()).toEqual(['rollout: done Fjord', 'rollout: failed Camden']);

  lab.cloud.faults.clear();
  lab.clock.skip(60_000);
  await lab.alice.presses(await lab.alice.says('rollout retry 1'), 'Retry on 1 device');
  await finished(lab, 1);
  expect((await entriesOf(lab))[0]).toBe('rollout: done Camden, Fjord');
});
