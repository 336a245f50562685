import { createHash, randomBytes } from 'node:crypto';
import { z } from 'zod';
import type { Clock } from '#lib/clock.ts';
import { sameId } from '#lib/ids.ts';
import type { Logger } from '#lib/log.ts';
import { Problem } from '#lib/problem.ts';
import type { Seal } from '#lib/seal.ts';
import type { LoginRequest, Store } from '#store/index.ts';
import { loginKeyOf } from '#store/logins.ts';
import { loginKept } from '#store/sealed.ts';
import { type OauthClient, TokenRefused, type Tokens } from './client.ts';
import { withTokens } from './vault.ts';

/** Who is to log in, where they asked for what, and the words to go on with. */
export interface Wanted {
  person: { id: string; orgId: string; email: string };
  spaceId: string;
  parentId: string | undefined;
  scopes: readonly string[];
  words: string | undefined;
}

/** How a visit to the callback ended. `request` is left out when nobody knows whose visit it was. */
export type Visit =
  | { isIn: true; request: LoginRequest; scopes: readonly string[] }
  | { isIn: false; why: string; hint: string; request?: LoginRequest };

export interface LoginFlow {
  /** The page of Webex where they log in, and until when (ms since the epoch) its link is good. */
  begin(wanted: Wanted): Promise<{ url: string; until: number }>;
  /** What the browser came back with. Throws when the store is away. */
  finish(query: Readonly<Record<string, unknown>>): Promise<Visit>;
  /** The words to go on with after a login. Throws an Unopened. */
  wordsOf(request: LoginRequest): string | undefined;
}

export interface LoginFlowOptions {
  store: Pick<Store, 'logins' | 'loginRequests'>;
  seal: Seal;
  client: OauthClient;
  apiBase: string;
  clientId: string;
  redirectUri: string;
  /** Scopes that every login asks for. */
  identityScope: string;
  /** Who a token belongs to, by Webex. */
  whoIs(accessToken: string): Promise<{ id: string; orgId: string; email: string }>;
  clock: Clock;
  log: Logger;
}

/** Long enough to find a password, and no longer. */
const LINK_MS = 10 * 60_000;
const Kept = z.object({ verifier: z.string(), words: z.string().optional() });
const one = (most: number) => z.string().min(1).max(most).optional().catch(undefined);
const Query = z.object({ state: one(200), code: one(4_000), error: one(200) });

/** The state itself is never stored: whoever reads the store can't answer in somebody's place. */
const idOf = (state: string): string => createHash('sha256').update(state).digest('hex');
const random = (): string => randomBytes(32).toString('base64url');

/**
 * The authorization code grant with PKCE (RFC 6749, RFC 7636): https://developer.webex.com/docs/integrations. A state belongs to
 * one person and one space, is good once, and for ten minutes.
 */
export function createLoginFlow(options: LoginFlowOptions): LoginFlow {
  const { store, seal, client, apiBase, clientId, redirectUri, identityScope, whoIs, clock, log } = options;

  async function begin({ person, spaceId, parentId, scopes, words }: Wanted) {
    const state = random();
    const verifier = random();
    const id = idOf(state);
    const until = clock.now() + LINK_MS;
    // What they agreed to before is not lost with the new login.
    const before = await store.logins.get(loginKeyOf(person.id));
    const wanted = [...new Set([identityScope, ...(before?.scopes ?? []), ...scopes])].sort();
    await store.loginRequests.add({
      id,
      until,
      personId: person.id,
      orgId: person.orgId,
      email: person.email,
      spaceId,
      ...(parentId !== undefined && { parentId }),
      scopes: wanted,
      kept: seal.close({ verifier, ...(words !== undefined && { words }) }, loginKept(id)),
    });
    const query = new URLSearchParams({
      client_id: clientId,
      response_type: 'code',
      redirect_uri: redirectUri,
      scope: wanted.join(' '),
      state,
      code_challenge: createHash('sha256').update(verifier).digest('base64url'),
      code_challenge_method: 'S256',
      login_hint: person.email,
    });
    return { url: `${apiBase}/authorize?${query}`, until };
  }

  async function finish(given: Readonly<Record<string, unknown>>): Promise<Visit> {
    const { state, code, error } = Query.parse(given);
    if (state === undefined) return refused('This page was opened without what a login needs', ASK_BOT);
    const taken = await store.loginRequests.take(idOf(state));
    if ('why' in taken) return NOT_TAKEN[taken.why];
    const { request } = taken;
    const visit = await answer(request, code, error);
    await store.loginRequests.end(request, visit.isIn ? {} : { why: visit.why });
    log.info({ isIn: visit.isIn, personId: request.personId }, 'somebody came back from the login page');
    return visit;
  }

  async function answer(request: LoginRequest, code: string | undefined, error: string | undefined): Promise<Visit> {
    const no = (why: string, hint = ASK_BOT): Visit => ({ isIn: false, why, hint, request });
    if (error === 'access_denied')
      return no('You did not allow it', 'Nothing was changed. Ask the bot again if you want to.');
    if (error === 'invalid_scope')
      return no(
        'Webex does not know a scope that was asked for',
        'The scopes have to be ticked at the integration on developer.webex.com.',
      );
    if (error !== undefined) return no('Webex reported an error', ASK_BOT);
    if (code === undefined) return no('Webex sent no code', ASK_BOT);
    let tokens: Tokens;
    let who: Awaited<ReturnType<typeof whoIs>>;
    try {
      const { verifier } = Kept.parse(seal.open(request.kept, loginKept(request.id)));
      tokens = await client.exchange({ code, verifier });
      who = await whoIs(tokens.accessToken);
    } catch (failure) {
      log.warn({ err: failure }, 'a login came to nothing');
      if (failure instanceof TokenRefused) return no('Webex did not accept the code of this login');
      // The one call that is made with the new token asks who it is.
      if (failure instanceof Problem && failure.code === 'webex-forbidden')
        return no(
          'You did not allow me to see who you are',
          `Without ${identityScope} nobody knows that it was you. ${ASK_BOT}`,
        );
      return no('Webex did not answer', failure instanceof Problem ? (failure.hint ?? ASK_BOT) : ASK_BOT);
    }
    if (!sameId(who.id, request.personId))
      return no(
        'You logged in as somebody else',
        `The link was made for ${request.email}. Log out of Webex in this browser, and ask the bot again.`,
      );
    if (!sameId(who.orgId, request.orgId)) return no('You logged in to another organisation');
    const key = loginKeyOf(request.personId);
    const login = { email: who.email, orgId: who.orgId, scopes: request.scopes, since: clock.now() };
    const kept = withTokens(seal, key, tokens, login);
    await store.logins.put(key, kept);
    return { isIn: true, request, scopes: kept.scopes };
  }

  return {
    begin,
    finish,
    wordsOf: (request) => Kept.parse(seal.open(request.kept, loginKept(request.id))).words,
  };
}

const ASK_BOT = 'Ask the bot for a new link: write "login" to it.';
const refused = (why: string, hint: string): Visit => ({ isIn: false, why, hint });
const NOT_TAKEN: Readonly<Record<'unknown' | 'used' | 'late', Visit>> = {
  unknown: refused('This link is not one of mine', ASK_BOT),
  used: refused('This link was used before', 'Nothing was done a second time. Look at what the bot wrote to you.'),
  late: refused('This link has run out', ASK_BOT),
};
