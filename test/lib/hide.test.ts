import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { HIDDEN, isSecret, namesSecret, shown, wasHidden } from '#lib/hide.ts';

describe('which arguments are secret', () => {
  // Names as RoomOS 26 has them: https://roomos.cisco.com/xapi
  test.each(['Pin', 'Passcode', 'Password', 'Passphrase', 'NewPassphrase', 'Secret', 'ActivationCode', 'HostKey'])(
    '%s is',
    (name) => {
      expect(isSecret(name)).toBe(true);
      expect(isSecret(name.toLowerCase())).toBe(true);
    },
  );

  test.each(['Pinn', 'Passwrod', 'Pasword', 'Tokn', 'secert', 'api_key', 'private-key.Password'])(
    '%s is too, for nobody knows yet that the name is wrong',
    (name) => expect(isSecret(name)).toBe(true),
  );

  test.each([
    'Pan',
    'Pin1',
    'Pin4',
    'Path',
    'Secure',
    'Number',
    'Key',
    'NamedKey',
    'PassphraseChangeRequired',
    'Level',
    '',
  ])('"%s" is not', (name) => expect(isSecret(name)).toBe(false));
});

describe('how a value is shown', () => {
  test.each([
    ['Header', 'Authorization: Bearer abc', `Authorization: ${HIDDEN}`],
    ['Header', 'X-Api-Key: abc', `X-Api-Key: ${HIDDEN}`],
    ['Header', 'Content-Type: text/plain', 'Content-Type: text/plain'],
    ['Url', 'https://meet.example.com/j/1?a=b&pwd=abc&c=d', `https://meet.example.com/j/1?a=b&pwd=${HIDDEN}&c=d`],
    ['Text', 'Back at ten: see you', 'Back at ten: see you'],
    ['Text', `${HIDDEN} bold`, `${HIDDEN} bold`],
  ])('%s: %s → %s', (name, value, as) => {
    expect(shown(name, value)).toBe(as);
    expect(wasHidden(name, as)).toBe(as !== value);
  });

  test('nothing of a secret stands there, whatever it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (value) => {
        expect(shown('Pin', value)).toBe(HIDDEN);
      }),
    );
  });

  test('what is shown once stays as it is, 64 KiB of anything too', () => {
    fc.assert(
      fc.property(fc.string(), fc.string({ unit: 'binary' }), (name, value) => {
        expect(shown(name, shown(name, value))).toBe(shown(name, value));
      }),
    );
    for (const piece of ['&pwd=', '?pin=a ', 'token-', ': '])
      expect(shown('Url', piece.repeat(65_536 / piece.length))).toBeTypeOf('string');
  });
});

test.each<[string, boolean]>([
  ['{"ssid": "guests", "passphrase": "x"}', true],
  ['<Network><Password>x</Password></Network>', true],
  ['user: alice\nPin = 4711', true],
  ['Authorization token: x', true],
  ['{"ssid": "guests", "level": 3}', false],
  ['<Panel><Name>Pinboard</Name></Panel>', false],
  ['Please type your pin on the panel', false],
  ['', false],
])('a body %j names a secret: %s', (body, is) => {
  expect(namesSecret(body)).toBe(is);
});
