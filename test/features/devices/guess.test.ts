import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Lab, openLab } from '../../lab.ts';

let lab: Lab;
beforeAll(async () => {
  lab = await openLab();
});
afterAll(() => lab[Symbol.asyncDispose]());

test.each([
  ['fjord', /^Fjord {3}/],
  ['FJORD?', /^Fjord {3}/],
  ['hey, fjord', /^Fjord {3}/],
  ['is fjord online?', /^Fjord {3}/],
  ["how's big sur doing today?", /^Big Sur {3}/],
  ['what about half dome', /^Half Dome {3}/],
  ['check on tower', /^Tower {3}/],
  ['geirang', /^Geiranger {3}/],
  ['harold', 'Which device?'],
  ['FDO24331000', /^Fjord {3}/],
  ['10.20.0.2?', /^Hardanger {3}/],
  ['gerianger', 'Did you mean the device Geiranger?'],
  ['thanks', 'I don\'t know "thanks"'],
  ['vault', 'I don\'t know "vault"'],
  ['nobody knows this place', 'I don\'t know "nobody"'],
  [`fjord ${'x'.repeat(200)}`, 'I don\'t know "fjord"'],
])('"%s" is answered', async (words, title) => {
  expect((await lab.vera.says(words)).title).toMatch(title);
});

test.each([
  ['turn up fjord', 'volume up on Fjord'],
  ['turn fjord down', 'volume down on Fjord'],
  ['fjord louder please', 'volume up on Fjord'],
  ['make fjord quieter', 'volume down on Fjord'],
  ['set fjord to 30', 'volume 30 on Fjord'],
  ['set the volume of half dome to 35%', 'volume 35 on Half Dome'],
  ['fjord volume 30', 'volume 30 on Fjord'],
  ['fjord mute', 'mute Fjord'],
  ['can you restart fjord?', 'reboot Fjord'],
  ['turn off fjord', 'standby Fjord'],
  ['fjord turn on', 'wake on Fjord'],
  ['put harold to sleep', 'standby harold'],
  ['fjord status Audio.Volume', 'status Audio.Volume on Fjord'],
])('"%s" is offered as "%s" and not done', async (words, meant) => {
  const before = lab.sent().length;
  const said = await lab.bob.says(words);
  expect(said.title).toBe(`Did you mean "${meant}"?`);
  expect(said.lines.at(-1)).toContain(`[${meant}]`);
  expect(lab.sent()).toHaveLength(before);
});

test.each([['set fjord to 300'], ['fjord help'], ['turn fjord'], ['polish fjord']])(
  '"%s" means no command: only the device is offered',
  async (words) => {
    const said = await lab.bob.says(words);
    expect(said.title).toMatch(/^I don't know "/);
    expect(said.lines.at(-1)).toBe('[Fjord] [Help] [Devices]');
  },
);

test('a misspelt command stays one, even beside the name of a device', async () => {
  const said = await lab.bob.says('rebot fjord');
  expect(said.title).toBe('Did you mean "reboot fjord"?');
});

test('who may not look at devices hears nothing of them', async () => {
  await using own = await openLab({ roles: { viewers: [] } });
  for (const words of ['fjord', 'turn up fjord', 'fjrod']) {
    const said = await own.vera.says(words);
    expect(said.title).toMatch(/^I don't know "/);
    expect(said.lines.at(-1)).toBe('[Help] [Devices]');
  }
});

test('what looks like a secret is not said again', async () => {
  const said = await lab.alice.says('fjord wifi Passphrase: hunter22');
  expect(JSON.stringify(said)).not.toContain('hunter22');
  expect((await lab.alice.says('history')).text).not.toContain('hunter22');
});
