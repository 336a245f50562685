import { expect, test } from 'vitest';
import { createWebhookWatch, type Memory, reconcileWebhooks } from '#chat/webhooks.ts';
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

/** What outlives a restart of the bot, as the store's notes do. */
function memory(): Memory {
  const kept = new Map<string, string>();
  return {
    get: async (name, schema) => {
      const text = kept.get(name);
      return text === undefined ? undefined : schema.parse(JSON.parse(text));
    },
    set: async (name, value) => void kept.set(name, JSON.stringify(value)),
  };
}

test('a look at sound webhooks is one request and changes nothing', async () => {
  await using talk = await openChat();
  const watch = createWebhookWatch(talk.webex, options);
  await (await watch.look()).heal?.();
  talk.requests();
  expect(await watch.look()).toEqual({ faults: [] });
  expect(talk.requests()).toEqual(['GET /webhooks']);
});

test('what was switched off, removed or led elsewhere is seen and put right, and nothing else is touched', async () => {
  await using talk = await openChat();
  const theirs = await talk.webex.webhooks.create(foreign);
  const watch = createWebhookWatch(talk.webex, { ...options, memory: memory() });
  await (await watch.look()).heal?.();
  const [first, second, third, fourth] = (await talk.webex.webhooks.list()).filter(({ id }) => id !== theirs.id);
  if (!first || !second || !third || !fourth) throw new Error('no webhooks');
  const { world } = talk.cloud;
  for (const hook of world.webhooks.values()) if (hook.id === first.id) hook.status = 'inactive';
  await talk.webex.webhooks.remove(second.id);
  const elsewhere = {
    name: 'Moved',
    targetUrl: 'http://127.0.0.1:7/elsewhere',
    secret: 's',
    status: 'active',
  } as const;
  await talk.webex.webhooks.update(third.id, elsewhere);

  const look = await watch.look();
  expect(look.faults).toEqual([
    { webhook: `${first.resource} ${first.event}`, was: 'disabled' },
    { webhook: `${second.resource} ${second.event}`, was: 'deleted' },
    { webhook: `${third.resource} ${third.event}`, was: 'changed' },
  ]);
  talk.requests();
  await look.heal?.();
  expect(talk.requests()).toEqual(['PUT /webhooks/:id', 'POST /webhooks', 'PUT /webhooks/:id']);
  const all = await talk.webex.webhooks.list();
  expect(brief(all.filter(({ id }) => id !== theirs.id))).toEqual(OURS);
  expect(all.map(({ id }) => id)).toEqual(expect.arrayContaining([theirs.id, first.id, third.id, fourth.id]));
  expect(world.webhooks.get(third.id)).toMatchObject({ name: third.name, secret: options.secret });
  expect((await watch.look()).faults).toEqual([]);
});

test('one that led elsewhere is known after a restart, one of another address never is', async () => {
  await using talk = await openChat();
  const [ours, theirs] = [memory(), memory()];
  const other = { ...options, publicUrl: 'http://127.0.0.1:8', memory: theirs };
  await reconcileWebhooks(talk.webex, { ...options, memory: ours });
  await reconcileWebhooks(talk.webex, other);
  const one = (await talk.webex.webhooks.list()).find(({ targetUrl }) => targetUrl.startsWith(publicUrl));
  if (!one) throw new Error('no webhook');
  const moved = { name: one.name, targetUrl: 'http://127.0.0.1:7/elsewhere', secret: 's', status: 'active' } as const;
  await talk.webex.webhooks.update(one.id, moved);

  expect((await createWebhookWatch(talk.webex, other).look()).faults).toEqual([]);
  const look = await createWebhookWatch(talk.webex, { ...options, memory: ours }).look();
  expect(look.faults).toMatchObject([{ was: 'changed' }]);
  await look.heal?.();
  const all = await talk.webex.webhooks.list();
  expect(all).toHaveLength(8);
  expect(brief(all.filter(({ targetUrl }) => targetUrl.startsWith(publicUrl)))).toEqual(OURS);

  // The same store at a new address: what was made for the old one is left alone.
  await reconcileWebhooks(talk.webex, { ...options, publicUrl: 'http://127.0.0.1:6', memory: ours });
  expect(await talk.webex.webhooks.list()).toHaveLength(12);
});

test('two processes that find the webhooks gone end up with one set of them', async () => {
  await using talk = await openChat();
  const [one, other] = [createWebhookWatch(talk.webex, options), createWebhookWatch(talk.webex, options)];
  await (await one.look()).heal?.();
  await (await other.look()).heal?.();
  for (const { id } of await talk.webex.webhooks.list()) await talk.webex.webhooks.remove(id);
  const looks = [await one.look(), await other.look()];
  await Promise.all(looks.map((look) => look.heal?.()));
  expect(brief(await talk.webex.webhooks.list())).toEqual(OURS);
});

test('a heal that failed is owed by the next look', async () => {
  await using talk = await openChat();
  const watch = createWebhookWatch(talk.webex, options);
  const { heal } = await watch.look();
  talk.cloud.faults.add({ method: 'POST', path: '/webhooks', effect: 'status', status: 503, times: 1 });
  await expect(heal?.()).rejects.toMatchObject({ status: 503 });
  await (await watch.look()).heal?.();
  expect(brief(await talk.webex.webhooks.list())).toEqual(OURS);
});
