import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { newKey } from './lib/new-key.ts';
import { outsider } from './outsider.ts';
import { type Cloud, freePort, run, startBot, startCloud } from './programs.ts';

const CANARY = 'canary4711';
const key = newKey('2026a');
const OWN = {
  WEBHOOK_SECRET: `webhook-${CANARY}`,
  METRICS_TOKEN: `metrics-${CANARY}`,
  SECRET_KEYS: `${key.id}:${key.base64}`,
  LOG_LEVEL: 'trace',
};
const secrets = (cloud: Cloud) => [cloud.botToken, CANARY, key.base64];

let cloud: Cloud;
beforeAll(async () => {
  cloud = await startCloud();
});
afterAll(() => cloud[Symbol.asyncDispose]());

const control = (path: string, method: string, body?: object) =>
  fetch(new URL(`/control${path}`, cloud.apiBase), {
    method,
    headers: { 'content-type': 'application/json' },
    ...(body && { body: JSON.stringify(body) }),
  });

test('the bot’s own secrets stand in no line of its log, on no card and in no answer, whatever goes wrong', async () => {
  const port = await freePort();
  const at = `http://127.0.0.1:${port}`;
  await using bot = await startBot(cloud, port, OWN);
  const admin = cloud.people.find(({ role }) => role === 'admin');
  const alice = outsider(cloud.apiBase, admin?.token ?? '');
  const answers: string[] = [];

  // Somebody pastes a secret of the bot's where everybody reads it: it is not repeated.
  for (const words of [
    `${OWN.METRICS_TOKEN} on fjord`,
    `volume ${OWN.WEBHOOK_SECRET}`,
    `device ${key.base64}`,
    `dial ${cloud.botToken} on fjord`,
  ])
    answers.push(JSON.stringify(await alice.says(words)));
  for (const fault of [{ status: 401 }, { status: 500 }, { effect: 'drop' }, { effect: 'malformed' }]) {
    await control('/faults', 'POST', { effect: 'status', path: '^/(xapi|devices|people)', times: 6, ...fault });
    answers.push(JSON.stringify(await alice.says('status Audio.Volume on fjord')));
    answers.push(JSON.stringify(await alice.says('devices')));
    await control('/faults', 'DELETE');
  }
  for (const how of ['history', 'whoami', 'help', 'export Audio.* on fjord'])
    answers.push(JSON.stringify(await alice.says(how)));

  const asked = [
    fetch(`${at}/metrics`),
    fetch(`${at}/metrics`, { headers: { authorization: `Bearer ${OWN.METRICS_TOKEN}` } }),
    fetch(`${at}/metrics?token=${OWN.METRICS_TOKEN}`),
    fetch(`${at}/readyz`),
    fetch(`${at}/nothing/${CANARY}`),
    fetch(`${at}/webhooks/webex`, {
      method: 'POST',
      body: `{"secret":"${CANARY}"`,
      headers: { 'x-spark-signature': CANARY },
    }),
  ];
  for (const answer of await Promise.all(asked)) answers.push(await answer.text());
  await sleep(50);
  bot.kill('SIGTERM');
  await bot.ends();
  // Lines of trace came of it, and of the errors too.
  expect(bot.out().split('\n').length).toBeGreaterThan(30);
  for (const text of [bot.out(), bot.err(), ...answers])
    for (const secret of secrets(cloud)) expect(text).not.toContain(secret);
});

test.each<[string, Record<string, string>]>([
  ['a port that is none', { PORT: `80-${CANARY}` }],
  ['keys that are none', { SECRET_KEYS: `${CANARY}:${key.base64.slice(3)}` }],
  ['a token with a line break', { WEBEX_BOT_TOKEN: `token\n${CANARY}` }],
  ['a database that is not there', { DATABASE_URL: `postgres://bot:${CANARY}@127.0.0.1:9/bot` }],
  ['a database of another kind', { DATABASE_URL: `mysql://bot:${CANARY}@127.0.0.1:9/bot` }],
  ['a token that Webex does not know', { WEBEX_BOT_TOKEN: `unknown-${CANARY}` }],
])('a start that fails for %s says so without them', async (_what, env) => {
  await using program = run('src/main.ts', ['bot'], {
    WEBEX_API_BASE: cloud.apiBase,
    WEBEX_BOT_TOKEN: cloud.botToken,
    PUBLIC_URL: 'http://127.0.0.1:9',
    PORT: String(await freePort()),
    HOST: '127.0.0.1',
    DATA_DIR: cloud.dataDir,
    ...OWN,
    ...env,
  });
  expect(await program.ends()).toBe(1);
  expect(program.err()).not.toBe('');
  for (const secret of secrets(cloud)) expect(program.out() + program.err()).not.toContain(secret);
});
