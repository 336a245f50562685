import { describe, expect, test } from 'vitest';
import { readSettings, type Said, setWords } from '#features/configurations/set-words.ts';
import { readWords } from '#intent/words.ts';

const read = (text: string) => readSettings(readWords(text).tokens);
const VOLUME: Said = { key: 'Audio.DefaultVolume', text: '60' };

describe('which configurations are to be what, and on which device', () => {
  test.each<[string, string | undefined, Said[]]>([
    ['fjord Audio.DefaultVolume 60', 'fjord', [VOLUME]],
    ['fjord Audio.DefaultVolume=60', 'fjord', [VOLUME]],
    ['fjord Audio.DefaultVolume: 60', 'fjord', [VOLUME]],
    ['fjord Audio.DefaultVolume = 60', 'fjord', [VOLUME]],
    ['fjord Audio/DefaultVolume to 60', 'fjord', [VOLUME]],
    ['Audio.DefaultVolume=60 on Harold Nordlund', 'Harold Nordlund', [VOLUME]],
    ['Fjord, Kew Audio.DefaultVolume=60', 'Fjord, Kew', [VOLUME]],
    ['fjord, Audio.DefaultVolume=60', 'fjord', [VOLUME]],
    ['Audio.DefaultVolume=60 on Fjord, Kew', 'Fjord, Kew', [VOLUME]],
    ['location:"San Jose" Audio.DefaultVolume=60', 'location: San Jose', [VOLUME]],
    ['on fjord Audio.DefaultVolume=60', 'fjord', [VOLUME]],
    ['fjord Audio.DefaultVolume', 'fjord', [{ key: 'Audio.DefaultVolume' }]],
    [
      'fjord Audio.DefaultVolume=60, Standby.Delay 10 and Proximity.Mode on',
      'fjord',
      [VOLUME, { key: 'Standby.Delay', text: '10' }, { key: 'Proximity.Mode', text: 'on' }],
    ],
    ['Proximity.Mode on fjord', 'fjord', [{ key: 'Proximity.Mode' }]],
    ['Proximity.Mode On on fjord', 'fjord', [{ key: 'Proximity.Mode', text: 'On' }]],
    ['fjord Standby.Delay=(default)', 'fjord', [{ key: 'Standby.Delay', reset: true }]],
    ['fjord Standby.Delay="(default)"', 'fjord', [{ key: 'Standby.Delay', text: '(default)' }]],
    ['fjord SystemUnit.Name="Back office"', 'fjord', [{ key: 'SystemUnit.Name', text: 'Back office' }]],
    ['fjord SystemUnit.Name=""', 'fjord', [{ key: 'SystemUnit.Name', text: '' }]],
    ['fjord SIP.Proxy[1].Address sip.example.com', 'fjord', [{ key: 'SIP.Proxy[1].Address', text: 'sip.example.com' }]],
    ['fjord Time.Zone Europe/London', 'fjord', [{ key: 'Time.Zone', text: 'Europe/London' }]],
    ['fjord Time/Zone Standby/Delay', 'fjord', [{ key: 'Time.Zone' }, { key: 'Standby.Delay' }]],
  ])('%s', (text, device, settings) => {
    const { hold, ...said } = read(text);
    expect(said).toEqual({ device, settings });
    expect(read(setWords({ device, settings, hold }).slice('config set '.length))).toEqual({ device, settings, hold });
  });
});

test('words that belong to nothing are refused, and of a secret nothing is said again', () => {
  expect(() => read('fjord SystemUnit.Name=Back office')).toThrow('I can\'t tell what "office" belongs to');
  expect(() => read('fjord SIP.Authentication.Password=two words')).toThrow(
    "I can't tell where SIP.Authentication.Password ends",
  );
  expect(setWords({ device: 'fjord', settings: [{ key: 'SIP.Authentication.Password', text: 'geheim' }] })).toBe(
    'config set fjord SIP.Authentication.Password="••••"',
  );
});
