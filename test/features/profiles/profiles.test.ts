import { expect, test } from 'vitest';
import { settingsIn } from '#features/profiles/profile-file.ts';
import { settingsOf, settingWords, typedValue } from '#features/profiles/setting-words.ts';
import { openLab } from '../../lab.ts';

test('a file of a spreadsheet is kept as a profile, secrets of a device are not, and nobody else is asked for words', async () => {
  await using lab = await openLab();
  await lab.logIn('Alice');
  const content = '\uFEFFsep=;\r\nKey;Value\r\nAudio.DefaultVolume;60\r\n"Time.Zone";"Europe/Oslo"\r\n';
  const files = [{ name: 'lobby.csv', type: 'text/csv', content }];
  expect((await lab.alice.says('profile save lobby', { files })).title).toBe('lobby has 2 settings from a file');
  const saved = await lab.alice.says('profile save every-thing from fjord keys SystemUnit.* Audio.*');
  expect(saved.title).toMatch(/^every-thing has \d+ settings from Fjord$/);
  const bob = await lab.bob.says('profile every-thing');
  expect(bob.lines.join('\n')).not.toMatch(/password|secret/i);
  expect((await lab.bob.says('profile set every-thing Audio.DefaultVolume=1')).title).toBe(
    "You can't change settings of a profile",
  );
});

const many = (count: number) =>
  JSON.stringify(
    Object.fromEntries(Array.from({ length: count }, (_, index) => [`Audio.Input.Line[${index}].Gain`, index])),
  );

test('a profile holds 200 settings and no more', () => {
  expect(settingsIn(many(200))).toHaveLength(200);
  expect(() => settingsIn(many(201))).toThrow('There are 201 settings in the file, and a profile holds 200');
});

test.each([
  ['{"Audio.A": {"B": 1}}', /Line 1: "Audio.A" has a value that is no text/],
  ['{\n"Audio.A": "(default)"}', /Line 2: "Audio.A" is to be reset/],
  ['{"__proto__": 1}', /"__proto__" is no key/],
  ['{}', /I read/],
  ['key,value\nAudio.A', /Line 2: 1 cell here/],
  ['key,value\nAudio.A,1\nAUDIO.a,2', /Line 3: "AUDIO.a" stands in line 2 already/],
  ['[{"key": "Audio.A", "value": 1}, {"key": "AUDIO.a", "value": 2}]', /Entry 2: "AUDIO.a" stands in entry 1 already/],
  ['key,value\nUserInterface.SettingsMenu.Passphrase,1', /Line 2: .* holds a secret/],
])('of %j it is said what is wrong', (text, hint) => {
  expect(() => settingsIn(text)).toThrow(expect.objectContaining({ hint: expect.stringMatching(hint) }));
});

test.each([
  { key: 'Audio.DefaultVolume', value: 60 },
  { key: 'Time.Zone', value: 'Europe/Oslo' },
  { key: 'Peripherals.List[1].Names', value: ['a "b"', 'c'] },
  { key: 'SystemUnit.Name', value: 'two words' },
  { key: 'SystemUnit.Code', value: '007' },
])('$key is said in words that read back the same', (setting) => {
  const words = settingWords(setting);
  const text = words.slice(words.indexOf('=') + 1);
  const isQuoted = text.startsWith('"');
  const bare = isQuoted ? text.slice(1, -1).replace(/\\(.)/g, '$1') : text;
  const typed = isQuoted
    ? settingsOf([
        { text: words.slice(0, words.indexOf('=') + 1), quoted: false },
        { text: bare, quoted: true },
      ])
    : settingsOf([{ text: words, quoted: false }]);
  expect(typed.settings).toEqual([setting]);
  expect(typedValue(bare)).toEqual(setting.value);
});
