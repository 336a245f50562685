import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { signIn } from '../oauth-browser.ts';
import { timeMachine } from '../time-machine.ts';
import { callerWith, openCloud } from './cloud.ts';

const ALICE = 'alice.andersen@fjordbank.example';
const BACK = 'http://127.0.0.1:9/callback?of=bot';
const VERIFIER = 'a-verifier-that-is-long-enough-for-the-rule-of-43';
const CHALLENGE = createHash('sha256').update(VERIFIER).digest('base64url');
const DAY = 86_400_000;

const Tokens = z.object({
  access_token: z.string(),
  expires_in: z.number(),
  refresh_token: z.string(),
  refresh_token_expires_in: z.number(),
  token_type: z.string(),
  scope: z.string().optional(),
});

/** A cloud with a client of its integration. */
async function openLogin() {
  const clock = timeMachine();
  const cloud = await openCloud({ redirectUris: [BACK], now: () => clock.now(), devices: 2 });
  const { simulator } = cloud;
  const { clientId, clientSecret } = simulator.oauth;
  const link = (change: Record<string, string | undefined> = {}) => {
    const url = new URL(`${simulator.apiBase}/authorize`);
    const asked = {
      client_id: clientId,
      response_type: 'code',
      redirect_uri: BACK,
      scope: 'spark:people_read spark-admin:devices_read',
      state: 'a state & more',
      code_challenge: CHALLENGE,
      code_challenge_method: 'S256',
      ...change,
    };
    for (const [name, value] of Object.entries(asked)) if (value !== undefined) url.searchParams.set(name, value);
    return url.href;
  };
  const consent = async (change = {}, choice = {}) => {
    const { location = '' } = await signIn(link(change), { as: ALICE, stopBeforeCallback: true, ...choice });
    return new URL(location).searchParams;
  };
  const ask = async (fields: Record<string, string | undefined>, asJson = false) => {
    const all = { client_id: clientId, client_secret: clientSecret, ...fields };
    const given: Record<string, string> = {};
    for (const [name, value] of Object.entries(all)) if (value !== undefined) given[name] = value;
    const response = await fetch(`${simulator.apiBase}/access_token`, {
      method: 'POST',
      ...(asJson
        ? { body: JSON.stringify(given), headers: { 'content-type': 'application/json' } }
        : { body: new URLSearchParams(given) }),
    });
    return { status: response.status, body: z.record(z.string(), z.unknown()).parse(await response.json()) };
  };
  const redeem = (code: string | null, change = {}, asJson = false) =>
    ask(
      {
        grant_type: 'authorization_code',
        code: code ?? '',
        redirect_uri: BACK,
        code_verifier: VERIFIER,
        ...change,
      },
      asJson,
    );
  const refresh = (token: string, change = {}) => ask({ grant_type: 'refresh_token', refresh_token: token, ...change });
  const login = async (change = {}, choice = {}) =>
    Tokens.parse((await redeem((await consent(change, choice)).get('code'))).body);
  const status = async (token: string) => (await callerWith(simulator, token).get('/people/me')).status;
  return {
    cloud,
    oauth: simulator.oauth,
    clock,
    link,
    consent,
    redeem,
    refresh,
    login,
    status,
    [Symbol.asyncDispose]: () => simulator.close(),
  };
}

test('a login leads over the page to tokens that are good for what was allowed, as the person who signed in', async () => {
  await using world = await openLogin();
  const params = await world.consent({}, { withScopes: (offered: string[]) => offered.slice(0, 1) });
  expect(params.get('state')).toBe('a state & more');
  expect(params.get('of')).toBe('bot');
  const { status, body } = await world.redeem(params.get('code'), {}, true);
  const tokens = Tokens.parse(body);
  expect(status).toBe(200);
  expect(tokens).toMatchObject({ expires_in: 1_209_599, token_type: 'Bearer', scope: 'spark:people_read' });
  const alice = callerWith(world.cloud.simulator, tokens.access_token);
  expect((await alice.get('/people/me')).body.id).toBe(world.cloud.alice.id);
  expect((await alice.get('/devices')).status).toBe(403);
  expect(world.oauth.grants()).toContainEqual({ email: ALICE, via: 'integration', scopes: ['spark:people_read'] });
});

test('the page says who asks, chooses who is hinted at, and lets nothing in from elsewhere', async () => {
  await using world = await openLogin();
  const response = await fetch(world.link({ login_hint: 'Bob.Berg@fjordbank.example', state: '"><script>x' }));
  const page = await response.text();
  expect(page).toContain('Device Operations asks to act for you');
  expect(page).toMatch(/value="bob\.berg@fjordbank\.example" required checked/);
  expect(page.match(/checked/g)).toHaveLength(3);
  expect(page).not.toContain('"><script>x');
  expect(page).not.toMatch(/ style=| on[a-z]+=|<script>/);
  const policy = response.headers.get('content-security-policy') ?? '';
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("form-action 'self' http://127.0.0.1:9;");
  expect(policy).not.toContain('unsafe');
  // With `no-referrer` a browser would send the form with `Origin: null`, which is refused.
  expect(response.headers.get('referrer-policy')).toBe('same-origin');
  for (const [, path] of page.matchAll(/(?:src|href)="(\/[^"]+)"/g))
    expect([path, (await fetch(new URL(path ?? '', world.cloud.simulator.playground))).status]).toEqual([path, 200]);
});

test('a wrong client or address is told on a page and leads nowhere; other faults go back with the state', async () => {
  await using world = await openLogin();
  for (const change of [
    { client_id: 'C0' },
    { redirect_uri: 'https://evil.example/' },
    { redirect_uri: `${BACK}/` },
    { redirect_uri: undefined },
  ])
    for (const method of ['GET', 'POST']) {
      const url = new URL(world.link(change));
      const init = method === 'POST' ? { method, body: url.searchParams } : {};
      const answer = await fetch(method === 'POST' ? url.origin + url.pathname : url, { ...init, redirect: 'manual' });
      expect(answer.status).toBe(400);
      expect(answer.headers.get('location')).toBeNull();
      expect(await answer.text()).toContain('This login can’t begin');
    }
  const errorOf = async (change: object, choice = {}) => {
    const params = await world.consent(change, choice);
    expect(params.get('state')).toBe('a state & more');
    expect(params.get('code')).toBeNull();
    return params.get('error');
  };
  expect(await errorOf({ scope: 'spark:people_read spark:all' })).toBe('invalid_scope');
  expect(await errorOf({ scope: undefined })).toBe('invalid_scope');
  expect(await errorOf({ response_type: 'token' })).toBe('unsupported_response_type');
  expect(await errorOf({ code_challenge_method: 'plain' })).toBe('invalid_request');
  expect(await errorOf({ code_challenge_method: undefined })).toBe('invalid_request');
  expect(await errorOf({ code_challenge: 'short' })).toBe('invalid_request');
  expect(await errorOf({}, { deny: true })).toBe('access_denied');
  expect(await errorOf({}, { withScopes: () => [] })).toBe('access_denied');
  // A form can't add to what was asked for.
  expect(await errorOf({}, { withScopes: () => ['spark-admin:devices_write'] })).toBe('access_denied');
});

test('a code is good once, for ten minutes, with its own address and verifier', async () => {
  await using world = await openLogin();
  const refusal = async (change: object, asked = {}) => {
    const { status, body } = await world.redeem((await world.consent(asked)).get('code'), change);
    return [status, body['error']];
  };
  const invalid = [400, 'invalid_grant'];
  expect(await refusal({ redirect_uri: 'http://127.0.0.1:9/other' })).toEqual(invalid);
  expect(await refusal({ code_verifier: VERIFIER.toUpperCase() })).toEqual(invalid);
  expect(await refusal({ code_verifier: undefined })).toEqual(invalid);
  expect(await refusal({}, { code_challenge: undefined, code_challenge_method: undefined })).toEqual(invalid);
  expect(await refusal({ code: 'nonsense' })).toEqual(invalid);
  expect(await refusal({ client_secret: 'wrong' })).toEqual([401, 'invalid_client']);
  expect(await refusal({ client_secret: undefined })).toEqual([400, 'invalid_request']);
  expect(await refusal({ grant_type: 'password' })).toEqual([400, 'unsupported_grant_type']);
  const { clientId, clientSecret } = world.oauth.serviceApp;
  expect(await refusal({ client_id: clientId, client_secret: clientSecret })).toEqual(invalid);

  const late = (await world.consent()).get('code');
  world.clock.skip(10 * 60_000);
  expect((await world.redeem(late)).status).toBe(400);

  const code = (await world.consent()).get('code');
  const tokens = Tokens.parse((await world.redeem(code)).body);
  expect(await world.status(tokens.access_token)).toBe(200);
  expect((await world.redeem(code)).status).toBe(400);
  expect(await world.status(tokens.access_token)).toBe(401);
  expect((await world.refresh(tokens.refresh_token)).status).toBe(400);
});

test('tokens expire by the clock, a refresh replaces both, and an old refresh token revokes the family', async () => {
  await using world = await openLogin();
  const first = await world.login();
  world.clock.skip(14 * DAY);
  expect(await world.status(first.access_token)).toBe(401);
  const second = Tokens.parse((await world.refresh(first.refresh_token)).body);
  expect(second.refresh_token).not.toBe(first.refresh_token);
  expect(second.scope).toBe(first.scope);
  expect(await world.status(second.access_token)).toBe(200);
  const again = await world.refresh(first.refresh_token);
  expect(again.status).toBe(400);
  expect(again.body).toMatchObject({ message: expect.any(String), trackingId: expect.any(String) });
  expect(await world.status(second.access_token)).toBe(401);
  expect((await world.refresh(second.refresh_token)).status).toBe(400);
  expect(world.oauth.refreshes()).toBe(3);

  const unused = await world.login();
  world.clock.skip(90 * DAY);
  expect((await world.refresh(unused.refresh_token)).status).toBe(400);

  world.oauth.rotation = 'same';
  const kept = await world.login();
  for (let time = 0; time < 3; time += 1) {
    world.clock.skip(80 * DAY);
    expect((await world.refresh(kept.refresh_token)).body['refresh_token']).toBe(kept.refresh_token);
  }
});

test('a test can let a token expire, revoke it, and let the token endpoint fail', async () => {
  await using world = await openLogin();
  const { faults } = world.cloud.simulator;
  const tokens = await world.login();
  world.oauth.expire(ALICE);
  expect(await world.status(tokens.access_token)).toBe(401);
  faults.add({ method: 'POST', path: '/access_token', effect: 'status', status: 503, times: 1 });
  expect((await world.refresh(tokens.refresh_token)).status).toBe(503);
  const fresh = Tokens.parse((await world.refresh(tokens.refresh_token)).body);
  expect(world.oauth.refreshes()).toBe(1);
  expect(await world.status(fresh.access_token)).toBe(200);
  world.oauth.revoke(ALICE);
  expect(await world.status(fresh.access_token)).toBe(401);
  expect((await world.refresh(fresh.refresh_token)).status).toBe(400);
  expect(world.oauth.grants().map(({ via }) => via)).toEqual(['service-app']);
  expect(await world.status(world.cloud.simulator.botToken)).toBe(200);

  faults.limit({ perSecond: 1 });
  expect((await world.refresh('x')).status).toBe(400);
  expect((await world.refresh('x')).status).toBe(429);
});

test('the service app acts for the organisation until an administrator takes its rights back', async () => {
  await using world = await openLogin();
  const { simulator } = world.cloud;
  const { applicationId, clientId, clientSecret, refreshToken, orgId } = world.oauth.serviceApp;
  const secret = { client_id: clientId, client_secret: clientSecret };
  expect((await world.refresh(refreshToken)).status).toBe(400);
  const tokens = Tokens.parse((await world.refresh(refreshToken, secret)).body);
  const app = callerWith(simulator, tokens.access_token);
  expect((await app.get('/people/me')).body).toMatchObject({ type: 'appuser', orgId });
  expect((await app.get('/devices')).body.items).toHaveLength(2);

  const path = `/applications/${applicationId}/token`;
  const body = { clientId, clientSecret, targetOrgId: orgId };
  const owner = callerWith(
    simulator,
    (await world.login({ scope: 'spark:people_read spark:applications_token' })).access_token,
  );
  const more = await owner.post(path, body);
  expect(more.status).toBe(200);
  expect(await world.status(String(more.body['access_token']))).toBe(200);
  expect((await owner.post(path, { ...body, clientSecret: 'wrong' })).status).toBe(400);
  expect((await owner.post(path, { ...body, targetOrgId: 'b3RoZXI' })).status).toBe(403);
  expect((await owner.post('/applications/b3RoZXI/token', body)).status).toBe(404);
  expect((await world.cloud.bot.post(path, body)).status).toBe(403);
  expect((await app.post(path, body)).status).toBe(403);

  world.oauth.deauthoriseServiceApp();
  expect((await app.get('/people/me')).status).toBe(401);
  expect((await world.refresh(tokens.refresh_token, secret)).status).toBe(400);
  expect((await owner.post(path, body)).status).toBe(403);
  world.oauth.authoriseServiceApp();
  expect((await owner.post(path, body)).status).toBe(200);
  expect((await app.get('/people/me')).status).toBe(401);
});

test('no foreign page can send the form', async () => {
  await using world = await openLogin();
  const url = new URL(world.link());
  const answer = await fetch(url.origin + url.pathname, {
    method: 'POST',
    body: new URLSearchParams([
      ...url.searchParams,
      ['as', ALICE],
      ['decision', 'allow'],
      ['consent', 'spark:people_read'],
    ]),
    headers: { origin: 'https://evil.example' },
    redirect: 'manual',
  });
  expect(answer.status).toBe(403);
});

test('the control endpoint does the same for a program of its own', async () => {
  await using world = await openLogin();
  const control = async (body: unknown) => {
    const response = await fetch(new URL('/control/oauth', world.cloud.simulator.apiBase), {
      method: 'POST',
      body: JSON.stringify(body),
      headers: { 'content-type': 'application/json' },
    });
    return { status: response.status, body: z.looseObject({}).parse(await response.json()) };
  };
  const redirect_uri = 'http://127.0.0.1:9/another';
  expect((await fetch(world.link({ redirect_uri }))).status).toBe(400);
  expect((await control({ redirectUri: redirect_uri })).status).toBe(200);
  expect((await fetch(world.link({ redirect_uri }))).status).toBe(200);

  const tokens = await world.login();
  await control({ expire: ALICE });
  expect(await world.status(tokens.access_token)).toBe(401);
  await control({ rotation: 'same' });
  expect((await world.refresh(tokens.refresh_token)).body['refresh_token']).toBe(tokens.refresh_token);
  await control({ revoke: ALICE });
  expect((await world.refresh(tokens.refresh_token)).status).toBe(400);
  expect((await control({ serviceApp: 'deauthorised' })).body).toMatchObject({ items: [], refreshes: 2 });
  for (const wrong of [{ redirectUri: 'ftp://x' }, { expire: 'nobody@fjordbank.example' }, {}])
    expect((await control(wrong)).status).toBe(400);
});
