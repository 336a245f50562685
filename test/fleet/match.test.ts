import fc from 'fast-check';
import { expect, test } from 'vitest';
import { matchDevices } from '#fleet/match.ts';
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
