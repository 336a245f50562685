import { expect, test } from 'vitest';
import { openChat } from './open-chat.ts';

test('text is cut to what Webex takes, at the end of a letter', async () => {
  await using talk = await openChat();
  const roomId = talk.room('Room operations');
  const { id } = await talk.chat.post({ roomId }, { text: '☃'.repeat(7_000) });
  const text = talk.cloud.world.messages.get(id)?.text ?? '';
  expect(Buffer.byteLength(text)).toBeLessThanOrEqual(7_439);
  expect(text).toMatch(/^☃{2400,}…$/);
});

test('an answer whose thread is gone is posted outside of it', async () => {
  await using talk = await openChat();
  const roomId = talk.room('Room operations');
  const { id } = await talk.chat.post({ roomId, parentId: 'gone' }, { text: 'still here' });
  expect(talk.cloud.world.messages.get(id)).toMatchObject({ roomId, text: 'still here' });
});

test('a file goes out behind its card, in the same thread', async () => {
  await using talk = await openChat();
  const roomId = talk.room('Room operations');
  const card = { type: 'AdaptiveCard', version: '1.3', body: [] };
  const file = { name: 'devices.csv', type: 'text/csv', bytes: new TextEncoder().encode('a,b') };
  const { id } = await talk.chat.post({ roomId }, { text: 'here', card, file });
  const [first, second] = talk.cloud.world.messages.inRoom(roomId);
  expect(first).toMatchObject({ id, text: 'here', attachments: [{ content: card }] });
  expect(second).toMatchObject({ parentId: id, files: [expect.stringContaining('http')] });
});

test('a file without a card is one message', async () => {
  await using talk = await openChat();
  const file = { name: 'devices.csv', type: 'text/csv', bytes: new TextEncoder().encode('a,b') };
  const { id } = await talk.chat.post({ toPersonId: talk.person('Bob').id }, { text: 'here', file });
  expect(talk.cloud.world.messages.get(id)).toMatchObject({ text: 'here', files: [expect.stringContaining('http')] });
});

test('what a message says is changed, ten times and no more; a card is not', async () => {
  await using talk = await openChat();
  const roomId = talk.room('Room operations');
  const { id } = await talk.chat.post({ roomId }, { text: '0 of 12 done' });
  for (let done = 1; done <= 10; done += 1) await talk.chat.edit(id, { roomId, text: `${done} of 12 *done*` });
  expect(talk.cloud.world.messages.get(id)).toMatchObject({ text: '10 of 12 *done*' });
  await expect(talk.chat.edit(id, { roomId, text: 'once more' })).rejects.toMatchObject({ status: 400 });

  const card = { type: 'AdaptiveCard', version: '1.3', body: [] };
  const asked = await talk.chat.post({ roomId }, { text: 'here', card });
  await expect(talk.chat.edit(asked.id, { roomId, text: 'there' })).rejects.toMatchObject({ status: 400 });
});

test('a message is removed, and removing it again is fine', async () => {
  await using talk = await openChat();
  const { id } = await talk.chat.post({ roomId: talk.room('Room operations') }, { text: 'soon gone' });
  await talk.chat.remove(id);
  await talk.chat.remove(id);
  expect(talk.cloud.world.messages.get(id)).toBeUndefined();
});

test('people and spaces are looked up once', async () => {
  await using talk = await openChat();
  const alice = talk.person('Alice');
  talk.requests();
  const [first, second] = [await talk.chat.person(alice.id), await talk.chat.person(alice.id)];
  expect([first.email, second.email]).toEqual([alice.email, alice.email]);
  expect(talk.requests()).toEqual(['GET /people/:id']);
  expect(await talk.chat.space(talk.room('Room operations'))).toMatchObject({
    title: 'Room operations',
    type: 'group',
  });
});
