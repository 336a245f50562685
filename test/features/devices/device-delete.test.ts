import { expect, test } from 'vitest';
import { openLab } from '../../lab.ts';

test('a device that went meanwhile is told, and one of no name is never the space’s own', async () => {
  await using lab = await openLab();
  await lab.logIn('Alice');
  const { alice } = lab;
  await alice.says('use fjord');
  expect((await alice.says('device delete')).title).toMatch(/^Which device\?/);
  const plan = await alice.says('device delete sognefjord');
  expect(plan.text).toContain('It is offline: it learns of this when it is back.');
  lab.cloud.fleet.remove(lab.deviceId('Sognefjord'));
  lab.clock.skip(5_000);
  const late = await alice.presses(plan, 'Delete Sognefjord', { typed: 'Sognefjord' });
  expect(late.title).toMatch(/not there any more/);
  expect(lab.written()).toEqual([]);
});
