import { expect, test } from 'vitest';
import { reconcileWebhooks } from '#chat/webhooks.ts';
import { createLog } from '#lib/log.ts';
import { openChat } from './open-chat.ts';

const publicUrl = 'http://127.0.0.1:9';
const options = { publicUrl, secret: 'shared secret', log: createLog('silent') };
const brief = (hooks: { resource: string; event: string; targetUrl: string; status: string }[]) =>
  hooks.map(({ resource, event, targetUrl, status }) => `${resource} ${event} ${targetUrl} ${status}`).sort();
const OURS = [
  `attachmentActions created ${publicUrl}/webhooks/webex active`,
  `memberships created ${publicUrl}/webhooks/webex active`,
  `memberships deleted ${publicUrl}/webhooks/webex active`,
  `messages created ${publicUrl}/webhooks/webex active`,
];
const foreign = {
  name: 'Somebody else',
  targetUrl: 'http://127.0.0.1:9/other',
  resource: 'messages',
  event: 'created',
  secret: 's',
};

test('the four webhooks of the bot are made once, and a second start makes no more', async () => {
  await using talk = await openChat();
  await reconcileWebhooks(talk.webex, options);
  expect(brief(await talk.webex.webhooks.list())).toEqual(OURS);
  await reconcileWebhooks(talk.webex, { ...options, publicUrl: `${publicUrl}/` });
  expect(brief(await talk.webex.webhooks.list())).toEqual(OURS);
});

test("others' webhooks stay, and so do this bot's at another address", async () => {
  await using talk = await openChat();
  const theirs = await talk.webex.webhooks.create(foreign);
  await reconcileWebhooks(talk.webex, { ...options, publicUrl: 'http://127.0.0.1:8' });
  await reconcileWebhooks(talk.webex, options);
  const all = await talk.webex.webhooks.list();
  expect(all).toHaveLength(9);
  expect(all.map(({ id }) => id)).toContain(theirs.id);
});

test('what is missing is created, and what is superfluous removed, in this order', async () => {
  await using talk = await openChat();
  await reconcileWebhooks(talk.webex, options);
  const [one] = await talk.webex.webhooks.list();
  if (!one) throw new Error('no webhook');
  await talk.webex.webhooks.remove(one.id);
  const old = {
    name: 'Device bot: rooms updated',
    targetUrl: one.targetUrl,
    resource: 'rooms',
    event: 'updated',
    secret: 's',
  };
  await talk.webex.webhooks.create(old);
  talk.requests();
  await reconcileWebhooks(talk.webex, options);
  expect(brief(await talk.webex.webhooks.list())).toEqual(OURS);
  const changes = talk.requests().filter((request) => /^(POST|DELETE)/.test(request));
  expect(changes).toEqual(['POST /webhooks', 'DELETE /webhooks/:id']);
});

test('a webhook that Webex switched off is revived with the secret of this start', async () => {
  await using talk = await openChat();
  await reconcileWebhooks(talk.webex, options);
  for (const hook of talk.cloud.world.webhooks.values()) hook.status = 'inactive';
  await reconcileWebhooks(talk.webex, { ...options, secret: 'another secret' });
  expect(brief(await talk.webex.webhooks.list())).toEqual(OURS);
  expect([...talk.cloud.world.webhooks.values()].map(({ secret }) => secret)).toEqual(Array(4).fill('another secret'));
});

test('an address that is none, and one that Webex refuses, are told by the name of the variable', async () => {
  await using talk = await openChat();
  await expect(reconcileWebhooks(talk.webex, { ...options, publicUrl: 'bot.example.com' })).rejects.toMatchObject({
    message: 'PUBLIC_URL is not a URL.',
  });
  talk.cloud.faults.add({ method: 'POST', path: '/webhooks', effect: 'status', status: 400 });
  await expect(reconcileWebhooks(talk.webex, options)).rejects.toMatchObject({ code: 'public-url' });
});
