import { expect, test } from 'vitest';
import { type Cloud, openCloud } from './cloud.ts';

const card = (version = '1.3') => ({
  contentType: 'application/vnd.microsoft.card.adaptive',
  content: { type: 'AdaptiveCard', version, body: [{ type: 'TextBlock', text: 'Hello' }] },
});

const mention = (cloud: Cloud) => `<@personId:${cloud.bot.id}|Device Bot>`;

test('a message needs exactly one target and something to say', async () => {
  await using cloud = await openCloud();
  const { direct: roomId } = cloud;
  expect((await cloud.alice.post('/messages', { roomId, text: 'hello' })).body).toMatchObject({
    roomId,
    roomType: 'direct',
    text: 'hello',
    personId: cloud.alice.id,
    personEmail: 'alice.andersen@fjordbank.example',
  });
  expect((await cloud.alice.post('/messages', { text: 'hello' })).status).toBe(400);
  expect((await cloud.alice.post('/messages', { roomId, toPersonId: cloud.bot.id, text: 'hello' })).status).toBe(400);
  expect((await cloud.alice.post('/messages', { roomId, text: '' })).status).toBe(400);
  expect((await cloud.alice.post('/messages', { roomId, text: 5 })).status).toBe(400);
  expect((await cloud.bot.post('/messages', { roomId: cloud.facilities, text: 'hello' })).status).toBe(404);
});

test('text and markdown end at 7,439 bytes, not characters', async () => {
  await using cloud = await openCloud();
  const { direct: roomId } = cloud;
  expect((await cloud.bot.post('/messages', { roomId, text: 'a'.repeat(7_439) })).status).toBe(200);
  expect((await cloud.bot.post('/messages', { roomId, text: 'a'.repeat(7_440) })).status).toBe(400);
  expect((await cloud.bot.post('/messages', { roomId, markdown: 'å'.repeat(3_720) })).status).toBe(400);
});

test('a message to a person opens their direct room once', async () => {
  await using cloud = await openCloud();
  const first = await cloud.alice.post('/messages', { toPersonEmail: 'Vera.Vik@fjordbank.example', text: 'hei' });
  const second = await cloud.vera.post('/messages', { toPersonId: cloud.alice.id, text: 'hei' });
  expect(second.body['roomId']).toBe(first.body['roomId']);
  const both = await cloud.alice.get(`/messages/direct?personId=${cloud.vera.id}`);
  expect(both.body.items.map(({ id }) => id)).toEqual([second.body.id, first.body.id]);
  expect((await cloud.alice.post('/messages', { toPersonId: cloud.alice.id, text: 'me' })).status).toBe(400);
  expect((await cloud.alice.post('/messages', { toPersonEmail: 'no@where.example', text: 'x' })).status).toBe(404);
});

test('a mention becomes a spark-mention, a name in the text and an id in mentionedPeople', async () => {
  await using cloud = await openCloud();
  const markdown = `${mention(cloud)} **volume** 30 <b>now</b>`;
  const { body } = await cloud.alice.post('/messages', { roomId: cloud.group, markdown });
  expect(body.text).toBe('Device Bot volume 30 <b>now</b>');
  expect(body['mentionedPeople']).toEqual([cloud.bot.id]);
  expect(body['html']).toBe(
    `<p><spark-mention data-object-type="person" data-object-id="${cloud.bot.id}">Device Bot</spark-mention> <strong>volume</strong> 30 &lt;b&gt;now&lt;/b&gt;</p>`,
  );
  const byEmail = await cloud.alice.post('/messages', {
    roomId: cloud.group,
    markdown: '<@personEmail:devicebot@webex.bot> help',
  });
  expect(byEmail.body).toMatchObject({ text: 'Device Bot help', mentionedPeople: [cloud.bot.id] });
});

test('who is not in the room can not be mentioned there, and code holds no mention', async () => {
  await using cloud = await openCloud();
  const outside = await cloud.alice.post('/messages', { roomId: cloud.facilities, markdown: `${mention(cloud)} hi` });
  expect(outside.body).not.toHaveProperty('mentionedPeople');
  expect(outside.body.text).toBe('Device Bot hi');
  const code = await cloud.alice.post('/messages', { roomId: cloud.group, markdown: `\`${mention(cloud)}\`` });
  expect(code.body).not.toHaveProperty('mentionedPeople');
});

test('in a group room the bot sees only what mentions it and what it wrote', async () => {
  await using cloud = await openCloud();
  const { group: roomId } = cloud;
  const aside = await cloud.alice.post('/messages', { roomId, text: 'just between us' });
  const asked = await cloud.alice.post('/messages', { roomId, markdown: `${mention(cloud)} help` });
  const own = await cloud.bot.post('/messages', { roomId, text: 'Help' });
  expect((await cloud.bot.get(`/messages/${aside.body.id}`)).status).toBe(404);
  expect((await cloud.bot.get(`/messages/${asked.body.id}`)).status).toBe(200);
  expect((await cloud.bot.get(`/messages/${own.body.id}`)).status).toBe(200);
  expect((await cloud.bot.get(`/messages?roomId=${roomId}`)).status).toBe(403);
  const mine = await cloud.bot.get(`/messages?roomId=${roomId}&mentionedPeople=me`);
  expect(mine.body.items.map(({ id }) => id)).toEqual([asked.body.id]);
  expect((await cloud.vera.get(`/messages?roomId=${roomId}`)).body.items).toHaveLength(3);
});

test('messages come newest first, page by page, and before a date or a message', async () => {
  let time = Date.parse('2026-01-01T12:00:00Z');
  const now = () => {
    time += 1_000;
    return time;
  };
  await using cloud = await openCloud({ now });
  const { direct: roomId } = cloud;
  for (let at = 1; at <= 7; at += 1) await cloud.alice.post('/messages', { roomId, text: `${at}` });
  const first = await cloud.bot.get(`/messages?roomId=${roomId}&max=3`);
  expect(first.body.items.map(({ text }) => text)).toEqual(['7', '6', '5']);
  const second = await cloud.bot.get(first.next ?? '');
  expect(second.body.items.map(({ text }) => text)).toEqual(['4', '3', '2']);
  const third = await cloud.bot.get(second.next ?? '');
  expect(third.body.items.map(({ text }) => text)).toEqual(['1']);
  expect(third.next).toBeUndefined();
  const before = first.body.items[1]?.['created'];
  const older = await cloud.bot.get(`/messages?roomId=${roomId}&before=${before}&max=1`);
  expect(older.body.items.map(({ text }) => text)).toEqual(['5']);
  expect((await cloud.bot.get(`/messages?roomId=${roomId}&before=yesterday`)).status).toBe(400);
  expect((await cloud.bot.get(`/messages?roomId=${roomId}&max=-1`)).status).toBe(400);
  expect((await cloud.bot.get('/messages')).status).toBe(400);
});

test('threads have one level', async () => {
  await using cloud = await openCloud();
  const { direct: roomId } = cloud;
  const { body: parent } = await cloud.alice.post('/messages', { roomId, text: 'parent' });
  const { body: reply } = await cloud.bot.post('/messages', { roomId, text: 'reply', parentId: parent.id });
  expect(reply['parentId']).toBe(parent.id);
  expect((await cloud.bot.post('/messages', { roomId, text: 'no', parentId: reply.id })).status).toBe(400);
  expect((await cloud.bot.post('/messages', { roomId, text: 'no', parentId: 'unknown' })).status).toBe(404);
  const thread = await cloud.bot.get(`/messages?roomId=${roomId}&parentId=${parent.id}`);
  expect(thread.body.items.map(({ id }) => id)).toEqual([reply.id]);
});

test('one card of version 1.3 or less and under 22 KB may come with a message', async () => {
  await using cloud = await openCloud();
  const { direct: roomId } = cloud;
  const send = (attachments: unknown) => cloud.bot.post('/messages', { roomId, text: 'card', attachments });
  expect((await send([card()])).body['attachments']).toEqual([card()]);
  expect((await send([card(), card()])).status).toBe(400);
  expect((await send([card('1.4')])).status).toBe(400);
  expect((await send([{ ...card(), contentType: 'text/html' }])).status).toBe(400);
  expect((await send([{ ...card(), content: { type: 'Text' } }])).status).toBe(400);
  const large = { ...card(), content: { ...card().content, note: 'x'.repeat(23_000) } };
  expect((await send([large])).status).toBe(400);
});

test('only the author edits, ten times at most, and never a card or into html', async () => {
  await using cloud = await openCloud();
  const { direct: roomId } = cloud;
  const { body: own } = await cloud.bot.post('/messages', { roomId, text: 'first' });
  const path = `/messages/${own.id}`;
  expect((await cloud.alice.put(path, { roomId, text: 'mine now' })).status).toBe(400);
  expect((await cloud.bot.put(path, { roomId: cloud.group, text: 'x' })).status).toBe(400);
  expect((await cloud.bot.put(path, { roomId })).status).toBe(400);
  expect((await cloud.bot.put(path, { roomId, text: 'x', html: '<p>x</p>' })).status).toBe(400);
  const edited = await cloud.bot.put(path, { roomId, markdown: '**second**' });
  expect(edited.body).toMatchObject({ id: own.id, text: 'second', html: '<p><strong>second</strong></p>' });
  expect(edited.body).toHaveProperty('updated');
  for (let at = 2; at <= 10; at += 1) expect((await cloud.bot.put(path, { roomId, text: `${at}` })).status).toBe(200);
  expect((await cloud.bot.put(path, { roomId, text: '11' })).status).toBe(400);
  const { body: withCard } = await cloud.bot.post('/messages', { roomId, text: 'card', attachments: [card()] });
  expect((await cloud.bot.put(`/messages/${withCard.id}`, { roomId, text: 'no card' })).status).toBe(400);
});

test('a message is deleted by its author and by nobody else', async () => {
  await using cloud = await openCloud();
  const { body } = await cloud.bot.post('/messages', { roomId: cloud.direct, text: 'gone soon' });
  expect((await cloud.alice.delete(`/messages/${body.id}`)).status).toBe(403);
  expect((await cloud.bot.delete(`/messages/${body.id}`)).status).toBe(204);
  expect((await cloud.bot.delete(`/messages/${body.id}`)).status).toBe(404);
});

test('a room keeps its newest 5,000 messages', async () => {
  await using cloud = await openCloud();
  const { world } = cloud.simulator;
  const { body } = await cloud.alice.post('/messages', { roomId: cloud.direct, text: 'oldest' });
  const oldest = world.messages.get(body.id);
  for (let at = 0; oldest && at < 5_600; at += 1) world.messages.add({ ...oldest, id: `copy-${at}` });
  expect(world.messages.inRoom(cloud.direct).length).toBeLessThanOrEqual(5_500);
  expect(world.messages.get(body.id)).toBeUndefined();
  expect(world.messages.get('copy-5599')).toBeDefined();
});
