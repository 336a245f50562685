import { createHmac } from 'node:crypto';
import { expect, test } from 'vitest';
import type { Change } from '../../src/simulator/changes.ts';
import { passesFilter } from '../../src/simulator/webhook-filters.ts';
import type { Delivery } from '../../src/simulator/webhooks.ts';
import { openCloud, openTarget } from './cloud.ts';

const hook = (targetUrl: string, more: Record<string, unknown> = {}) => ({
  name: 'test',
  targetUrl,
  resource: 'messages',
  event: 'created',
  ...more,
});

const CARD = {
  contentType: 'application/vnd.microsoft.card.adaptive',
  content: { type: 'AdaptiveCard', version: '1.3', body: [] },
};

/** Keeps what was delivered; `reached` waits until so many deliveries ended. */
function deliveries(options: { now?: () => number } = {}) {
  const done: Delivery[] = [];
  const waiting: { count: number; resolve: () => void }[] = [];
  const onDelivery = (delivery: Delivery) => {
    done.push(delivery);
    for (const { count, resolve } of waiting) if (done.length >= count) resolve();
  };
  const reached = (count: number) =>
    done.length >= count
      ? Promise.resolve()
      : new Promise<void>((resolve) => {
          waiting.push({ count, resolve });
        });
  return { options: { ...options, onDelivery }, done, reached };
}

test('a webhook is made, listed, changed and deleted by its owner only', async () => {
  await using cloud = await openCloud();
  const made = await cloud.bot.post('/webhooks', hook('http://127.0.0.1:1/x', { secret: 's', ownedBy: 'creator' }));
  expect(made.body).toMatchObject({ status: 'active', createdBy: cloud.bot.id, ownedBy: 'creator', secret: 's' });
  for (const key of ['orgId', 'appId', 'created']) expect(made.body).toHaveProperty(key);
  const path = `/webhooks/${made.body.id}`;
  expect((await cloud.bot.get('/webhooks')).body.items).toHaveLength(1);
  expect((await cloud.alice.get('/webhooks')).body.items).toEqual([]);
  expect((await cloud.alice.get(path)).status).toBe(404);
  const change = { name: 'renamed', targetUrl: 'http://127.0.0.1:1/y' };
  expect((await cloud.bot.put(path, { ...change, resource: 'rooms' })).body).toMatchObject({
    ...change,
    resource: 'messages',
    secret: 's',
  });
  expect((await cloud.bot.put(path, { ...change, status: 'inactive' })).status).toBe(400);
  expect((await cloud.bot.put(path, { name: 'renamed' })).status).toBe(400);
  expect((await cloud.bot.delete(path)).status).toBe(204);
  expect((await cloud.bot.delete(path)).status).toBe(404);
});

test('a webhook that makes no sense is refused', async () => {
  await using cloud = await openCloud();
  const post = async (more: Record<string, unknown>) =>
    (await cloud.bot.post('/webhooks', hook('http://127.0.0.1:1/x', more))).status;
  expect(await post({ name: '' })).toBe(400);
  expect(await post({ targetUrl: 'ftp://127.0.0.1/x' })).toBe(400);
  expect(await post({ targetUrl: 'not an address' })).toBe(400);
  expect(await post({ resource: '__proto__' })).toBe(400);
  expect(await post({ resource: 'attachmentActions', event: 'deleted' })).toBe(400);
  expect(await post({ resource: 'meetings' })).toBe(403);
  expect(await post({ ownedBy: 'org' })).toBe(403);
  const filter = await cloud.bot.post('/webhooks', hook('http://127.0.0.1:1/x', { filter: 'roomId=nowhere' }));
  expect(filter.body.errors).toEqual([{ description: 'invalid value for filter: roomId' }]);
  expect(await post({ filter: 'colour=blue' })).toBe(400);
  expect(await post({ filter: 'hasFiles=perhaps' })).toBe(400);
  expect(await post({})).toBe(200);
  expect(await post({})).toBe(409);
});

test('a delivery is signed over its exact bytes and tells who did it, but not what was said', async () => {
  await using target = await openTarget();
  await using cloud = await openCloud();
  const { body: webhook } = await cloud.bot.post('/webhooks', hook(target.url, { secret: 'a secret' }));
  const { body: message } = await cloud.alice.post('/messages', { roomId: cloud.direct, text: 'for your eyes' });
  const { headers, body, envelope } = await target.next();
  const hmac = (algorithm: string) => createHmac(algorithm, 'a secret').update(body).digest('hex');
  expect(headers['x-spark-signature']).toBe(hmac('sha1'));
  expect(headers['x-webex-signature']).toBe(`SHA-256=${hmac('sha256')}, SHA-512=${hmac('sha512')}`);
  expect(envelope).toEqual({
    id: webhook.id,
    name: 'test',
    resource: 'messages',
    event: 'created',
    orgId: webhook['orgId'],
    createdBy: cloud.bot.id,
    appId: webhook['appId'],
    ownedBy: 'creator',
    status: 'active',
    actorId: cloud.alice.id,
    data: {
      id: message.id,
      roomId: cloud.direct,
      roomType: 'direct',
      personId: cloud.alice.id,
      personEmail: 'alice.andersen@fjordbank.example',
      created: message['created'],
    },
  });
});

test('which signatures are sent can be chosen, and without a secret there is none', async () => {
  await using target = await openTarget();
  await using cloud = await openCloud({ signatures: { spark: true, webex: false } });
  await cloud.bot.post('/webhooks', hook(target.url, { secret: 's' }));
  await cloud.alice.post('/messages', { roomId: cloud.direct, text: 'x' });
  const signed = await target.next();
  expect(signed.headers).toHaveProperty('x-spark-signature');
  expect(signed.headers).not.toHaveProperty('x-webex-signature');
  await using plain = await openTarget();
  await cloud.alice.post('/webhooks', hook(plain.url));
  await cloud.alice.post('/messages', { roomId: cloud.facilities, text: 'x' });
  expect((await plain.next()).headers).not.toHaveProperty('x-spark-signature');
});

test('the bot hears of messages that mention it, of its own and of direct ones', async () => {
  await using target = await openTarget();
  await using cloud = await openCloud();
  await cloud.bot.post('/webhooks', hook(target.url));
  const { group: roomId } = cloud;
  await cloud.alice.post('/messages', { roomId, text: 'an aside' });
  const asked = await cloud.alice.post('/messages', { roomId, markdown: `<@personId:${cloud.bot.id}> help` });
  expect((await target.next()).envelope['data']).toMatchObject({ id: asked.body.id });
  const own = await cloud.bot.post('/messages', { roomId, text: 'help' });
  expect((await target.next()).envelope['data']).toMatchObject({ id: own.body.id });
  const direct = await cloud.gus.post('/messages', { toPersonId: cloud.bot.id, text: 'help' });
  expect((await target.next()).envelope['data']).toMatchObject({ id: direct.body.id });
});

test('every filter of the documentation lets its matches through and stops the rest', async () => {
  await using cloud = await openCloud();
  const { world } = cloud.simulator;
  const changes: Change[] = [];
  world.onChange((change) => changes.push(change));
  const passing = (filters: string[]) => {
    const change = changes.at(-1);
    return filters.filter((filter) => change && passesFilter(filter, change, cloud.bot.id));
  };

  const { body: sent } = await cloud.alice.post('/messages', {
    roomId: cloud.group,
    markdown: `<@personId:${cloud.bot.id}> hi`,
    attachments: [CARD],
  });
  const ofMessage = [
    `roomId=${cloud.group}`,
    'roomType=group',
    `personId=${cloud.alice.id}`,
    'personEmail=Alice.Andersen@fjordbank.example',
    'mentionedPeople=me',
    'hasAttachments=true',
    'hasFiles=false&roomType=group',
  ];
  const notOfMessage = [
    `roomId=${cloud.direct}`,
    'roomType=direct',
    `personId=${cloud.bob.id}`,
    `mentionedPeople=${cloud.bob.id}`,
    'hasFiles=true',
    'roomType=group&hasAttachments=false',
  ];
  expect(passing([...ofMessage, ...notOfMessage])).toEqual(ofMessage);

  await cloud.bob.post('/attachment/actions', { type: 'submit', messageId: sent.id, inputs: {} });
  const ofAction = [`messageId=${sent.id}`, `personId=${cloud.bob.id}`, `roomId=${cloud.group}`];
  expect(passing([...ofAction, `personId=${cloud.alice.id}`])).toEqual(ofAction);

  await cloud.alice.post('/memberships', { roomId: cloud.facilities, personId: cloud.vera.id });
  const ofMember = ['isModerator=false', 'personEmail=vera.vik@fjordbank.example', `roomId=${cloud.facilities}`];
  expect(passing([...ofMember, 'isModerator=true'])).toEqual(ofMember);

  const { body: room } = await cloud.alice.post('/rooms', { title: 'New' });
  await cloud.alice.put(`/rooms/${room.id}`, { title: 'Newer' });
  expect(passing(['type=group', 'isLocked=false', 'type=direct', 'isLocked=true'])).toEqual([
    'type=group',
    'isLocked=false',
  ]);
});

test('a press of a card’s button reaches the card’s owner without its inputs, and no firehose', async () => {
  const log = deliveries();
  await using target = await openTarget();
  await using cloud = await openCloud(log.options);
  await cloud.bot.post('/webhooks', hook(target.url, { resource: 'all', event: 'all', name: 'firehose' }));
  await cloud.bot.post('/webhooks', hook(target.url, { resource: 'attachmentActions', name: 'clicks' }));
  const { body: sent } = await cloud.bot.post('/messages', { roomId: cloud.group, text: 'x', attachments: [CARD] });
  expect((await target.next()).envelope).toMatchObject({ name: 'firehose', resource: 'messages' });
  const inputs = { v: 1, level: '30' };
  const { body: action } = await cloud.bob.post('/attachment/actions', { type: 'submit', messageId: sent.id, inputs });
  const { envelope } = await target.next();
  expect(envelope).toMatchObject({ name: 'clicks', resource: 'attachmentActions', actorId: cloud.bob.id });
  expect(envelope['data']).toEqual({
    id: action.id,
    type: 'submit',
    messageId: sent.id,
    roomId: cloud.group,
    personId: cloud.bob.id,
    created: action['created'],
  });
  expect((await cloud.bot.get(`/attachment/actions/${action.id}`)).body['inputs']).toEqual(inputs);
});

test('the bot hears that it was added and that it was removed', async () => {
  await using target = await openTarget();
  await using cloud = await openCloud();
  await cloud.bot.post('/webhooks', hook(target.url, { resource: 'memberships', event: 'all' }));
  const { body } = await cloud.alice.post('/memberships', { roomId: cloud.facilities, personId: cloud.bot.id });
  const added = await target.next();
  expect(added.envelope).toMatchObject({ event: 'created', actorId: cloud.alice.id, data: { personId: cloud.bot.id } });
  await cloud.alice.delete(`/memberships/${body.id}`);
  expect((await target.next()).envelope).toMatchObject({ event: 'deleted', data: { personId: cloud.bot.id } });
});

test('edits and deletions are told with the time of the edit', async () => {
  await using target = await openTarget();
  await using cloud = await openCloud();
  await cloud.bot.post('/webhooks', hook(target.url, { event: 'updated' }));
  await cloud.bot.post('/webhooks', hook(target.url, { event: 'deleted' }));
  const { direct: roomId } = cloud;
  const { body } = await cloud.alice.post('/messages', { roomId, text: 'one' });
  const edited = await cloud.alice.put(`/messages/${body.id}`, { roomId, text: 'two' });
  expect((await target.next()).envelope).toMatchObject({ event: 'updated', data: { updated: edited.body['updated'] } });
  await cloud.alice.delete(`/messages/${body.id}`);
  expect((await target.next()).envelope).toMatchObject({ event: 'deleted', data: { id: body.id } });
});

test('a hundred failed deliveries in five minutes disable a webhook until somebody activates it', async () => {
  let time = Date.parse('2026-01-01T12:00:00Z');
  const log = deliveries({ now: () => time });
  await using target = await openTarget(500);
  await using cloud = await openCloud(log.options);
  const { body: webhook } = await cloud.bot.post('/webhooks', hook(target.url));
  const path = `/webhooks/${webhook.id}`;
  const say = async (times: number) => {
    for (let at = 0; at < times; at += 1) await cloud.alice.post('/messages', { roomId: cloud.direct, text: 'x' });
  };
  const activate = () => cloud.bot.put(path, { name: 'test', targetUrl: target.url, status: 'active' });

  await say(60);
  await log.reached(60);
  time += 5 * 60_000 + 1;
  await say(99);
  await log.reached(159);
  expect((await cloud.bot.get(path)).body.status).toBe('active');
  await say(1);
  await log.reached(160);
  expect((await cloud.bot.get(path)).body.status).toBe('inactive');
  await say(1);

  time += 60_000;
  expect((await activate()).body.status).toBe('active');
  await say(1);
  await log.reached(161);
  expect((await cloud.bot.get(path)).body.status).toBe('inactive');

  time += 5 * 60_000 + 1;
  await activate();
  await say(1);
  await log.reached(162);
  expect((await cloud.bot.get(path)).body.status).toBe('active');
});

test('a target that does not answer counts as failed', async () => {
  const log = deliveries();
  await using cloud = await openCloud(log.options);
  await cloud.bot.post('/webhooks', hook('http://127.0.0.1:1/nobody'));
  await cloud.alice.post('/messages', { roomId: cloud.direct, text: 'x' });
  await log.reached(1);
  expect(log.done[0]).toMatchObject({ targetUrl: 'http://127.0.0.1:1/nobody', status: undefined });
});
