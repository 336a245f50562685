import type { Clock } from '#lib/clock.ts';
import type { Logger } from '#lib/log.ts';
import { Problem } from '#lib/problem.ts';
import { type Seal, Unopened } from '#lib/seal.ts';
import type { Login, Store } from '#store/index.ts';
import { type OauthClient, TokenRefused } from './client.ts';
import { openTokens, withTokens } from './vault.ts';

/** There is no login under this key, or none that is of any use: somebody has to log in anew. */
export class LoginOver extends Problem {}

/** Access tokens of one kind of login: of people, or of the service app. */
export interface TokenSource {
  /** The token of now; a token that is about to run out is renewed first. Throws LoginOver, or a Problem `oauth-away`. */
  token(key: string): Promise<string>;
  /** In place of a token that Webex refused. Throws like `token`; `tries` above 0 end the login. */
  renewed(key: string, refused: string, tries: number): Promise<string>;
}

export interface TokenSourceOptions {
  logins: Store['logins'];
  seal: Seal;
  client: Pick<OauthClient, 'refresh'>;
  clock: Clock;
  log: Logger;
}

/** A token that runs out on its way is of no use. */
const MARGIN_MS = 60_000;
const LOOK_AGAIN_MS = 50;
/** Longer than the lease of whoever renews it: then somebody else may. */
const PATIENCE_MS = 30_000;

/**
 * Gives tokens, and renews each of them once: the row of the login says which process does, and the others wait for what it
 * keeps there. docs/decisions/0043-logins.md
 */
export function createTokenSource({ logins, seal, client, clock, log }: TokenSourceOptions): TokenSource {
  /** What this process renews just now, by key. */
  const renewing = new Map<string, Promise<string>>();

  async function current(key: string): Promise<Login> {
    const login = await logins.get(key);
    if (!login) throw over('There is no login.');
    if (login.ended !== undefined) throw over(login.ended);
    return login;
  }

  const accessOf = async (login: Login): Promise<string> => {
    try {
      return openTokens(seal, login).accessToken;
    } catch (error) {
      throw await unopened(login, error);
    }
  };

  /** A key of SECRET_KEYS that is missing comes back; what was changed in the store does not. */
  async function unopened(login: Login, error: unknown): Promise<unknown> {
    if (!(error instanceof Unopened) || error.why === 'unknown-key') return error;
    return end(login, 'What was kept of it can not be read any more.');
  }

  async function end(login: Login, why: string): Promise<LoginOver> {
    const { key, version, ...rest } = login;
    await logins.settle(key, version, { ...rest, tokens: '', ended: why });
    log.warn({ why }, 'a login is over');
    return over(why);
  }

  function renew(key: string, isGood: (login: Login) => boolean): Promise<string> {
    const under = renewing.get(key) ?? renewOnce(key, isGood).finally(() => renewing.delete(key));
    renewing.set(key, under);
    return under;
  }

  async function renewOnce(key: string, isGood: (login: Login) => boolean): Promise<string> {
    const from = clock.elapsed();
    for (;;) {
      // Read anew each time: another process may have renewed it meanwhile.
      const login = await current(key);
      if (isGood(login)) return accessOf(login);
      if (await logins.claim(key, login.version)) return refresh(login);
      if (clock.elapsed() - from > PATIENCE_MS)
        throw new Problem('Your login is being renewed, and that takes too long.', {
          code: 'oauth-away',
          hint: 'Try again in a minute. Your login is kept.',
        });
      await clock.sleep(LOOK_AGAIN_MS);
    }
  }

  async function refresh(login: Login): Promise<string> {
    const { key, version } = login;
    try {
      const tokens = await client.refresh(openTokens(seal, login).refreshToken);
      await logins.settle(key, version, withTokens(seal, key, tokens, login));
      return tokens.accessToken;
    } catch (error) {
      if (error instanceof TokenRefused) throw await end(login, 'Webex does not accept it any more.');
      if (error instanceof Unopened) throw await unopened(login, error);
      await logins.letGo(key, version).catch(() => {});
      throw error;
    }
  }

  return {
    async token(key) {
      const login = await current(key);
      const left = login.accessUntil - clock.now();
      if (left > MARGIN_MS) return accessOf(login);
      try {
        return await renew(key, ({ accessUntil }) => accessUntil - clock.now() > MARGIN_MS);
      } catch (error) {
        // It is good for some seconds yet.
        if (error instanceof Problem && error.code === 'oauth-away' && left > 0) return accessOf(login);
        throw error;
      }
    },

    async renewed(key, refused, tries) {
      const isOther = (login: Login): boolean => {
        try {
          return openTokens(seal, login).accessToken !== refused;
        } catch {
          return false;
        }
      };
      if (tries === 0) return renew(key, isOther);
      // A new token was refused as well. They may have logged in anew meanwhile, and that login is as good as ever.
      const login = await current(key);
      if (isOther(login)) return accessOf(login);
      throw await end(login, 'Webex does not accept it any more.');
    },
  };
}

const over = (why: string) => new LoginOver(why, { code: 'login-over' });
