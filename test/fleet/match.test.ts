import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addressKind, matchDevices } from '#fleet/match.ts';
import { filtersIn } from '#fleet/select.ts';
import { Device } from '#webex/devices.ts';

const device = (displayName: string) => Device.parse({ id: displayName, displayName });
const FLEET = ['Fjord', 'Sognefjord', 'Harold Nordlund', 'Harold Smith', 'On air', 'Ærø  Æble', 'Café'].map(device);
const found = (phrase: string) => matchDevices(phrase, FLEET).map(({ displayName }) => displayName);

test.each([
  ['fjord', ['Fjord']],
  ['FJORD', ['Fjord']],
  [' fjord ', ['Fjord']],
  ['sogne', ['Sognefjord']],
  ['harold', ['Harold Nordlund', 'Harold Smith']],
  ['smith harold', ['Harold Smith']],
  ['harold  smith', ['Harold Smith']],
  ['ærø æble', ['Ærø Æble']],
  ['cafe\u0301', ['Café']],
  ['on air', ['On air']],
  ['jord', ['Fjord', 'Sognefjord']],
  ['nobody', []],
  ['', []],
  ['   ', []],
])('"%s" is %j', (phrase, names) => {
  expect(found(phrase)).toEqual(names);
});

test('a whole name wins over names that hold it, and two of one name are two', () => {
  const twins = [...FLEET, device('Fjord')];
  expect(matchDevices('fjord', twins)).toHaveLength(2);
});

test('every device is found by its own name, whatever it is', () => {
  fc.assert(
    fc.property(
      fc.array(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 }), { minLength: 1, maxLength: 6 }),
      (names) => {
        const fleet = names.map(device);
        for (const one of fleet) expect(matchDevices(one.displayName, fleet)).toContain(one);
      },
    ),
  );
});

const KNOWN = [
  Device.parse({ id: '1', displayName: 'Fjord', ip: '10.20.0.2', serial: 'FDO24331000', mac: 'AA:BB:CC:00:11:22' }),
  Device.parse({ id: '2', displayName: 'Camden', ip: '10.20.0.22', serial: 'FOC24331001', mac: 'aabbcc001123' }),
  Device.parse({ id: '3', displayName: '10.20.0.99', ip: '10.20.0.3' }),
];

test.each([
  ['10.20.0.2', ['Fjord']],
  ['10.20.0.22', ['Camden']],
  ['10.20.0', ['10.20.0.99']],
  ['10.20.0.99', ['10.20.0.99']],
  ['fdo24331000', ['Fjord']],
  ['FDO2433100', []],
  ['aa:bb:cc:00:11:22', ['Fjord']],
  ['AABB.CC00.1122', ['Fjord']],
  ['aa-bb-cc-00-11-23', ['Camden']],
])('"%s" is found by its address or serial number, whole only: %j', (phrase, names) => {
  expect(matchDevices(phrase, KNOWN).map(({ displayName }) => displayName)).toEqual(names);
});

test.each([
  ['10.99.0.1', 'IP address'],
  ['fe80::1', 'IP address'],
  ['AA:BB:CC:00:11:22', 'MAC address'],
  ['aabb.cc00.1122', 'MAC address'],
  ['FDO24331000', 'serial number'],
  ['Fjord', undefined],
  ['Room 10.2', undefined],
  ['abcdefabcdef', 'MAC address'],
])('"%s" looks like: %s', (phrase, kind) => {
  expect(addressKind(phrase)).toBe(kind);
});

test.each([
  ['tag:lobby', [['tag', ['lobby']]]],
  ['location:San Jose', [['location', ['San Jose']]]],
  [
    'TAG:lobby tag:vip is:online',
    [
      ['tag', ['lobby', 'vip']],
      ['is', ['online']],
    ],
  ],
  ['fjord', undefined],
  ['Lab: tag:x', undefined],
  ['sip:reception@example.com', undefined],
  ['constructor:x', undefined],
])('"%s" is a filter: %j', (phrase, expected) => {
  const filters = filtersIn(phrase);
  expect(filters && [...filters]).toEqual(expected);
});
