import { expect, test } from 'vitest';
import { type Lab, openLab } from '../../lab.ts';
import type { Said } from '../../persona.ts';
import { finished, goesOn, itemsOf } from './rollout-lab.ts';

const soon = <T>(look: () => T) => expect.poll(look, { timeout: 10_000 });
const KEY = 'Standby.Delay';
const start = (lab: Lab, card: Said): Promise<Said> => {
  const [title = ''] = /(Start on|Take back on) \d+ devices?/.exec(JSON.stringify(card.card)) ?? [];
  return lab.alice.presses(card, title);
};
const ends = async (lab: Lab, number: number): Promise<Record<string, string>> =>
  Object.fromEntries(
    (await itemsOf(lab, number)).map(({ name, state, reason }) => [name, [state, reason].filter(Boolean).join(' ')]),
  );

test('what may have been changed is known to be, whatever becomes of it: it is never called not begun, and comes back', async () => {
  await using lab = await openLab({ timeoutMs: 2_000 });
  await lab.logIn('Alice');
  const { faults, configurations } = lab.cloud;
  const before = configurations.snapshot();
  const upset = (name: string, method: string, rule: object) =>
    faults.add({ method, path: '/deviceConfigurations', devices: [lab.deviceId(name)], effect: 'status', ...rule });

  // Webex did it and did not say so, and then refuses to tell.
  const card = await lab.alice.says(`rollout ${KEY}=77 on Fjord, Camden never stop`);
  upset('Fjord', 'PATCH', { effect: 'drop', after: true, times: 1 });
  // It is read once right before it is changed.
  upset('Fjord', 'GET', { status: 403, skip: 1 });
  await start(lab, card);
  await soon(() => configurations.patches(lab.deviceId('Fjord'))).toBe(1);
  expect(await finished(lab, 1)).toBe('done');
  expect(await ends(lab, 1)).toMatchObject({ Fjord: 'failed forbidden' });
  faults.clear();
  await start(lab, await lab.alice.hears(await lab.alice.says('rollout undo 1')));
  expect(await finished(lab, 2)).toBe('done');
  expect(configurations.snapshot()).toEqual(before);

  // It ends before anybody could look.
  const next = await lab.alice.says(`rollout ${KEY}=78 on Fjord, Camden never stop`);
  upset('Fjord', 'PATCH', { effect: 'drop', after: true, times: 1 });
  upset('Camden', 'PATCH', { status: 423 });
  upset('Fjord', 'GET', { status: 500, skip: 1 });
  const patches = configurations.patches(lab.deviceId('Fjord'));
  await start(lab, next);
  await soon(() => configurations.patches(lab.deviceId('Fjord'))).toBe(patches + 1);
  await soon(async () => (await itemsOf(lab, 3)).every(({ misses = 0 }) => misses > 0)).toBe(true);
  await lab.alice.says('rollout cancel 3');
  expect(await goesOn(lab, 3, (status) => status === 'cancelled')).toBe('cancelled');
  expect(await ends(lab, 3)).toEqual({ Fjord: 'uncertain unknown', Camden: 'change no-answer' });
  const shown = await lab.alice.says('rollout show 3');
  expect(shown.lines.join('\n')).toMatch(/1 failed · 1 not begun/);
  faults.clear();
  await start(lab, await lab.alice.hears(await lab.alice.says('rollout undo 3')));
  expect(await finished(lab, 4)).toBe('done');
  expect(configurations.snapshot()).toEqual(before);
});

test('what another rollout changed before this one was retried is said to be its doing', async () => {
  await using lab = await openLab();
  await lab.logIn('Alice');
  const goes = async (words: string, number: number) => {
    const card = await lab.alice.says(words);
    await lab.alice.presses(card, /(Start|Retry) on \d+ devices?/.exec(JSON.stringify(card.card))?.[0] ?? '');
    await finished(lab, number);
    lab.clock.skip(60_000);
  };
  const where = { method: 'PATCH', path: '/deviceConfigurations', devices: [lab.deviceId('Camden')] };
  lab.cloud.faults.add({ ...where, effect: 'status', status: 400 });
  await goes('rollout Standby.Delay=77 on Fjord, Camden never stop no canary', 1);
  lab.cloud.faults.clear();
  await goes('rollout Standby.Delay=78 on Fjord', 2);
  await goes('rollout retry 1', 1);
  await lab.alice.hears(await lab.alice.says('rollout undo 1'));
  expect((await itemsOf(lab, 3)).map(({ name, reason }) => `${name} ${reason}`.trim()).sort()).toEqual([
    'Camden',
    'Fjord changed-by-2',
  ]);
});

/** What Alice does with rollouts, each to its end. */
const steps = (lab: Lab) => {
  const goes = async (card: Said, number: number) => {
    await start(lab, card);
    expect(await finished(lab, number)).toBe('done');
    lab.clock.skip(60_000);
  };
  return {
    goes,
    takesBack: async (number: number, as: number) =>
      goes(await lab.alice.hears(await lab.alice.says(`rollout undo ${number}`)), as),
    shown: async (number: number) => (await lab.alice.says(`rollout show ${number}`)).lines,
  };
};

test('what was taken back says so, in part or as a whole, and no more once that is taken back, too', async () => {
  await using lab = await openLab();
  await lab.logIn('Alice');
  const { goes, takesBack, shown } = steps(lab);
  await goes(await lab.alice.says(`rollout ${KEY}=77 on Fjord, Camden no canary`), 1);
  expect((await shown(1))[0]).toBe(`Done: all 2 devices have ${KEY} 77`);

  // What somebody set by hand stays as it is.
  const { configurations } = lab.cloud;
  configurations.set(lab.deviceId('Camden'), KEY, 5);
  await takesBack(1, 2);
  expect(await shown(1)).toEqual(
    expect.arrayContaining([
      `Done: all 2 devices have ${KEY} 77`,
      'Taken back in part by rollout 2.',
      expect.stringMatching(/\[Undo all\] \[See rollout 2\]/),
    ]),
  );
  expect((await lab.alice.says('rollouts')).lines.join('\n')).toContain('done, in part taken back');
  configurations.set(lab.deviceId('Camden'), KEY, 77);
  await takesBack(1, 3);
  expect(await shown(1)).toEqual(expect.arrayContaining([`Was taken back: ${KEY} → 77`, 'Taken back by rollout 3.']));
  expect((await shown(1)).join('\n')).not.toContain('Undo');
  // Nor where somebody takes it for another.
  expect((await lab.alice.says('rollout cancel 1')).lines.join('\n')).not.toContain('Undo');

  await takesBack(3, 4);
  expect((await shown(3))[0]).toMatch(/^Was taken back: /);
  // What the first of them took back in part is so yet.
  expect(lab.cloud.configurations.read(lab.deviceId('Fjord'), KEY)?.value).not.toBe(77);
  expect(await shown(1)).toEqual(
    expect.arrayContaining([`Done: all 2 devices have ${KEY} 77`, 'Taken back in part by rollout 3.']),
  );
});

test('what was taken back is so again once that is taken back twice, and in part where that was', async () => {
  await using lab = await openLab();
  await lab.logIn('Alice');
  const { goes, takesBack, shown } = steps(lab);
  const { configurations } = lab.cloud;
  await goes(await lab.alice.says(`rollout ${KEY}=77 on Fjord, Camden no canary`), 1);
  await takesBack(1, 2);
  await takesBack(2, 3);
  expect((await shown(1)).join('\n')).not.toMatch(/taken back/i);
  expect((await shown(2))[0]).toMatch(/^Was taken back: /);
  await takesBack(3, 4);
  expect(await shown(1)).toEqual(expect.arrayContaining([`Was taken back: ${KEY} → 77`, 'Taken back by rollout 2.']));
  expect((await shown(2)).join('\n')).not.toMatch(/Taken back by/);

  // Only one of them gets it again.
  configurations.set(lab.deviceId('Camden'), KEY, 5);
  await takesBack(2, 5);
  const told = (await shown(1)).join('\n');
  expect(told).toMatch(/Taken back in part by rollout 2\./);
  expect(told).toMatch(/Undo all/);
});

test('what a retry did is not taken back by what was planned before it, and what was taken back stays so', async () => {
  await using lab = await openLab();
  await lab.logIn('Alice');
  const { goes, shown } = steps(lab);
  const camden = { method: 'PATCH', path: '/deviceConfigurations', devices: [lab.deviceId('Camden')] };
  const plan = await lab.alice.says(`rollout ${KEY}=77 on Fjord, Camden never stop no canary`);
  lab.cloud.faults.add({ ...camden, effect: 'status', status: 403 });
  await goes(plan, 1);
  const back = await lab.alice.hears(await lab.alice.says('rollout undo 1'));
  lab.cloud.faults.clear();
  await lab.alice.presses(await lab.alice.says('rollout retry 1'), 'Retry on 1 device');
  await finished(lab, 1);
  await goes(back, 2);
  const told = (await shown(1)).join('\n');
  expect(told).toMatch(/Taken back in part by rollout 2\./);
  expect(told).toMatch(/Undo all/);
});

test('what was taken back stays so while the rest of it is tried again', async () => {
  await using lab = await openLab();
  await lab.logIn('Alice');
  const { goes, takesBack, shown } = steps(lab);
  const camden = { method: 'PATCH', path: '/deviceConfigurations', devices: [lab.deviceId('Camden')] };
  const plan = await lab.alice.says(`rollout ${KEY}=77 on Fjord, Camden never stop no canary`);
  lab.cloud.faults.add({ ...camden, effect: 'status', status: 403 });
  await goes(plan, 1);
  lab.cloud.faults.clear();
  await takesBack(1, 2);
  await lab.alice.presses(await lab.alice.says('rollout retry 1'), 'Retry on 1 device');
  await finished(lab, 1);
  expect(await shown(1)).toContain('Taken back in part by rollout 2.');
});

test('whoever may see a part of the devices takes back that part only, and the others can be taken back yet', async () => {
  await using lab = await openLab();
  await lab.logIn('Alice');
  const { goes, takesBack, shown } = steps(lab);
  await goes(await lab.alice.says(`rollout ${KEY}=77 on Fjord, Camden no canary`), 1);
  await lab.writePolicy(`version: 1
roles:
  admin:
    members: [bob.berg@fjordbank.example]
    allow: [{ commands: all, tiers: 0-3 }]
  london:
    members: [alice.andersen@fjordbank.example]
    allow: [{ commands: all, tiers: 0-3, devices: "location:London" }]
`);
  await expect.poll(async () => (await shown(1))[0]).toBe(`Done: 1 device has ${KEY} 77`);
  await takesBack(1, 2);
  expect((await itemsOf(lab, 2)).map(({ name }) => name)).toEqual(['Camden']);
  const told = (await lab.bob.says('rollout show 1')).lines.join('\n');
  expect(told).toMatch(/Taken back in part by rollout 2\./);
  expect(told).toMatch(/Undo all/);
});
