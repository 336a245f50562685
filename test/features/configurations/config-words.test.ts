import { describe, expect, test } from 'vitest';
import { Keys, keysWords, readKeysLine } from '#features/configurations/config-words.ts';
import { readWords, splitOn } from '#intent/words.ts';

const read = (text: string) => {
  const { before, on } = splitOn(readWords(text).tokens);
  return readKeysLine({ words: before, on });
};

describe('which device and which configurations are meant', () => {
  test.each([
    ['fjord', 'fjord', []],
    ['fjord Audio.*', 'fjord', ['Audio.*']],
    ['Audio.* on fjord', 'fjord', ['Audio.*']],
    ['on fjord Audio.*', 'fjord', ['Audio.*']],
    ['Harold Nordlund Audio.DefaultVolume, Standby.Delay', 'Harold Nordlund', ['Audio.DefaultVolume', 'Standby.Delay']],
    ['of fjord', 'fjord', []],
    ['Audio.DefaultVolume and Standby.Delay of fjord', 'fjord', ['Audio.DefaultVolume', 'Standby.Delay']],
    ['"Room 2.b" SerialPort[1..2].Mode', 'Room 2.b', ['SerialPort[1..2].Mode']],
    ['fjord Audio/DefaultVolume', 'fjord', ['Audio.DefaultVolume']],
    ['fjord Video.Input.Connector[].Name', 'fjord', ['Video.Input.Connector[*].Name']],
    ['Standby.Delay of Fjord and Kew', 'Fjord and Kew', ['Standby.Delay']],
    ['Fjord, Kew Standby.Delay', 'Fjord, Kew', ['Standby.Delay']],
    ['tag:lobby is:online Standby.Delay', 'tag:lobby is:online', ['Standby.Delay']],
    ['Audio.*', undefined, ['Audio.*']],
    ['St. James', 'St. James', []],
  ])('%s', (text, device, keys) => {
    expect(read(text)).toMatchObject({ device, keys });
  });

  test('pages and formats stand at the end', () => {
    expect(read('fjord Audio.* page:3')).toMatchObject({ device: 'fjord', page: '3' });
    expect(read('fjord Audio.* as JSON')).toMatchObject({ device: 'fjord', keys: ['Audio.*'], as: 'json' });
  });
});

test.each([
  'Fjord',
  'Fjord and Kew',
  'Fjord, Kew',
  'all except tag:lobby',
  'id:a,b',
  'Room.A',
  'keys of',
  'tag:lobby',
  'as csv',
  'Bob\'s "55"',
  'id:Y2lz',
])('a device called %s is said so that it is read as the same', (device) => {
  const words = keysWords('config', { device, keys: ['Audio.*'], page: 2 }).slice('config '.length);
  expect(read(words)).toMatchObject({ device, keys: ['Audio.*'], page: '2' });
});

test('keys are each asked for once, and one part alone means all below it', () => {
  expect(Keys.parse('Audio audio.* Standby.Delay')).toEqual(['audio.*', 'Standby.Delay']);
  expect(() => Keys.parse(['Audio DefaultVolume'])).toThrow('A configuration is written like Audio.DefaultVolume');
});
