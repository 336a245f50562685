import { expect, test } from 'vitest';
import { failureOf, fakeWebex } from './fake-webex.ts';

test('a card goes out with its text, in a thread', async () => {
  await using fake = await fakeWebex(() => ({ json: { id: 'm2' } }));
  const card = { type: 'AdaptiveCard', version: '1.3', body: [] };
  expect(await fake.webex.messages.create({ to: { roomId: 'r', parentId: 'm1' }, text: 'hi', card })).toEqual({
    id: 'm2',
  });
  expect(JSON.parse(String(fake.seen[0]?.body))).toEqual({
    roomId: 'r',
    parentId: 'm1',
    text: 'hi',
    attachments: [{ contentType: 'application/vnd.microsoft.card.adaptive', content: card }],
  });
});

test('a file is sent as multipart, the same bytes again after a 429', async () => {
  let asked = 0;
  await using fake = await fakeWebex(() => {
    asked += 1;
    return asked === 1 ? { status: 429, headers: { 'retry-after': '1' } } : { json: { id: 'm2' } };
  });
  const file = { name: 'chart.png', type: 'image/png', bytes: new Uint8Array([1, 2, 255]) };
  await fake.webex.messages.create({ to: { toPersonId: 'p' }, text: 'hi', file });
  const [first, second] = fake.seen;
  expect(first?.body.equals(second?.body ?? Buffer.alloc(0))).toBe(true);
  const form = await new Response(new Uint8Array(second?.body ?? []), {
    headers: { 'content-type': String(second?.headers['content-type']) },
  }).formData();
  expect(form.get('toPersonId')).toBe('p');
  expect(form.get('text')).toBe('hi');
  const sent = form.get('files');
  if (!(sent instanceof File)) throw new Error('no file');
  expect([sent.name, sent.type, ...new Uint8Array(await sent.arrayBuffer())]).toEqual([
    'chart.png',
    'image/png',
    1,
    2,
    255,
  ]);
});

test('removing a message that is gone already is fine, another refusal is not', async () => {
  await using fake = await fakeWebex(({ path }) => ({ status: path.endsWith('gone') ? 404 : 403 }));
  await fake.webex.messages.remove('gone');
  expect(await failureOf(fake.webex.messages.remove('m1'))).toMatchObject({ status: 403 });
});

test('a list of messages is one page: a space goes back without end', async () => {
  await using fake = await fakeWebex(() => ({
    json: { items: [{ id: 'm', roomId: 'r', personId: 'p' }] },
    headers: { link: `<${fake.apiBase}/messages?before=m>; rel="next"` },
  }));
  expect(await fake.webex.messages.list({ roomId: 'r', mentionedPeople: 'me', max: 5 })).toHaveLength(1);
  expect(fake.seen).toHaveLength(1);
});

test('the messages before one are asked for by its id', async () => {
  await using fake = await fakeWebex(() => ({ json: { items: [] } }));
  await fake.webex.messages.list({ roomId: 'r', mentionedPeople: 'me', beforeMessage: 'm7', max: 100 });
  expect(fake.seen[0]?.query.toString()).toBe('roomId=r&mentionedPeople=me&beforeMessage=m7&max=100');
});
