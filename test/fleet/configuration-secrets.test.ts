import { expect, test } from 'vitest';

import { hiddenSettings, holdsSecret, isSecretKey } from '#fleet/configuration-secrets.ts';
import { valueWords } from '#fleet/configuration-state.ts';
import { HIDDEN } from '#lib/hide.ts';

test.each([
  'SIP.Authentication.Password',
  'Network[1].IEEE8021X.Password',
  'Conference.Encryption.Passphrase',
  'Proximity.Alternatives.Pin',
  'RoomScheduler.Authentication.PINCode',
  'HttpFeedback.Server[2].Secret',
  'NetworkServices.SNMP.CommunityName',
  'Provisioning.LoginToken[1]',
  'Security.PrivateKey.3',
  'NetworkServices.NTP.Server[1].Key',
  'NetworkServices.Wifi.PSK',
  'networkservices.wifi.presharedkey',
  'NetworkServices.SNMP.Community',
  'Conference.EncryptionKey',
  'NetworkServices.SNMP.AuthKey',
])('%s is kept back', (key) => {
  expect(isSecretKey(key)).toBe(true);
});

test.each([
  'Audio.DefaultVolume',
  'UserManagement.PasswordPolicy.MinimumLength',
  'Video.Input.Connector[1].Name',
  'Network[1].IEEE8021X.Identity',
  'SystemUnit.Name',
  'Audio.KeyTones.Mode',
  'UserInterface.Keyboard',
  'UserInterface.Features.Call.Keypad',
  'NetworkServices.NTP.Server[1].KeyId',
  'NetworkServices.SSH.HostKeyAlgorithm',
  'UserInterface.Features.Share.GuestTokenShareUrl',
  '',
])('"%s" is shown', (key) => {
  expect(isSecretKey(key)).toBe(false);
});

test.each([
  ['https://kew:hunter2@proxy.example:8080/a', true],
  ['https://signage.example/wall?room=3&access_token=abc', true],
  ['https://signage.example/wall?sig=abc#top', true],
  [`https://${HIDDEN}@proxy.example`, true],
  ['https://signage.example/wall?room=3', false],
  ['sip:kew@example.com', false],
  ['', false],
  [60, false],
  [['a', 'ftp://a:b@c.example'], true],
])('an address is a secret where it lets somebody in: %j %s', (value, isOne) => {
  expect(holdsSecret('Standby.Signage.Url', value)).toBe(isOne);
  expect(valueWords(value)).not.toMatch(/hunter2|abc|a:b/);
});

test.each([
  ['SIP.Authentication.Password=a1 on Fjord', 'SIP.Authentication.Password=•••• on Fjord'],
  [
    'Audio.DefaultVolume=6 SIP/Turn/Password "a1 b\\" c" on Fjord',
    'Audio.DefaultVolume=6 SIP/Turn/Password •••• on Fjord',
  ],
  ['xConfiguration SIP Turn Password: a1 UserName: b', 'xConfiguration SIP Turn Password: •••• UserName: b'],
  ['A.Url=https://a:b@c.example/d on “Pin room” canary 5%', 'A.Url=https://••••@c.example/d on “Pin room” canary 5%'],
  ['', ''],
])('words are kept without secrets: %s', (words, kept) => {
  expect(hiddenSettings(words)).toBe(kept);
});
