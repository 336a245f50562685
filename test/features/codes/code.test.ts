import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openLab } from '../../lab.ts';

const space = 'Room operations';

test('a code is in no line of the log, no space, no audit and no row of the store that is not sealed', async () => {
  await using lab = await openLab();
  await lab.logIn('Alice');
  const plan = await lab.alice.says('code for Galleri', { space });
  const told = await lab.alice.presses(plan, 'Make the code');
  expect(told.title).toBe('I sent the activation code for Galleri to you directly');
  const [made] = lab.cloud.places.codes.all();
  const code = made?.code ?? '';
  const shown = code.replace(/(.{4})(?=.)/g, '$1 ');
  const direct = await lab.alice.reads();
  expect(direct.some(({ lines }) => lines.includes(shown))).toBe(true);
  // Once more, with what goes wrong on the way: Webex says no, breaks off, and the answer can't be sent.
  for (const fault of [{ status: 500 }, { effect: 'drop' as const, after: true }]) {
    lab.cloud.faults.add({ method: 'POST', path: '/devices/activationCode', effect: 'status', times: 1, ...fault });
    await lab.alice.presses(await lab.alice.says('code for Galleri', { space }), 'Make the code');
  }
  const last = await lab.alice.says('code for Fjord', { space });
  lab.cloud.faults.add({ method: 'POST', path: '/messages', effect: 'status', status: 403, times: 1 });
  const kept = await lab.alice.presses(last, 'Make the code');
  expect(kept.title).toContain('I could not send the activation code for Fjord to you directly');
  await lab.alice.says('audit', { space });
  const everywhere = [
    ...lab.logged(),
    JSON.stringify(await lab.alice.reads({ space })),
    JSON.stringify(await lab.alice.says('history', { space })),
  ];
  await lab.stop();
  for (const name of readdirSync(lab.dataDir, { recursive: true, encoding: 'utf8' }).filter((one) =>
    /sqlite/.test(one),
  ))
    everywhere.push(readFileSync(join(lab.dataDir, name), 'latin1'));
  expect(everywhere.length).toBeGreaterThan(50);
  const codes = lab.cloud.places.codes.all().map((one) => one.code);
  expect(codes.length).toBeGreaterThanOrEqual(3);
  for (const text of everywhere)
    for (const secret of codes.flatMap((one) => [one, one.replace(/(.{4})(?=.)/g, '$1 ')]))
      expect(text.includes(secret)).toBe(false);
});

test('a workspace that vanishes, or calls otherwise, between question and confirm gets no code', async () => {
  await using lab = await openLab();
  await lab.logIn('Alice');
  const { workspaces } = lab.cloud.places;
  const galleri = workspaces.all().find(({ displayName }) => displayName === 'Galleri');
  if (!galleri) throw new Error('the simulated world is another one');
  workspaces.set(galleri.id, { calling: { type: 'none' } });
  const plan = await lab.alice.says('code for Galleri', { space });
  expect(plan.text).toContain('It has no calling: making the code changes that to free calling on Webex.');
  workspaces.set(galleri.id, { calling: { type: 'freeCalling' } });
  const again = await lab.alice.presses(plan, 'Make the code');
  expect(again.text).toContain('Something changed since you were asked. Nothing was sent.');
  expect(again.text).not.toContain('free calling');
  workspaces.remove(galleri.id);
  const gone = await lab.alice.presses(again, 'Make the code');
  expect(gone.title).toMatch(/not there any more|no workspace/);
  expect(lab.cloud.places.codes.all()).toEqual([]);
});

test('people are found by address and by name, phones by any spelling of their model', async () => {
  await using lab = await openLab();
  await lab.logIn('Alice');
  const titles: [string, string][] = [
    ['code for vera', 'Make an activation code for Vera Vik?'],
    ['activation code for "Vera Vik" model 8865', 'Make an activation code for Vera Vik?'],
    ['code for bob.berg@fjordbank.example model: cisco 8865', 'Make an activation code for Bob Berg?'],
    ['code for gus', 'There is no workspace and no person named "gus"'],
  ];
  for (const [words, title] of titles) expect((await lab.alice.says(words)).title, words).toBe(title);
  const plan = await lab.alice.says('code for vera model 8865');
  expect(plan.text).toContain('It fits the phone Cisco 8865.');
  const made = await lab.alice.presses(plan, 'Make the code');
  expect(made.title).toBe('Activation code for Vera Vik, Cisco 8865');
  expect(lab.cloud.places.codes.all()[0]).toMatchObject({ model: 'DMS Cisco 8865' });
});
