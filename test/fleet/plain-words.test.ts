import { expect, test } from 'vitest';
import { abilitiesOf, isPanel } from '#fleet/abilities.ts';
import { issueWords, standbyWords } from '#fleet/plain-words.ts';
import { Device } from '#webex/devices.ts';

test.each([
  ['temperaturecheck', 'too warm'],
  ['TemperatureCheck', 'too warm'],
  ['microphonesconnected', 'no microphone connected'],
  ['NewKindOfTrouble', 'new kind of trouble'],
  ['sip_line-down', 'sip line down'],
  ['HTTPProxyFailed', 'http proxy failed'],
  ['unheardof', 'unheardof'],
  ['constructor', 'constructor'],
  ['', ''],
])('the issue "%s" is "%s"', (code, words) => {
  expect(issueWords(code)).toBe(words);
});

test.each([
  ['Off', ''],
  ['Halfwake', 'half awake'],
  ['Standby', 'in standby'],
  ['EnteringStandby', 'going to standby'],
  ['NetworkedStandby', 'networked standby'],
])('the standby state "%s" is "%s"', (state, words) => {
  expect(standbyWords(state)).toBe(words);
});

const device = (product: string, more: object = {}) =>
  Device.parse({ id: 'x', displayName: 'x', product, type: 'roomdesk', ...more });

test.each([
  ['Cisco Room Navigator', 'roomdesk', true],
  ['Cisco Navigator', 'roomdesk', true],
  ['Cisco Touch 10', 'roomdesk', true],
  ['Cisco 8865', 'phone', true],
  ['Cisco Room Bar Pro', 'roomdesk', false],
  ['Cisco Desk Pro', 'roomdesk', false],
])('%s (%s) is a panel or a phone: %s', (product, type, expected) => {
  expect(isPanel(device(product, { type }))).toBe(expected);
});

test('what a device told of itself counts, and its product only when it told nothing', () => {
  const told = {
    Audio: { Volume: 30, Microphones: { Mute: 'Off' } },
    SystemUnit: { State: { NumberOfActiveCalls: 0 } },
  };
  expect(abilitiesOf(device('Cisco Navigator'), told)).toEqual({
    hasVolume: true,
    hasMicrophones: true,
    canCall: true,
  });
  expect(abilitiesOf(device('Cisco Room Bar'), {})).toEqual({
    hasVolume: false,
    hasMicrophones: false,
    canCall: false,
  });
  expect(abilitiesOf(device('Cisco Room Bar'), undefined)).toMatchObject({ hasVolume: true, canCall: true });
  expect(abilitiesOf(device('Cisco Navigator'), undefined)).toMatchObject({ hasVolume: false, canCall: false });
});

test('nobody mutes or calls from the personal device of somebody else', () => {
  const personal = device('Cisco Desk Pro', { personId: 'p' });
  const told = { Audio: { Volume: 30, Microphones: { Mute: 'Off' } } };
  for (const tree of [told, undefined])
    expect(abilitiesOf(personal, tree)).toEqual({ hasVolume: true, hasMicrophones: false, canCall: false });
});
