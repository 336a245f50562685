import { Router } from 'express';
import { LRUCache } from 'lru-cache';
import { createFleet } from '#fleet/fleet.ts';
import { LoginNeeded } from '#intent/login-needed.ts';
import type { Clock } from '#lib/clock.ts';
import type { Logger } from '#lib/log.ts';
import { Problem } from '#lib/problem.ts';
import type { Seal } from '#lib/seal.ts';
import { createOauthClient } from '#oauth/client.ts';
import { createLoginFlow } from '#oauth/flow.ts';
import { CALLBACK_PATH, oauthRouter } from '#oauth/routes.ts';

import { createTokenSource, LoginOver, type TokenSource } from '#oauth/token-source.ts';
import { sealTokens } from '#oauth/vault.ts';
import type { Store } from '#store/index.ts';
import { loginKeyOf } from '#store/logins.ts';
import { type Auth, fixedToken } from '#webex/auth.ts';
import { WebexError } from '#webex/errors.ts';
import type { Webex } from '#webex/index.ts';
import { IDENTITY_SCOPE } from '#webex/scopes.ts';
import { openSharedLimiter } from '#webex/shared-limiter.ts';
import type { Config } from '../config.ts';
import type { ActingRoom, Actor } from '../pipeline/acting.ts';

export { CALLBACK_PATH };

interface Options {
  config: Pick<Config, 'webex'>;
  store: Pick<Store, 'logins' | 'loginRequests' | 'throttle' | 'engine'>;
  seal: Seal;
  webex: Webex;
  clock: Clock;
  log: Logger;
  /** Told of every visit to the callback of somebody the bot knows. */
  cameBack(request: { id: string; spaceId: string }): Promise<void>;
}

/** People whose limits and devices are remembered at once. */
const MOST_ACTORS = 200;
const SERVICE_APP = 'service-app';

/** Joins logins to the client of Webex. `router` has the callback of the login page, where there is an integration. */
export function createActing(options: Options): { room: ActingRoom; router: Router } {
  const { config, store, seal, webex, clock, log } = options;
  const { apiBase, publicUrl, integration, serviceApp } = config.webex;
  const redirectUri = publicUrl + CALLBACK_PATH;
  const client = integration && createOauthClient({ apiBase, redirectUri, ...integration, clock, log });
  const appClient = serviceApp && createOauthClient({ apiBase, ...serviceApp, clock, log });
  const source = client && createTokenSource({ logins: store.logins, seal, client, clock, log });
  const appSource = appClient && createTokenSource({ logins: store.logins, seal, client: appClient, clock, log });
  const flow =
    client && integration
      ? createLoginFlow({
          store,
          seal,
          client,
          apiBase,
          clientId: integration.clientId,
          redirectUri,
          identityScope: IDENTITY_SCOPE,
          async whoIs(token) {
            const { id, orgId, emails } = await webex.as(fixedToken(token)).people.me();
            return { id, orgId, email: emails[0] ?? '' };
          },
          clock,
          log,
        })
      : undefined;
  const actors = new LRUCache<string, Promise<Omit<Actor, 'scopes'>>>({ max: MOST_ACTORS });

  /** The same limiter and the same list of devices for all calls of one login; a pause holds over all processes. */
  function actor(key: string, auth: Auth): Promise<Omit<Actor, 'scopes'>> {
    const known = actors.get(key);
    if (known) return known;
    const hasOthers = store.engine === 'postgres';
    const made = openSharedLimiter({ token: `login ${key}`, throttle: store.throttle, hasOthers, clock, log }).then(
      (limiter) => ({ auth, limiter, fleet: createFleet({ webex: webex.as(auth, limiter), clock }) }),
    );
    actors.set(key, made);
    return made;
  }

  /** What was set for the service app, kept like a login, so that its tokens are renewed once over all processes. */
  async function seedServiceApp(refreshToken: string): Promise<readonly string[]> {
    const seed = seal.stamp(refreshToken);
    const before = await store.logins.get(SERVICE_APP);
    if (before?.seed === seed) return before.scopes;
    const login = {
      email: '',
      orgId: '',
      scopes: [],
      since: clock.now(),
      accessUntil: 0,
      seed,
      tokens: sealTokens(seal, SERVICE_APP, { accessToken: '', refreshToken }),
    };
    // Another process may be doing the same; whoever comes second finds it done.
    if (before) await store.logins.settle(SERVICE_APP, before.version, login);
    else await store.logins.add(SERVICE_APP, login);
    return [];
  }

  const room: ActingRoom = {
    canLogIn: flow !== undefined,
    hasServiceApp: serviceApp !== undefined,

    async loginOf(personId) {
      const login = await store.logins.get(loginKeyOf(personId));
      if (!login) return undefined;
      const { email, scopes, since, refreshUntil, ended } = login;
      const isLate = refreshUntil !== undefined && refreshUntil <= clock.now();
      const why = ended ?? (isLate ? 'It was not used for too long.' : undefined);
      return { email, scopes, since, until: refreshUntil, ended: why };
    },

    async person(personId) {
      const key = loginKeyOf(personId);
      const over = (error: unknown) =>
        error instanceof LoginOver ? new LoginNeeded({ lack: 'over', personId }) : error;
      return { ...(await actor(key, authOf(source, key, over, FORBIDDEN_YOU))), scopes: undefined };
    },

    async serviceApp() {
      if (!serviceApp) throw new Problem('There is no service app', { code: 'no-service-app' });
      const scopes = await seedServiceApp(serviceApp.refreshToken);
      const over = (error: unknown) => (error instanceof LoginOver ? serviceAppOver(error) : error);
      return {
        ...(await actor(SERVICE_APP, authOf(appSource, SERVICE_APP, over, FORBIDDEN_APP))),
        scopes: scopes.length > 0 ? scopes : undefined,
      };
    },

    begin(wanted) {
      if (!flow) throw new Problem('Nobody can log in', { code: 'no-integration' });
      return flow.begin(wanted);
    },

    async cameBack(requestId) {
      const request = await store.loginRequests.get(requestId);
      // Without an outcome nobody came back yet, whoever says so.
      if (!request?.outcome || !flow) return undefined;
      const { personId, spaceId, parentId, outcome, scopes } = request;
      return { personId, spaceId, parentId, words: flow.wordsOf(request), why: outcome.why, asked: scopes };
    },

    async forget(personId) {
      actors.delete(loginKeyOf(personId));
      await store.loginRequests.revoke(personId);
      return (await store.logins.remove(loginKeyOf(personId))) !== undefined;
    },
  };
  const router = flow
    ? oauthRouter({ flow, onVisit: async ({ request }) => (request ? options.cameBack(request) : undefined), log })
    : Router();
  return { room, router };
}

interface Words {
  message: string;
  hint: string;
}
const FORBIDDEN_YOU: Words = {
  message: 'Webex does not allow your account to do this.',
  hint: 'I act with your own rights. It may take a full administrator, or another one than you: Control Hub → Users → you → Administrator roles.',
};
const FORBIDDEN_APP: Words = {
  message: 'Webex does not allow the service app to do this.',
  hint: 'A full administrator can look at what it was authorised for: Control Hub → Apps → Service Apps.',
};

function authOf(source: TokenSource | undefined, key: string, over: (error: unknown) => unknown, words: Words): Auth {
  const told = async (token: Promise<string> | undefined): Promise<string> => {
    if (!token) throw over(new LoginOver('There is no integration any more.', { code: 'login-over' }));
    try {
      return await token;
    } catch (error) {
      throw over(error);
    }
  };
  return {
    token: () => told(source?.token(key)),
    renewed: (refused, tries) => told(source?.renewed(key, refused, tries)),
    forbidden: (error) => {
      const { outcome, details, trackingId } = error;
      const known = { ...words, code: 'webex-forbidden' };
      return new WebexError(words.message, {
        ...known,
        kind: 'refused',
        outcome,
        status: 403,
        details,
        ...(trackingId !== undefined && { trackingId }),
      });
    },
  };
}

const serviceAppOver = (cause: LoginOver) =>
  new Problem('Webex does not accept the service app any more', {
    code: 'service-app-over',
    hint: 'An administrator may have withdrawn it: Control Hub → Apps → Service Apps. Then set WEBEX_SERVICE_APP_REFRESH_TOKEN anew. Or log in: "login".',
    next: [{ title: 'Log in', say: 'login' }],
    cause,
  });
