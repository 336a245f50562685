import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readSettings } from '#fleet/settings.ts';
import { readWords } from '#intent/words.ts';

const read = (text: string, isFamily?: (word: string) => boolean) =>
  readSettings(readWords(text).tokens, isFamily && { isFamily });
const volume = { key: 'Audio.DefaultVolume', text: '60' };
const delay = { key: 'Standby.Delay', text: '10' };

test.each([
  'Audio.DefaultVolume=60 Standby.Delay=10',
  'Audio.DefaultVolume 60 Standby.Delay 10',
  'Audio/DefaultVolume=60 Standby/Delay: 10',
  'Audio.DefaultVolume: 60, Standby.Delay:10',
  'Audio.DefaultVolume = 60 and Standby.Delay to 10',
  'Audio DefaultVolume: 60 Standby Delay: 10',
  'xConfiguration Audio DefaultVolume: 60 xconfig Standby Delay: "10"',
  'xConfiguration Audio DefaultVolume: 60\nxConfiguration Standby Delay:10',
  'Audio.DefaultVolume="60" Standby.Delay: "10"',
  'Audio.DefaultVolume =60 Standby Delay=10',
  'xConfiguration Audio DefaultVolume: 60 Standby.Delay=10',
])('%s', (text) => {
  expect(read(text)).toEqual({ settings: [volume, delay], rest: [], faults: [] });
});

const UNDERSTOOD: [what: string, words: string, key: string, text: string, rest?: string[]][] = [
  ['quotes', 'SystemUnit.Name="Fjord on 3" Fjord', 'SystemUnit.Name', 'Fjord on 3'],
  [
    'equals signs and colons in a value',
    'NetworkServices.X.Url=http://a.example/?b=c:d Fjord',
    'NetworkServices.X.Url',
    'http://a.example/?b=c:d',
  ],
  ['a value with a slash', 'Time.Zone Europe/London Fjord', 'Time.Zone', 'Europe/London'],
  ['a value with a slash after a colon', 'Time.Zone: Europe/London Fjord', 'Time.Zone', 'Europe/London'],
  ['an empty text', 'SystemUnit.Name= Fjord', 'SystemUnit.Name', ''],
  ['an empty text in quotes', 'SystemUnit.Name: "" Fjord', 'SystemUnit.Name', ''],
  ['"default" is a value like any other', 'Video.Mode=default Fjord', 'Video.Mode', 'default'],
  ['"on" after a key', 'Video.Selfview.Default.Mode on Fjord', 'Video.Selfview.Default.Mode', 'on'],
  ['indices', 'Audio.Input.Microphone[1].Gain=5 Fjord', 'Audio.Input.Microphone[1].Gain', '5'],
  [
    'the numbers of terminal notation',
    'xConfiguration Audio Input Microphone 1 Gain: 5 "Fjord"',
    'Audio.Input.Microphone[1].Gain',
    '5',
  ],
  ['a device before a path', 'Fjord Audio DefaultVolume: 5', 'Audio.DefaultVolume', '5'],
  [
    'filters',
    'tag:lobby Audio.DefaultVolume=5 location: Oslo',
    'Audio.DefaultVolume',
    '5',
    ['tag:lobby', 'location:', 'Oslo'],
  ],
  [
    'names with dots and addresses',
    '10.1.2.3 Audio.DefaultVolume=5 room.1',
    'Audio.DefaultVolume',
    '5',
    ['10.1.2.3', 'room.1'],
  ],
];
test.each(UNDERSTOOD)('understands %s', (_what, words, key, text, rest = ['Fjord']) => {
  expect(read(words, (word) => /^audio$/i.test(word))).toEqual({ settings: [{ key, text }], rest, faults: [] });
});

test('several keys of one path, as a device lists them', () => {
  expect(read('xConfiguration Audio Ultrasound MaxVolume: 50 Mode: On').settings).toEqual([
    { key: 'Audio.Ultrasound.MaxVolume', text: '50' },
    { key: 'Audio.Ultrasound.Mode', text: 'On' },
  ]);
});

const WRONG: [words: string, faults: string[]][] = [
  ['Audio.DefaultVolume=60 audio.defaultvolume=70', ['Audio.DefaultVolume is set twice: to 60 and to 70']],
  ['Audio.DefaultVolume= Audio.DefaultVolume=1', ['Audio.DefaultVolume is set twice: to nothing and to 1']],
  ['Fjord Audio.DefaultVolume', ['Audio.DefaultVolume has no value']],
  ['Audio.DefaultVolume Standby.Delay=10', ['Audio.DefaultVolume has no value']],
  ['Audio.DefaultVolume: Standby.Delay=10', ['Audio.DefaultVolume has no value']],
  ['xConfiguration Audio DefaultVolume:', ['Audio.DefaultVolume has no value']],
  ['xConfiguration Audio DefaultVolume 60', ['Audio.DefaultVolume[60] has no value; put it after a colon']],
  [
    'Audio.Input.Microphone[*].Gain=5',
    ['Audio.Input.Microphone[*].Gain names more than one configuration; say each of them'],
  ],
  ['xConfiguration Audio Mode xConfiguration Audio.X: 5', ['Audio.Mode has no value; put it after a colon']],
  ['xConfiguration', ['A key and its value come after xConfiguration']],
  ['xConfiguration Volume: 5', ['Volume is only a part of a key']],
  ['Security.Password=a1 Security.Password=b2', ['Security.Password is set twice: to a secret and to a secret']],
];
test.each(WRONG)('says what is wrong with %s', (text, faults) => {
  expect(read(text).faults).toEqual(faults);
});

const part = fc.stringMatching(/^[A-Z][a-z]{1,8}(\[[1-9]\])?$/);
const key = fc.array(part, { minLength: 2, maxLength: 4 }).map((parts) => parts.join('.'));
const value = fc.string({ unit: 'grapheme', maxLength: 12 });

test('whatever is written in full and in quotes is read as it was meant', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.record({ key, text: value }), { maxLength: 6, selector: (one) => one.key.toLowerCase() }),
      fc.constantFrom('=', ': ', ' '),
      (settings, sign) => {
        const words = settings.flatMap(({ key: name, text }) => [
          { text: sign === ' ' ? name : `${name}${sign.trim()}`, quoted: false },
          { text, quoted: true },
        ]);
        expect(readSettings(words)).toEqual({ settings, rest: [], faults: [] });
      },
    ),
  );
});

test('nothing that is typed breaks it, and no word is lost without a word', () => {
  const piece = fc.oneof(
    key,
    value,
    fc.constantFrom('=', ':', ',', 'xConfiguration', 'on', 'to', 'and', 'A.B=', 'A.B:', 'C:', '__proto__.x=1'),
  );
  const word = fc.record({ text: fc.array(piece, { maxLength: 3 }).map((all) => all.join('')), quoted: fc.boolean() });
  fc.assert(
    fc.property(fc.array(word, { maxLength: 12 }), (words) => {
      const { settings, rest, faults } = readSettings(words);
      for (const setting of settings) expect(setting.key).toMatch(/^[\w[\]-]+(\.[\w[\]-]+)+$/);
      if (words.length > 0) expect(settings.length + rest.length + faults.length).toBeGreaterThan(0);
    }),
  );
  // Quadratic reading of these would take minutes.
  const all = ['A.'.repeat(200_000), 'a=.'.repeat(100_000), 'a.b '.repeat(40_000), 'a '.repeat(40_000)];
  for (const text of all) readSettings(text.split(' ').map((one) => ({ text: one, quoted: false })));
});
