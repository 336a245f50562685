import { expect, test } from 'vitest';
import { openChat } from './open-chat.ts';

async function addedTo(talk: Awaited<ReturnType<typeof openChat>>, title = 'Facilities Oslo') {
  const roomId = talk.room(title);
  const membership = await talk.as('Alice', 'POST', '/memberships', { roomId, personId: talk.chat.me.id });
  const data = { id: membership.id, roomId, personId: talk.chat.me.id };
  const actorId = talk.person('Alice').id;
  return { roomId, data, event: { resource: 'memberships', event: 'created', actorId, data } };
}

test('the bot is told once when it comes into a space, and by whom', async () => {
  await using talk = await openChat();
  const { roomId, event } = await addedTo(talk);
  await talk.delivers(event);
  const space = { id: roomId, title: 'Facilities Oslo', type: 'group' };
  expect(talk.added).toMatchObject([{ space, addedBy: talk.person('Alice').id }]);
});

test('it is told also when a message of the new space comes first', async () => {
  await using talk = await openChat();
  const { roomId, event } = await addedTo(talk);
  const message = await talk.says('Alice', { roomId, markdown: `<@personId:${talk.chat.me.id}> help` });
  await Promise.all([talk.delivers(message.event), talk.delivers(event)]);
  expect(talk.added).toHaveLength(1);
  expect(talk.messages).toHaveLength(1);
});

test('a space the bot was in all along is no news', async () => {
  await using talk = await openChat();
  const { event } = await talk.says('Bob', { toPersonId: talk.chat.me.id, text: 'help' });
  await talk.delivers(event);
  expect(talk.added).toEqual([]);
});

test('other people who come and go cost nothing', async () => {
  await using talk = await openChat();
  talk.requests();
  const data = { id: 'm', roomId: talk.room('Room operations'), personId: talk.person('Bob').id };
  await talk.delivers({ resource: 'memberships', event: 'created', data });
  await talk.delivers({ resource: 'memberships', event: 'deleted', data });
  expect(talk.requests()).toEqual([]);
  expect([talk.added, talk.removed]).toEqual([[], []]);
});

test('the bot is told when it is removed, whether it knew the space or not, and again when it is let in anew', async () => {
  await using talk = await openChat();
  const first = await addedTo(talk);
  const removal = { resource: 'memberships', event: 'deleted', data: first.data };
  await talk.delivers(first.event);
  await talk.as('Alice', 'DELETE', `/memberships/${first.data.id}`);
  await talk.delivers(removal);
  await talk.delivers(removal);
  expect(talk.removed).toEqual([first.roomId, first.roomId]);
  const second = await addedTo(talk);
  await talk.delivers(second.event);
  expect(talk.added).toHaveLength(2);
});

test('a membership that is gone by the time it is looked at is no news', async () => {
  await using talk = await openChat();
  const { data, event } = await addedTo(talk);
  await talk.as('Alice', 'DELETE', `/memberships/${data.id}`);
  await talk.delivers(event);
  expect(talk.added).toEqual([]);
});
