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
    const { integration, serviceApp } = readConfig(env).webex;
    return { integration, serviceApp };
  } catch (error) {
    if (error instanceof ConfigError) return error.faults;
    throw error;
  }
};

test('an integration is an id and a secret, a service app has a refresh token besides, and neither has to be there', () => {
  expect(given({})).toEqual({ integration: undefined, serviceApp: undefined });
  expect(
    given({
      WEBEX_INTEGRATION_CLIENT_ID: 'C1',
      WEBEX_INTEGRATION_CLIENT_SECRET: 's1',
      WEBEX_SERVICE_APP_CLIENT_ID: 'C2',
      WEBEX_SERVICE_APP_CLIENT_SECRET: 's2',
      WEBEX_SERVICE_APP_REFRESH_TOKEN: 'r2',
    }),
  ).toEqual({
    integration: { clientId: 'C1', clientSecret: 's1' },
    serviceApp: { clientId: 'C2', clientSecret: 's2', refreshToken: 'r2' },
  });
});

test('what is half set keeps the bot from starting, by the names of what is missing, and without a value', () => {
  expect(given({ WEBEX_INTEGRATION_CLIENT_SECRET: 'very-secret', WEBEX_SERVICE_APP_CLIENT_ID: 'C2' })).toEqual([
    'WEBEX_INTEGRATION_CLIENT_ID is missing: it goes together with WEBEX_INTEGRATION_CLIENT_SECRET',
    'WEBEX_SERVICE_APP_CLIENT_SECRET is missing: it goes together with WEBEX_SERVICE_APP_CLIENT_ID',
    'WEBEX_SERVICE_APP_REFRESH_TOKEN is missing: it goes together with WEBEX_SERVICE_APP_CLIENT_ID',
  ]);
  expect(given({ WEBEX_INTEGRATION_CLIENT_ID: 'two words' })).toEqual([
    'WEBEX_INTEGRATION_CLIENT_ID holds characters that no credential of Webex has',
  ]);
});
