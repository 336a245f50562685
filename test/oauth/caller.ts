import { z } from 'zod';
import { systemClock } from '#lib/clock.ts';
import { createKeyRing } from '#lib/keys.ts';
import { createLog } from '#lib/log.ts';
import { createSeal } from '#lib/seal.ts';
import { createOauthClient } from '#oauth/client.ts';
import { createTokenSource } from '#oauth/token-source.ts';
import { openStore } from '#store/index.ts';
import { createWebex } from '#webex/index.ts';

/** One of several bot processes: makes many calls at once with somebody's login, and prints how they ended. */
const { apiBase, clientId, clientSecret, botToken, secret, databaseUrl, key, calls } = z
  .object({
    apiBase: z.string(),
    clientId: z.string(),
    clientSecret: z.string(),
    botToken: z.string(),
    secret: z.string(),
    databaseUrl: z.string(),
    key: z.string(),
    calls: z.number(),
  })
  .parse(JSON.parse(process.argv[2] ?? ''));

const clock = systemClock;
const log = createLog('silent');
const store = await openStore({ dataDir: '', databaseUrl, clock, log });
const seal = createSeal(createKeyRing({ webhookSecret: secret }));
const client = createOauthClient({ apiBase, clientId, clientSecret, clock, log });
const source = createTokenSource({ logins: store.logins, seal, client, clock, log });
const webex = createWebex({ apiBase, token: botToken, clock, log });
const theirs = webex.as({
  token: () => source.token(key),
  renewed: (refused, tries) => source.renewed(key, refused, tries),
});

// All processes begin at the same moment.
process.once('SIGUSR2', async () => {
  const ended = await Promise.allSettled(Array.from({ length: calls }, () => theirs.workspaces.page({}, 0, 1)));
  const failed = ended.flatMap((one) => (one.status === 'rejected' ? String(one.reason) : []));
  console.log(JSON.stringify({ done: ended.length - failed.length, failed: [...new Set(failed)] }));
  await webex.close();
  await store.close();
});
const alive = setInterval(() => {}, 1_000);
process.once('SIGUSR2', () => clearInterval(alive));
console.log('ready');
