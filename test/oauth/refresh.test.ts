import { afterAll, beforeAll, expect, test } from 'vitest';
import { createKeyRing } from '#lib/keys.ts';
import { createSeal } from '#lib/seal.ts';
import { withTokens } from '#oauth/vault.ts';
import { startSimulator } from '#simulator/server.ts';
import { loginKeyOf } from '#store/logins.ts';
import { scopesOf } from '#webex/scopes.ts';
import { run } from '../programs.ts';
import { engines } from '../store/engines.ts';

const SECRET = 'a secret of four processes';
const PROCESSES = 4;
const CALLS = 50;
const postgres = engines.find(({ name }) => name === 'postgres');

beforeAll(() => postgres?.start());
afterAll(() => postgres?.stop());

/** `how` makes the token of no use: Webex may say so, or the clock. */
async function race(how: 'expired' | 'refused') {
  await using cloud = await startSimulator({ devices: 24 });
  await using place = await postgres?.place();
  if (!place?.databaseUrl) throw new Error('there is no PostgreSQL');
  const alice = cloud.world.people.all().find(({ firstName }) => firstName === 'Alice');
  if (!alice) throw new Error('there is no Alice');
  const { answer } = cloud.oauth.tokens.begin(cloud.oauth.integration, alice, new Set(scopesOf(['workspaces:read'])));
  const store = await place.open();
  const key = loginKeyOf(alice.id);
  const seal = createSeal(createKeyRing({ webhookSecret: SECRET }));
  const accessUntil = how === 'expired' ? Date.now() - 1 : Date.now() + 3_600_000;
  const tokens = { accessToken: answer.access_token, refreshToken: answer.refresh_token, accessUntil };
  const who = { email: alice.email, orgId: alice.orgId, scopes: scopesOf(['workspaces:read']), since: Date.now() };
  await store.logins.put(key, withTokens(seal, key, tokens, who));
  cloud.oauth.expire(alice.email);

  const { apiBase, botToken, oauth } = cloud;
  const { clientId, clientSecret } = oauth;
  const given = { apiBase, clientId, clientSecret, botToken, secret: SECRET, databaseUrl: place.databaseUrl, key };
  await using callers = new AsyncDisposableStack();
  const programs = Array.from({ length: PROCESSES }, () =>
    callers.use(run('test/oauth/caller.ts', [JSON.stringify({ ...given, calls: CALLS })])),
  );
  await Promise.all(programs.map((program) => program.says('ready')));
  for (const { pid } of programs) process.kill(pid, 'SIGUSR2');
  const codes = await Promise.all(programs.map((program) => program.ends()));
  const last = (out: string) => out.trim().split('\n').at(-1);
  return { codes, told: programs.map((program) => last(program.out())), refreshes: cloud.oauth.refreshes() };
}

test.each(['expired', 'refused'] as const)(
  'four processes with fifty calls each on a token that is %s renew it once',
  async (how) => {
    const { codes, told, refreshes } = await race(how);
    expect(codes).toEqual([0, 0, 0, 0]);
    expect(told).toEqual(Array(PROCESSES).fill(JSON.stringify({ done: CALLS, failed: [] })));
    expect(refreshes).toBe(1);
  },
);
