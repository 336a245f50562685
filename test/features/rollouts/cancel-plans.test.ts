import { expect, test } from 'vitest';
import { openLab } from '../../lab.ts';
import { statusOf } from './rollout-lab.ts';

const POLICY = `version: 1
roles:
  admin:
    members: [alice.andersen@fjordbank.example]
    allow: [{ commands: all, tiers: 0-3 }]
  other:
    members: [bob.berg@fjordbank.example]
    allow: [{ commands: [look, operate, administer], tiers: 0-3, devices: "location:London" }]
`;

test.each(['rollout cancel plans', 'rollout cancel all plans', 'rollouts cancel plans', 'rollouts plans cancel'])(
  '"%s" asks, with each of them, and ends what was not started alone',
  async (words) => {
    await using lab = await openLab();
    await lab.logIn('Alice');
    await lab.alice.says('rollout Standby.Delay=77 on Fjord');
    await lab.alice.says('rollout Audio.DefaultVolume=61 on Camden');
    const running = await lab.alice.says('rollout Standby.Delay=78 on Kew start tomorrow 22:00');
    await lab.alice.presses(running, 'Start on 1 device');
    const list = await lab.alice.says('rollouts plans');
    const card = await lab.alice.says(words);
    expect(card.lines.slice(0, 3)).toEqual([
      'Cancel 2 plans that nobody started?',
      '1 · Standby.Delay → 77 · planned just now · Alice Andersen',
      '2 · Audio.DefaultVolume → 61 · planned just now · Alice Andersen',
    ]);
    expect((await lab.alice.presses(list, 'Cancel all 2…')).title).toBe(card.title);
    expect(await statusOf(lab, 1)).toBe('planned');
    expect((await lab.alice.presses(card, 'Cancel 2 plans')).title).toBe('2 plans are cancelled');
    expect(await Promise.all([1, 2, 3].map((number) => statusOf(lab, number)))).toEqual([
      'cancelled',
      'cancelled',
      'waiting',
    ]);
    expect((await lab.alice.says(words)).title).toBe('No plan of yours waits to be started');
  },
);

test('plans on devices of others stay, and a plan more asks again', async () => {
  await using lab = await openLab({ policy: POLICY });
  await lab.logIn('Alice');
  await lab.alice.says('rollout Standby.Delay=77 on Fjord');
  await lab.alice.says('rollout Standby.Delay=77 on Fjord, Camden');
  await lab.alice.says('rollout Standby.Delay=79 on Camden');
  await lab.alice.says('rollout Audio.DefaultVolume=61 on Camden');
  const card = await lab.bob.says('rollout cancel plans');
  expect(card.lines.slice(0, 4)).toEqual([
    'Cancel 2 plans that nobody started?',
    expect.stringMatching(/^3 · .*Alice Andersen$/),
    expect.stringMatching(/^4 · .*Alice Andersen$/),
    '1 plan may only be cancelled by others.',
  ]);
  await lab.alice.says('rollout Bookings.CheckIn.Enabled=True on Camden');
  const again = await lab.bob.presses(card, 'Cancel 2 plans');
  expect(again.lines[1]).toBe('Cancel 3 plans that nobody started?');
  expect((await lab.bob.presses(again, 'Cancel 3 plans')).title).toBe('3 plans are cancelled');
  expect(await Promise.all([1, 2, 3].map((number) => statusOf(lab, number)))).toEqual([
    'planned',
    'planned',
    'cancelled',
  ]);
});
