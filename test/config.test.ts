import { randomBytes } from 'node:crypto';
import { isAbsolute } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ConfigError, readConfig, readSecretsConfig, readSimulatedConfig } from '../src/config.ts';

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

describe('SECRET_KEYS', () => {
  const key = () => randomBytes(32).toString('base64');
  const [one, other] = [key(), key()];
  const read = (text: string) => readConfig({ ...LIVE, SECRET_KEYS: text }).secretKeys;

  test('are in order, the first one closes; base64url and line breaks will do', () => {
    expect(readConfig(LIVE).secretKeys).toBeUndefined();
    const secretKeys = [
      { id: '2026b', base64: one },
      { id: 'old-1', base64: other },
    ];
    expect(read(`2026b:${one},old-1:${other}`)).toEqual(secretKeys);
    expect(read(` 2026b:${one} ,\n old-1:${other}\n`)).toEqual(secretKeys);
    const url = Buffer.from(one, 'base64').toString('base64url');
    expect(read(`a:${url}`)).toEqual([{ id: 'a', base64: url }]);
  });

  test.each([
    ['a key without an id', one, 'key 1 must be an id'],
    ['a short key', `a:${randomBytes(31).toString('base64')}`, 'key 1 must be an id'],
    ['a long key', `a:${one},b:${randomBytes(33).toString('base64')}`, 'key 2 must be an id'],
    ['a hex key', `a:${randomBytes(32).toString('hex')}`, 'key 1 must be an id'],
    ['an empty key', 'a:', 'key 1 must be an id'],
    ['an id with a blank', `my key:${one}`, 'key 1 must be an id'],
    ['the same id twice', `a:${one},a:${other}`, 'key 2 has the id of an earlier one'],
    ['the same key twice', `a:${one},b:${one.replace('=', '')}`, 'key 2 is the same as an earlier one'],
    ['the id of the own key', `w:${one}`, 'key 1 must have another id than "w"'],
    ['a key that is no secret', `a:${Buffer.alloc(32, 'abc').toString('base64')}`, 'key 1 must be random'],
    ['nothing but commas', ',,', 'holds no key'],
  ])('%s is refused, and not repeated', (_what, text, fault) => {
    const faults = faultsOf(() => read(text));
    expect(faults.join()).toMatch(new RegExp(`^SECRET_KEYS .*${fault}`));
    for (const part of text.split(/[:,]/).filter((word) => word.length > 8)) expect(faults.join()).not.toContain(part);
  });

  test('every fault of every key is told at once', () => {
    expect(
      faultsOf(() => readConfig({ ...LIVE, PORT: '0', SECRET_KEYS: `short:abc,w:${one},a:${other},a:${one}` })),
    ).toEqual([
      expect.stringMatching(/^PORT /),
      expect.stringMatching(/^SECRET_KEYS is wrong: key 1 /),
      expect.stringMatching(/^SECRET_KEYS is wrong: key 2 /),
      expect.stringMatching(/^SECRET_KEYS is wrong: key 4 /),
    ]);
  });

  test('what rotates them reads the store and the keys, and needs no Webex', () => {
    expect(readSecretsConfig({ WEBHOOK_SECRET: 'a secret', SECRET_KEYS: `a:${one}` })).toMatchObject({
      webhookSecret: 'a secret',
      secretKeys: [{ id: 'a', base64: one }],
    });
    expect(faultsOf(() => readSecretsConfig({ SECRET_KEYS: 'a' }))).toHaveLength(2);
  });
});
