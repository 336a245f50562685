import { expect, test } from 'vitest';
import { openLab } from '../../lab.ts';

const space = 'Room operations';

test('"again" is of this person in this space, and does nothing of the bot’s own', async () => {
  await using lab = await openLab();
  await lab.bob.says('volume 31 on fjord', { space });
  await lab.bob.says('volume 32 on fjord');
  for (const words of ['history', 'aliases', 'help', 'whoami', 'nonsense', 'alias add x = wake fjord', 'undo 3'])
    await lab.bob.says(words, { space });
  expect((await lab.bob.says('again', { space })).title).toMatch(/^Fjord is at 31 %/);
  expect((await lab.bob.says('!!')).title).toMatch(/^Fjord is at 32 %/);
  expect((await lab.vera.says('again', { space })).title).toBe('You did nothing here yet that I could repeat');
});

test('after "undo", "again" does what was taken back', async () => {
  await using lab = await openLab();
  await lab.bob.says('volume 31 on fjord');
  await lab.bob.says('undo');
  expect((await lab.bob.says('again')).title).toBe('Fjord is at 31 % (was 45 %)');
});

test('what failed is tried again, and what was not allowed, only asked for or cancelled is not', async () => {
  await using lab = await openLab();
  await lab.bob.says('volume 31 on sognefjord');
  const plan = await lab.bob.says('mute fjord');
  await lab.bob.presses(plan, 'Cancel');
  await lab.bob.says('reboot fjord');
  expect((await lab.bob.says('again')).title).toMatch(/^Sognefjord is offline/);
  await lab.vera.says('status Audio.Volume on fjord');
  await lab.vera.says('reboot fjord');
  expect((await lab.vera.says('again')).title).toBe('Audio.Volume: 45');
});

test('what the history does not keep whole is not repeated', async () => {
  await using lab = await openLab();
  await lab.alice.says('xCommand UserInterface Extensions Panel Save PanelId: a on fjord\n\n<a/>');
  const plan = await lab.alice.says('xCommand UserInterface Extensions Panel Save PanelId: a on fjord\n\n<a/>');
  await lab.alice.presses(plan, 'Run UserInterface.Extensions.Panel.Save', { typed: 'Fjord' });
  const before = lab.sent().length;
  expect((await lab.alice.says('again')).lines[1]).toMatch(/^It had a body/);
  const words = `xCommand UserInterface Message Alert Display Title: "${'t'.repeat(250)}" Text: "${'x'.repeat(250)}"`;
  await lab.alice.says(`${words} on fjord`);
  expect(lab.sent()).toHaveLength(before + 1);
  expect((await lab.alice.says('again')).lines[1]).toMatch(/^It was too long/);
  expect(lab.sent()).toHaveLength(before + 1);
});

test('rights are those of now', async () => {
  await using lab = await openLab();
  await lab.bob.says('volume 31 on fjord');
  const member = lab.cloud.people.find(({ email }) => email.startsWith('bob'));
  expect(member?.role).toBe('operator');
  await using later = await openLab({ roles: { operators: [], viewers: [member?.email ?? ''] } });
  expect((await later.bob.says('again')).title).toBe('You did nothing here yet that I could repeat');
  await later.bob.says('volume 31 on fjord');
  expect(later.sent()).toEqual([]);
});
