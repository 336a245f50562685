import { expect, test } from 'vitest';
import { type Lab, openLab } from '../lab.ts';

const blocked = async (lab: Lab) => {
  const { lines } = await lab.alice.says('audit outcome:blocked');
  return lines
    .filter((line) => line.includes('@'))
    .map((line) => [line.split(' · ')[0], / · (\S+)@/.exec(line)?.[1], line.split('   ').at(-1)]);
};

test('people of another organisation are written down, and nothing of what could be a secret', async () => {
  await using lab = await openLab();
  await lab.gus.says('volume 30 on fjord');
  await lab.gus.says('my password is hunter2');
  await lab.gus.says('message "x" password:hunter2 on fjord');
  const found = await blocked(lab);
  expect(found).toHaveLength(3);
  expect(found.at(-1)).toEqual(['volume 30 on fjord', 'gus.grant', 'blocked: not allowed']);
  expect(JSON.stringify(found)).not.toContain('hunter2');
});

test('so is who presses what another one asked for, and who presses twice or too late', async () => {
  await using lab = await openLab();
  const space = 'Room operations';
  const plan = await lab.bob.says('mute kew', { space });
  await lab.alice.presses(plan, 'Mute Kew');
  await lab.bob.presses(plan, 'Mute Kew');
  await lab.bob.presses(plan, 'Mute Kew');
  const late = await lab.bob.says('mute fjord', { space });
  lab.clock.skip(6 * 60_000);
  await lab.bob.presses(late, 'Mute Fjord');
  await lab.bob.presses(late, 'Mute Fjord');
  expect(await blocked(lab)).toEqual([
    ['mute fjord', 'bob.berg', 'blocked: refused'],
    ['mute kew', 'bob.berg', 'blocked: refused'],
    ['mute kew', 'alice.andersen', 'blocked: not allowed'],
  ]);
  expect((await lab.alice.says('audit outcome:expired')).lines.filter((line) => line.includes('@'))).toHaveLength(1);
});

test('so is a button that was made up, of a card or of a plan', async () => {
  await using lab = await openLab();
  const plan = await lab.bob.says('mute kew');
  await lab.bob.submits(plan, { v: 1, plan: 'x'.repeat(22), press: 'confirm' });
  await lab.bob.submits(plan, { v: 99, say: 'volume 30 on fjord' });
  const found = await blocked(lab);
  expect(found.slice(-2)).toEqual([
    ['a button I can not read', 'bob.berg', 'blocked: refused'],
    ['a button of a plan that is not here', 'bob.berg', 'blocked: not allowed'],
  ]);
});
