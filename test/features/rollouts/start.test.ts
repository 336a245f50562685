import { expect, test } from 'vitest';
import { openLab } from '../../lab.ts';

test('a plan that was never noted as shown is checked before it starts, too, once it is some minutes old', async () => {
  await using lab = await openLab();
  await lab.logIn('Alice');
  await lab.alice.says('rollout Standby.Delay=77 on Fjord, Camden');
  const { rollouts } = lab.store();
  const rollout = await rollouts.numbered(1);
  // As where the bot ended between showing it and noting that.
  if (rollout) await rollouts.turn(rollout, { isShown: undefined, dueAt: lab.clock.now() + 3_600_000 });
  lab.clock.skip(600_000);
  lab.cloud.fleet.remove(lab.deviceId('Camden'));
  const shown = await lab.alice.says('rollout start 1');
  expect(shown.title).toBe('The plan of rollout 1 is not true any more');
});

test('the plan of a file stays when another file is sent in the same words, and ends when the same devices are', async () => {
  await using lab = await openLab();
  await lab.logIn('Alice');
  const plans = (table: string) => lab.alice.says(`rollout\n\ndevice,Standby.Delay\n${table}`);
  const status = async (number: number) => (await lab.store().rollouts.numbered(number))?.status;
  await plans('Fjord,77');
  await plans('Camden,77');
  expect([await status(1), await status(2)]).toEqual(['planned', 'planned']);
  await plans('Camden,78');
  expect([await status(1), await status(2), await status(3)]).toEqual(['planned', 'cancelled', 'planned']);
});
