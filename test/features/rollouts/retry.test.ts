import { expect, test } from 'vitest';
import { openLab } from '../../lab.ts';
import { finished, itemsOf } from './rollout-lab.ts';

test('a rollout is set going again once, also where it changes in that very moment and two cards are pressed', async () => {
  await using lab = await openLab({ durations: { applyMs: 5 } });
  await lab.logIn('Alice');
  const { configurations } = lab.cloud;
  const camden = lab.deviceId('Camden');
  configurations.set(camden, 'Standby.Delay', 77);
  configurations.set(lab.deviceId('Fjord'), 'Standby.Delay', 77);
  const plan = await lab.alice.says('rollout Standby.Delay=10 on Fjord, Camden no canary never stop');
  lab.cloud.faults.add({
    method: 'PATCH',
    path: '/deviceConfigurations',
    devices: [camden],
    effect: 'status',
    status: 403,
  });
  await lab.alice.presses(plan, 'Start on 2 devices');
  await finished(lab, 1);
  lab.cloud.faults.clear();

  const before = configurations.patches(camden);
  const { rollouts } = lab.store();
  const { turn } = rollouts;
  const cards = [await lab.alice.says('rollout retry 1'), await lab.alice.says('rollout retry 1')];
  // The last card is noted just now.
  rollouts.turn = async (rollout, ...more) => {
    rollouts.turn = turn;
    const latest = await turn(rollout, {});
    expect(latest).toBeDefined();
    return turn(rollout, ...more);
  };
  for (const card of cards) await lab.alice.presses(card, 'Retry on 1 device');
  expect(await finished(lab, 1)).toBe('done');
  expect((await itemsOf(lab, 1)).map(({ state }) => state)).toEqual(['confirmed', 'confirmed']);
  expect(configurations.read(camden, 'Standby.Delay')?.value).toBe(10);
  expect(configurations.patches(camden) - before).toBe(1);
});
