import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { systemClock } from '#lib/clock.ts';
import { createKeyRing } from '#lib/keys.ts';
import { createSeal } from '#lib/seal.ts';
import { TokenRefused, type Tokens } from '#oauth/client.ts';
import { createTokenSource, LoginOver } from '#oauth/token-source.ts';
import { withTokens } from '#oauth/vault.ts';
import { engines, quiet } from '../store/engines.ts';

const seal = createSeal(createKeyRing({ webhookSecret: 'a secret of tokens' }));
const KEY = 'somebody';
const tokens = (name: string, accessUntil = Date.now() + 3_600_000): Tokens => ({
  accessToken: `access ${name}`,
  refreshToken: `refresh ${name}`,
  accessUntil,
});
const who = { email: 'a@b.example', orgId: 'o', scopes: ['x'], since: 1 };

describe.each(engines)('tokens on $name', (engine) => {
  beforeAll(() => engine.start());
  afterAll(() => engine.stop());

  async function open(first: Tokens, refresh: (token: string) => Promise<Tokens>) {
    const place = await engine.place();
    const store = await place.open();
    await store.logins.put(KEY, withTokens(seal, KEY, first, who));
    const source = createTokenSource({
      logins: store.logins,
      seal,
      client: { refresh },
      clock: systemClock,
      log: quiet,
    });
    return { place, store, source };
  }

  test('a refusal that comes late does not end the login that was made meanwhile', async () => {
    const { place, store, source } = await open(tokens('new'), async () => tokens('newer'));
    await using _place = place;
    expect(await source.renewed(KEY, 'access old', 1)).toBe('access new');
    expect((await store.logins.get(KEY))?.ended).toBeUndefined();
    await expect(source.renewed(KEY, 'access new', 1)).rejects.toThrow(LoginOver);
    expect(await store.logins.get(KEY)).toMatchObject({ tokens: '', ended: 'Webex does not accept it any more.' });
    await expect(source.token(KEY)).rejects.toThrow(LoginOver);
  });

  test('a refresh that Webex refuses ends the login; one that got no answer leaves it to be tried again', async () => {
    let answer = async (): Promise<Tokens> => {
      throw new Error('no answer');
    };
    const { place, store, source } = await open(tokens('first', Date.now() - 1), () => answer());
    await using _place = place;
    await expect(source.token(KEY)).rejects.toThrow('no answer');
    answer = async () => tokens('second');
    // Nobody else waits for the lease of the one that failed.
    expect(await source.token(KEY)).toBe('access second');
    answer = async () => {
      throw new TokenRefused('no', { code: 'oauth-refused' });
    };
    await store.logins.put(KEY, withTokens(seal, KEY, tokens('third', Date.now() - 1), who));
    await expect(source.token(KEY)).rejects.toThrow(LoginOver);
  });
});
