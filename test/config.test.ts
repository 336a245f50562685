import { isAbsolute } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ConfigError, readConfig, readSimulatedConfig } from '../src/config.ts';

const LIVE = {
  WEBEX_BOT_TOKEN: 'a-token-of-the-bot-that-is-long-enough',
  WEBHOOK_SECRET: 'a-secret-that-is-long-enough',
  PUBLIC_URL: 'https://bot.example.com/',
};

function faultsOf(read: () => unknown): string[] {
  try {
    read();
  } catch (error) {
    if (error instanceof ConfigError) return error.faults;
    throw error;
  }
  return [];
}

describe('a bot on live Webex', () => {
  test('needs a token, a secret and an address, and has a default for all else', () => {
    const config = readConfig(LIVE);
    expect(config).toMatchObject({
      port: 8080,
      host: '0.0.0.0',
      databaseUrl: undefined,
      logLevel: 'info',
      timeZone: 'UTC',
      roles: { admins: [], operators: [], viewers: [] },
      webex: { apiBase: 'https://webexapis.com/v1', publicUrl: 'https://bot.example.com' },
    });
    expect(isAbsolute(config.dataDir)).toBe(true);
    expect(Object.isFrozen(config)).toBe(true);
  });

  test('tells every fault at once, by name and in order of nobody’s secrets', () => {
    const env = {
      WEBEX_BOT_TOKEN: 'sécret token',
      WEBHOOK_SECRET: '',
      PUBLIC_URL: 'ftp://hidden.example.com',
      WEBEX_API_BASE: 'not an address',
      PORT: '99999',
      DATABASE_URL: 'mysql://user:hunter2@host/db',
      LOG_LEVEL: 'loud',
      TIME_ZONE: 'Europe/Atlantis',
      ADMINS: 'alice@example.com, hunter3',
    };
    const faults = faultsOf(() => readConfig(env));
    expect(new Set(faults.map((fault) => fault.split(' ')[0]))).toEqual(new Set(Object.keys(env)));
    expect(faults).toHaveLength(Object.keys(env).length);
    const told = new ConfigError(faults).message;
    expect(told).not.toMatch(/sécret|hidden|hunter|99999|Atlantis|loud/);
    expect(told).not.toMatch(/Invalid|Expected|NaN|undefined/);
  });

  test.each(['WEBEX_BOT_TOKEN', 'WEBHOOK_SECRET', 'PUBLIC_URL'])('does not start without %s', (name) => {
    for (const value of [undefined, '', '   ']) {
      expect(faultsOf(() => readConfig({ ...LIVE, [name]: value }))).toEqual([
        expect.stringMatching(new RegExp(`^${name} is missing`)),
      ]);
    }
  });

  test.each([
    ['PORT', 'http'],
    ['PORT', '-1'],
    ['PORT', '80.5'],
    ['PORT', '65536'],
    ['PUBLIC_URL', 'bot.example.com'],
    ['PUBLIC_URL', 'javascript:alert(1)'],
    ['WEBEX_API_BASE', 'file:///etc/passwd'],
    ['DATABASE_URL', 'http://host/db'],
    ['LOG_LEVEL', 'INFO'],
    ['TIME_ZONE', 'CET+99'],
    ['VIEWERS', '@'],
    ['OPERATORS', 'all'],
  ])('%s=%s is a fault', (name, value) => {
    const [fault, ...others] = faultsOf(() => readConfig({ ...LIVE, [name]: value }));
    expect(others).toEqual([]);
    expect(fault).toMatch(new RegExp(`^${name} `));
    expect(fault).not.toMatch(/Invalid|Expected|NaN/);
  });

  test('an empty variable is one that was not set', () => {
    expect(readConfig({ ...LIVE, DATABASE_URL: '', PORT: ' ', ADMINS: '', TIME_ZONE: '' })).toMatchObject({
      databaseUrl: undefined,
      port: 8080,
      timeZone: 'UTC',
      roles: { admins: [] },
    });
  });

  test('lists take commas, blanks and semicolons, and know no capitals', () => {
    const { roles } = readConfig({
      ...LIVE,
      ADMINS: 'A@x.example,b@x.example; c@x.example\nd@x.example',
      VIEWERS: '*',
    });
    expect(roles).toEqual({
      admins: ['a@x.example', 'b@x.example', 'c@x.example', 'd@x.example'],
      operators: [],
      viewers: ['*'],
    });
  });

  test('what is pasted with a line break behind it is read', () => {
    const { webex } = readConfig({
      ...LIVE,
      WEBEX_BOT_TOKEN: `${LIVE.WEBEX_BOT_TOKEN}\n`,
      PUBLIC_URL: ' https://a.example// ',
    });
    expect(webex).toMatchObject({ botToken: LIVE.WEBEX_BOT_TOKEN, publicUrl: 'https://a.example' });
  });
});

describe('a bot on the simulator', () => {
  test('needs nothing', () => {
    expect(readSimulatedConfig({})).toMatchObject({
      host: '127.0.0.1',
      port: 8080,
      simulator: { port: 8081, devices: 24, seed: 1 },
    });
  });

  test('names its own faults', () => {
    const faults = faultsOf(() =>
      readSimulatedConfig({ SIMULATOR_PORT: 'x', SIMULATOR_DEVICES: '-5', SIMULATOR_SEED: '1.5', PORT: '0x' }),
    );
    expect(faults.map((fault) => fault.split(' ')[0]).sort()).toEqual([
      'PORT',
      'SIMULATOR_DEVICES',
      'SIMULATOR_PORT',
      'SIMULATOR_SEED',
    ]);
  });
});

test('no name of a variable of this machine disturbs', () => {
  expect(() => readSimulatedConfig({ PATH: '/bin', __proto__: 'x', HOME: '' })).not.toThrow();
});
