import { expect, test } from 'vitest';
import { openLab } from '../../lab.ts';
import { goesOn, itemsOf, statusOf } from './rollout-lab.ts';

const POLICY = `version: 1
roles:
  admin:
    members: [alice.andersen@fjordbank.example]
    allow: [{ commands: all, tiers: 0-3 }]
  other:
    members: [bob.berg@fjordbank.example]
    allow: [{ commands: [look, administer], tiers: 0-3, devices: "location:London" }]
`;

test('planning anew ends the old plan, so only who may steer it does so, and the history has it', async () => {
  await using lab = await openLab({ policy: POLICY });
  await lab.logIn('Alice');
  await lab.alice.says('rollout Standby.Delay=77 on Fjord');
  expect((await lab.bob.says('rollout change 1 canary 1')).text).toMatch(/on devices that you may not see/);
  expect((await lab.bob.says('rollout change 1')).text).toMatch(/on devices that you may not see/);
  for (const [words, why] of [
    ['Standby.Delay', /"Standby.Delay" says nothing of how it is to go/],
    ['over soon', /Say it as "over 2h"/],
    ['canary 1 window 20:00-20:00', /has no end/],
  ] as const)
    expect((await lab.alice.says(`rollout change 1 ${words}`)).text).toMatch(why);
  expect(await statusOf(lab, 1)).toBe('planned');

  await lab.alice.says('rollout change 1 over 2h');
  await goesOn(lab, 2, (status) => status === 'planned', { stepMs: 0 });
  expect(await statusOf(lab, 1)).toBe('cancelled');
  const entries = await lab.store().audit.recent({ spaceId: lab.alice.spaceId(), limit: 5 });
  expect(entries.find(({ words }) => words.startsWith('rollout change'))).toMatchObject({
    words: 'rollout change 1 over 2h',
    outcome: 'done',
  });
});

test('"then reboot" goes with settings alone, and leaves out what could not be restarted', async () => {
  await using lab = await openLab();
  await lab.logIn('Alice');
  await lab.alice.says('rollout volume 30 on Fjord, Camden');
  expect((await lab.alice.says('rollout change 1 then reboot')).text).toMatch(/comes after settings/);
  const content = 'device,Standby.Delay\nFjord,77\nVault,77\n';
  await lab.alice.says('rollout', { files: [{ name: 'devices.csv', type: 'text/csv', content }] });
  expect((await itemsOf(lab, 2)).map(({ state }) => state)).toEqual(['change', 'change']);
  await lab.alice.says('rollout change 2 then reboot');
  await goesOn(lab, 3, (status) => status === 'planned', { stepMs: 0 });
  expect((await itemsOf(lab, 3)).map(({ state, reason }) => `${state} ${reason}`.trim())).toEqual([
    'change',
    'blocked not-granted',
  ]);
});

test('a plan stays where the new one could not be kept, and the new one ends where somebody starts the old one just then', async () => {
  await using lab = await openLab();
  await lab.logIn('Alice');
  await lab.alice.says('rollout Standby.Delay=77 on Fjord, Camden');
  const { rollouts } = lab.store();
  const { add } = rollouts;
  rollouts.add = () => {
    rollouts.add = add;
    throw new Error('the bot ends here');
  };
  await lab.alice.says('rollout change 1 over 2h');
  expect(await statusOf(lab, 1)).toBe('planned');
  expect(await statusOf(lab, 2)).toBeUndefined();

  rollouts.add = async (...asked) => {
    rollouts.add = add;
    const added = await add(...asked);
    const first = await rollouts.numbered(1);
    if (first)
      await rollouts.turn(first, { status: 'waiting', startedAt: lab.clock.now(), dueAt: lab.clock.now() + 3_600_000 });
    return added;
  };
  expect((await lab.alice.says('rollout change 1 over 3h')).text).toMatch(/was started already/);
  expect([await statusOf(lab, 1), await statusOf(lab, 2)]).toEqual(['waiting', 'cancelled']);

  // In the same words it comes in the place of the old one, too.
  await lab.alice.says('rollout Audio.DefaultVolume=61 on Fjord, Camden canary 1');
  expect((await lab.alice.says('rollout change 3 canary 1')).text).toMatch(/Planning rollout 3 anew as rollout 4/);
  expect(await statusOf(lab, 3)).toBe('cancelled');
});

test('a stale plan of a file is planned again from its own rows: the same devices, values and options, of how they are by now', async () => {
  await using lab = await openLab();
  await lab.logIn('Alice');
  const plan = await lab.alice.says(
    'rollout canary 1 over 2h\n\ndevice,Standby.Delay,Audio.DefaultVolume\nFjord,77,\nCamden,78,61\nKew,79,',
  );
  lab.clock.skip(200_000);
  lab.cloud.fleet.remove(lab.deviceId('Camden'));
  const refused = await lab.alice.presses(plan, 'Start on 3 devices');
  expect(refused.lines).toEqual([
    'The plan of rollout 1 is not true any more',
    'Camden is gone from Webex. Nothing was changed.',
    '[Plan again] [Cancel it]',
  ]);
  await lab.alice.presses(refused, 'Plan again');
  await goesOn(lab, 2, (status) => status === 'planned', { stepMs: 0 });
  expect(await statusOf(lab, 1)).toBe('cancelled');
  const [old, anew] = await Promise.all([1, 2].map((number) => lab.store().rollouts.numbered(number)));
  expect(anew?.spec).toEqual({ ...old?.spec, words: 'rollout change 1 canary 1 over 2h' });
  const [was, now] = await Promise.all([itemsOf(lab, 1), itemsOf(lab, 2)]);
  expect(now.map(({ name, settings }) => ({ name, settings }))).toEqual(
    was.map(({ name, settings }) => ({ name, settings })),
  );
  expect(now.map(({ name, state }) => `${name} ${state}`)).toEqual(['Fjord change', 'Camden blocked', 'Kew change']);
  expect((await lab.alice.says('rollout start 2')).title).toMatch(/ on 2 devices$/);
});
