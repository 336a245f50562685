import { expect, test } from 'vitest';
import { openLab } from '../../lab.ts';
import { finished } from './rollout-lab.ts';

test('a plan from a profile that was changed meanwhile is refused, and planned again with what it says now', async () => {
  await using lab = await openLab();
  await lab.logIn('Alice');
  await lab.alice.says('profile save front-desk Standby.Delay=15');
  const change = await lab.alice.says('profile set front-desk Standby.Delay=25');
  const plan = await lab.alice.says('rollout profile:front-desk on tag:lobby');
  await lab.alice.presses(change, 'Change front-desk');
  const refused = await lab.alice.presses(plan, 'Start on 3 devices');
  expect(refused.lines.slice(0, 2)).toEqual([
    'The plan of rollout 1 is not true any more',
    'front-desk has changed since. Nothing was changed.',
  ]);
  const again = await lab.alice.presses(refused, 'Plan again');
  expect(again.title).toBe('Plan: Standby.Delay → 25 (profile front-desk) on 3 devices');
  await lab.alice.presses(again, 'Start on 3 devices');
  expect(await finished(lab, 2)).toBe('done');
});

test('one from a profile that was renamed or deleted says so, and one that was brought back is as it was', async () => {
  await using lab = await openLab();
  await lab.logIn('Alice');
  await lab.alice.says('profile save lobby Standby.Delay=15');
  const plan = await lab.alice.says('rollout profile:Lobby on Fjord');
  await lab.alice.presses(await lab.alice.says('profile rename lobby to front-desk'), 'Rename to front-desk');
  const renamed = await lab.alice.presses(plan, 'Start on 1 device');
  expect(renamed.lines[1]).toBe('lobby is called front-desk now. Nothing was changed.');
  const again = await lab.alice.presses(renamed, 'Plan again');
  expect(again.title).toBe('Plan: Standby.Delay → 15 (profile front-desk) on 1 device');
  await lab.alice.presses(await lab.alice.says('profile delete front-desk'), 'Delete front-desk');
  const deleted = await lab.alice.presses(again, 'Start on 1 device');
  expect(deleted.lines[1]).toBe('front-desk was deleted since. Nothing was changed.');
  await lab.alice.presses(deleted, 'Bring it back');
  expect((await lab.alice.says('rollout start 2')).title).toBe(again.title);
});

test('a file beside a profile is sent again by whoever has it', async () => {
  await using lab = await openLab();
  await lab.logIn('Alice');
  await lab.alice.says('profile save lobby Standby.Delay=15');
  const plan = await lab.alice.says('rollout profile:lobby\n\ndevice,Audio.DefaultVolume\nFjord,61');
  await lab.alice.presses(await lab.alice.says('profile set lobby Standby.Delay=25'), 'Change lobby');
  const refused = await lab.alice.presses(plan, 'Start on 1 device');
  expect(refused.lines).toEqual([
    'The plan of rollout 1 is not true any more',
    'lobby has changed since. Send the file again for a plan with what it says now. Nothing was changed.',
    '[Cancel it]',
  ]);
});
