import { expect, test } from 'vitest';
import { ConfigError, readConfig } from '../../src/config.ts';

const given = (settings: Record<string, string>) => {
  const env = {
    WEBEX_BOT_TOKEN: 'token',
    WEBHOOK_SECRET: 'a secret, long enough',
    PUBLIC_URL: 'https://bot.example',
    ...settings,
  };
  try {
    return readConfig(env).auditWebhook;
  } catch (error) {
    if (error instanceof ConfigError) return error.faults;
    throw error;
  }
};
const AUDIT_WEBHOOK_SECRET = 'sixteen characters';

test('a webhook is an address, a secret and the hosts it may be on', () => {
  expect(
    given({
      AUDIT_WEBHOOK_URL: 'https://siem.example/in?source=bot',
      AUDIT_WEBHOOK_SECRET,
      AUDIT_WEBHOOK_HOSTS: 'SIEM.example, private:collector.corp  10.0.0.5 [::1]',
    }),
  ).toEqual({
    url: 'https://siem.example/in?source=bot',
    secret: AUDIT_WEBHOOK_SECRET,
    hosts: [
      { name: 'siem.example', isPrivate: false },
      { name: 'collector.corp', isPrivate: true },
      { name: '10.0.0.5', isPrivate: false },
      { name: '::1', isPrivate: false },
    ],
  });
  expect(given({ AUDIT_WEBHOOK_HOSTS: 'siem.example' })).toBeUndefined();
});

test.each([
  [
    { AUDIT_WEBHOOK_URL: 'https://siem.example', AUDIT_WEBHOOK_SECRET },
    ['AUDIT_WEBHOOK_HOSTS must name the host of AUDIT_WEBHOOK_URL'],
  ],
  [
    {
      AUDIT_WEBHOOK_URL: 'https://siem.example.evil.example',
      AUDIT_WEBHOOK_SECRET,
      AUDIT_WEBHOOK_HOSTS: 'siem.example',
    },
    ['AUDIT_WEBHOOK_HOSTS must name the host of AUDIT_WEBHOOK_URL'],
  ],
  [
    { AUDIT_WEBHOOK_URL: 'http://siem.example', AUDIT_WEBHOOK_HOSTS: 'siem.example' },
    [
      'AUDIT_WEBHOOK_SECRET is missing: what AUDIT_WEBHOOK_URL gets is signed with it',
      'AUDIT_WEBHOOK_URL must begin with https://',
    ],
  ],
  [
    { AUDIT_WEBHOOK_URL: 'https://me:pass@siem.example', AUDIT_WEBHOOK_SECRET, AUDIT_WEBHOOK_HOSTS: 'siem.example' },
    ['AUDIT_WEBHOOK_URL must hold no user and no password'],
  ],
  [{ AUDIT_WEBHOOK_URL: 'ftp://siem.example' }, ['AUDIT_WEBHOOK_URL must be an https address']],
  [{ AUDIT_WEBHOOK_SECRET: 'short' }, ['AUDIT_WEBHOOK_SECRET must have 16 characters or more']],
  [
    { AUDIT_WEBHOOK_HOSTS: 'https://siem.example' },
    ['AUDIT_WEBHOOK_HOSTS must be names of hosts or addresses, without https:// and without a port'],
  ],
])('%o is refused', (settings, faults) => {
  expect(given(settings)).toEqual(faults);
});

test.each(['http://127.0.0.1:9000', 'http://localhost:9000', 'http://[::1]:9000'])('%s needs no https', (url) => {
  expect(
    given({ AUDIT_WEBHOOK_URL: url, AUDIT_WEBHOOK_SECRET, AUDIT_WEBHOOK_HOSTS: '127.0.0.1 localhost ::1' }),
  ).toMatchObject({ url });
});
