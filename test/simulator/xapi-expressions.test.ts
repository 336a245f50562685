import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DeviceState, fixed, template } from '#simulator/devices/state.ts';
import { nest } from '#simulator/xapi/expressions.ts';

const LEAVES: [string, string | number][] = [
  ['Audio.Volume', 45],
  ['Audio.Ultrasound.Volume', 70],
  ['Audio.Input.HDMI[1].Mute', 'Off'],
  ['Audio.Input.HDMI[2].Mute', 'On'],
  ['Audio.Input.HDMI[4].Mute', 'Off'],
  ['Call[3].Status', 'Connected'],
  ['Network[1].DNS.Server[2].Address', '10.0.0.1'],
  ['SystemUnit.Uptime', 61269],
];
const open = () => new DeviceState(fixed(template<object>(LEAVES)), {}, () => {});
const ask = (expression: string) => nest(open().find(expression));

describe('status expressions', () => {
  test.each([
    ['Audio.Volume', { Audio: { Volume: 45 } }],
    ['aUDIO.vOLUME', { Audio: { Volume: 45 } }],
    ['Audio.Ultrasound', { Audio: { Ultrasound: { Volume: 70 } } }],
    ['*.Volume', { Audio: { Volume: 45, Ultrasound: { Volume: 70 } } }],
    [
      'Audio.*.Mute',
      {
        Audio: {
          Input: {
            HDMI: [
              { id: 1, Mute: 'Off' },
              { id: 2, Mute: 'On' },
              { id: 4, Mute: 'Off' },
            ],
          },
        },
      },
    ],
    ['Audio.Input.HDMI[2].Mute', { Audio: { Input: { HDMI: [{ id: 2, Mute: 'On' }] } } }],
    [
      'Audio.Input.HDMI[1..2]',
      {
        Audio: {
          Input: {
            HDMI: [
              { id: 1, Mute: 'Off' },
              { id: 2, Mute: 'On' },
            ],
          },
        },
      },
    ],
    [
      'Audio.Input.HDMI[2..n].*',
      {
        Audio: {
          Input: {
            HDMI: [
              { id: 2, Mute: 'On' },
              { id: 4, Mute: 'Off' },
            ],
          },
        },
      },
    ],
    ['Call[*].Status', { Call: [{ id: 3, Status: 'Connected' }] }],
    ['Call.Status', { Call: [{ id: 3, Status: 'Connected' }] }],
    ['Network[1].DNS.Server[2].Address', { Network: [{ id: 1, DNS: { Server: [{ id: 2, Address: '10.0.0.1' }] } }] }],
  ])('%s names what it should', (expression, expected) => {
    expect(ask(expression)).toEqual(expected);
  });

  test.each(['*', '*.*'])('%s names everything', (expression) => {
    expect(open().find(expression)).toHaveLength(LEAVES.length);
  });

  test.each([
    'Audio.Volumme',
    'Audio.Volume.More',
    'Volume',
    'Audio[1].Volume',
    'Audio[*].Volume',
    'Call[1].Status',
    'Call[9..2]',
    'Call[n].Status',
    'Call[',
    '..',
    'Audio..Volume',
    'Vol*',
    '__proto__',
    'constructor',
    '',
    ' ',
  ])('%s names nothing', (expression) => {
    expect(ask(expression)).toEqual({});
  });

  test('64 KiB of anything names nothing', () => {
    for (const text of ['*.', '[', 'Audio.', '[1..', ']', 'a'])
      expect(ask(text.repeat(65_536 / text.length))).toEqual({});
  });

  test('any text is answered, with nothing but statuses of the device', () => {
    const piece = fc.constantFrom(
      'Audio',
      'call',
      '*',
      '.',
      '[',
      ']',
      '1',
      '..',
      'n',
      'Volume',
      'Input',
      'HDMI',
      '__proto__',
      'é',
    );
    const text = fc.oneof(
      fc.string(),
      fc.array(piece, { maxLength: 40 }).map((parts) => parts.join('')),
    );
    const names = new Set(LEAVES.flatMap(([path]) => path.split(/[.[\]0-9]+/)).concat('id'));
    const known = (value: unknown): boolean =>
      typeof value !== 'object' ||
      value === null ||
      Object.entries(value).every(([key, inner]) => (Array.isArray(value) || names.has(key)) && known(inner));
    fc.assert(
      fc.property(text, (expression) => {
        expect(known(ask(expression))).toBe(true);
      }),
    );
  });
});

describe('the state of a device', () => {
  test('changes, removed nodes and restored ones show; the template stays as it was', () => {
    const shared = fixed(template<object>(LEAVES));
    let changes = 0;
    const state = new DeviceState(shared, {}, () => {
      changes += 1;
    });
    state.set('audio.volume', 10);
    state.set('Call[7].Status', 'Dialling');
    state.remove('Call[3]');
    expect(nest(state.find('Call'))).toEqual({ Call: [{ id: 7, Status: 'Dialling' }] });
    expect(nest(state.find('Audio.Volume'))).toEqual({ Audio: { Volume: 10 } });
    state.remove('Call[7]');
    expect(state.find('Call')).toEqual([]);
    state.restore(['Audio.', 'Call[']);
    expect(state.get('Audio.Volume')).toBe(45);
    expect(state.get('Call[3].Status')).toBe('Connected');
    expect(changes).toBe(5);
    expect(new DeviceState(shared, {}, () => {}).find('*')).toHaveLength(LEAVES.length);
  });
});
