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

test('a retry of what failed never begins what was left, also where the bot ends before that is set aside', async () => {
  await using lab = await openLab();
  await lab.logIn('Alice');
  const fjord = { method: 'PATCH', path: '/deviceConfigurations', devices: [lab.deviceId('Fjord')] };
  const plan = await lab.alice.says('rollout Standby.Delay=77 on Fjord, Camden no canary over 2 min');
  lab.cloud.faults.add({ ...fjord, effect: 'status', status: 403 });
  lab.cloud.faults.add({ ...fjord, devices: [lab.deviceId('Camden')], effect: 'status', status: 403 });
  await lab.alice.presses(plan, 'Start on 2 devices');
  expect(await finished(lab, 1)).toBe('stopped');
  lab.cloud.faults.clear();
  const states = async () => (await itemsOf(lab, 1)).map(({ state }) => state).sort();
  expect(await states()).toEqual(['change', 'failed']);

  const card = await lab.alice.says('rollout retry 1 failed');
  const { items } = lab.store().rollouts;
  const { settle } = items;
  items.settle = async (item, settled) => {
    if (settled.state === 'skipped' || item.state === 'failed') throw new Error('the bot ends here');
    return settle(item, settled);
  };
  await lab.alice.presses(card, 'Retry on 1 device');
  items.settle = settle;
  await finished(lab, 1);
  expect(await states()).toEqual(['change', 'failed']);
});
