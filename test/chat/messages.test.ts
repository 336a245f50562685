import { expect, test } from 'vitest';
import { z } from 'zod';
import { openChat } from './open-chat.ts';

const mention = (id: string, words: string) => `<@personId:${id}> ${words}`;

test('a mention in a group space reaches the handler with who, where and the words alone', async () => {
  await using talk = await openChat();
  const roomId = talk.room('Room operations');
  const { id, event } = await talk.says('Alice', { roomId, markdown: mention(talk.chat.me.id, 'volume 30 on fjord') });
  await talk.delivers(event);
  const alice = talk.person('Alice');
  expect(talk.messages).toMatchObject([
    {
      id,
      text: 'volume 30 on fjord',
      space: { id: roomId, title: 'Room operations', type: 'group' },
      person: { id: alice.id, email: alice.email, displayName: 'Alice Andersen', orgId: talk.chat.me.orgId },
      files: [],
    },
  ]);
});

test('once the sender and the space are known, a command costs one GET and one POST', async () => {
  await using talk = await openChat({
    onMessage: async ({ space, id }) =>
      void (await talk.chat.post({ roomId: space.id, parentId: id }, { text: 'done' })),
  });
  const roomId = talk.room('Room operations');
  const say = async () => {
    const { event } = await talk.says('Alice', { roomId, markdown: mention(talk.chat.me.id, 'help') });
    await talk.delivers(event);
  };
  await say();
  talk.requests();
  await say();
  expect(talk.requests()).toEqual(['GET /messages/:id', 'POST /messages']);
});

test('a direct message needs no mention, and keeps its lines', async () => {
  await using talk = await openChat();
  const { event } = await talk.says('Bob', { toPersonId: talk.chat.me.id, text: 'xCommand X\n\nline 1\n  line 2' });
  await talk.delivers(event);
  expect(talk.messages).toMatchObject([{ text: 'xCommand X\n\nline 1\n  line 2', space: { type: 'direct' } }]);
});

test('a reply in a thread names the thread', async () => {
  await using talk = await openChat();
  const first = await talk.says('Bob', { toPersonId: talk.chat.me.id, text: 'one' });
  const reply = await talk.says('Bob', { roomId: String(first.event.data.roomId), parentId: first.id, text: 'two' });
  await talk.delivers(reply.event);
  expect(talk.messages[0]?.parentId).toBe(first.id);
});

test('two first messages of an unknown space both arrive, and share one discovery', async () => {
  await using talk = await openChat();
  const one = await talk.says('Bob', { toPersonId: talk.chat.me.id, text: 'one' });
  const two = await talk.says('Bob', { toPersonId: talk.chat.me.id, text: 'two' });
  talk.requests();
  await Promise.all([talk.delivers(one.event), talk.delivers(two.event)]);
  expect(talk.messages.map(({ text }) => text).sort()).toEqual(['one', 'two']);
  expect(talk.requests().filter((request) => request.startsWith('GET /rooms'))).toHaveLength(1);
});

test('first messages of several unknown spaces at once all arrive', async () => {
  await using talk = await openChat();
  const names = ['Alice', 'Bob', 'Vera', 'Gus'];
  const all = await Promise.all(names.map((name) => talk.says(name, { toPersonId: talk.chat.me.id, text: name })));
  await Promise.all(all.map(({ event }) => talk.delivers(event)));
  expect(talk.messages.map(({ text }) => text).sort()).toEqual(names.sort());
});

test('a message that fails to load at first is loaded again', async () => {
  await using talk = await openChat();
  const { event } = await talk.says('Bob', { toPersonId: talk.chat.me.id, text: 'help' });
  for (const effect of ['status', 'drop', 'malformed'] as const) {
    talk.cloud.faults.add({ method: 'GET', path: '/messages', effect, times: 1 });
    await talk.delivers(event);
  }
  expect(talk.messages).toHaveLength(3);
});

test('a message told of a moment too early is found on the second look', async () => {
  await using talk = await openChat();
  const { event } = await talk.says('Bob', { toPersonId: talk.chat.me.id, text: 'help' });
  talk.cloud.faults.add({ method: 'GET', path: '/messages', effect: 'status', status: 404, times: 1 });
  await talk.delivers(event);
  expect(talk.messages).toHaveLength(1);
});

test('a message that can not be loaded is an error, not a silence', async () => {
  await using talk = await openChat();
  const { event } = await talk.says('Bob', { toPersonId: talk.chat.me.id, text: 'help' });
  talk.cloud.faults.add({ method: 'GET', path: '/messages', effect: 'status', status: 403 });
  await expect(talk.delivers(event)).rejects.toMatchObject({ status: 403 });
});

test.each(['/people', '/rooms', '/memberships'])(
  'a failure of %s is an error, and the next message gets through',
  async (path) => {
    await using talk = await openChat();
    const { event } = await talk.says('Bob', { toPersonId: talk.chat.me.id, text: 'help' });
    const fault = talk.cloud.faults.add({ method: 'GET', path, effect: 'status', status: 400 });
    await expect(talk.delivers(event)).rejects.toMatchObject({ status: 400 });
    talk.cloud.faults.clear(fault.id);
    await talk.delivers(event);
    expect(talk.messages).toHaveLength(1);
  },
);

test('delivery waits for the handler and passes its failure on', async () => {
  const failing = new Error('broken');
  await using talk = await openChat({ onMessage: () => Promise.reject(failing) });
  const { event } = await talk.says('Bob', { toPersonId: talk.chat.me.id, text: 'help' });
  await expect(talk.delivers(event)).rejects.toBe(failing);
});

test('the bot hears neither itself nor other bots, and asks nothing for its own words', async () => {
  await using talk = await openChat();
  const { event } = await talk.says('Bob', { toPersonId: talk.chat.me.id, text: 'help' });
  const own = await talk.chat.post({ roomId: String(event.data.roomId) }, { text: 'hello' });
  talk.requests();
  await talk.delivers({ ...event, data: { ...event.data, id: own.id, personId: talk.chat.me.id } });
  expect(talk.requests()).toEqual([]);
  await talk.delivers({ ...event, data: { id: own.id } });
  const bob = talk.cloud.world.people.get(talk.person('Bob').id);
  if (bob) bob.type = 'bot';
  await talk.delivers(event);
  expect(talk.messages).toEqual([]);
});

test('a file without words, and a mention without words, reach the handler with no words', async () => {
  await using talk = await openChat();
  const form = new FormData();
  form.set('toPersonId', talk.chat.me.id);
  form.set('files', new File(['x'], 'notes.txt', { type: 'text/plain' }));
  const bob = talk.person('Bob');
  const headers = { authorization: `Bearer ${bob.token}` };
  const response = await fetch(`${talk.cloud.apiBase}/messages`, { method: 'POST', headers, body: form });
  const data = z.object({ id: z.string(), roomId: z.string() }).parse(await response.json());
  const event = { resource: 'messages', event: 'created', data: { ...data, personId: bob.id } };
  await talk.delivers(event);
  expect(talk.messages).toMatchObject([{ text: '', files: [expect.stringContaining('http')] }]);

  const bare = await talk.says('Bob', {
    roomId: talk.room('Room operations'),
    markdown: `<@personId:${talk.chat.me.id}>`,
  });
  await talk.delivers(bare.event);
  expect(talk.messages[1]?.text).toBe('');
});

test('people of another organisation are told apart by their organisation', async () => {
  await using talk = await openChat();
  const { event } = await talk.says('Gus', { toPersonId: talk.chat.me.id, text: 'help' });
  await talk.delivers(event);
  expect(talk.messages[0]?.person.orgId).not.toBe(talk.chat.me.orgId);
});

test('somebody whom Webex hides belongs to no organisation', async () => {
  await using talk = await openChat();
  const { event } = await talk.says('Gus', { toPersonId: talk.chat.me.id, text: 'help' });
  talk.cloud.faults.add({ method: 'GET', path: '/people', effect: 'status', status: 404 });
  await talk.delivers(event);
  expect(talk.messages[0]?.person).toMatchObject({ id: talk.person('Gus').id, orgId: '' });
});

test('events the bot did not ask for are passed over', async () => {
  await using talk = await openChat();
  await talk.delivers({ resource: 'rooms', event: 'updated', data: { id: 'x' } });
  await talk.delivers({ resource: 'messages', event: 'updated', data: { id: 'x' } });
  expect(talk.requests()).toEqual(['GET /people/me']);
});

test('a refused token is told as such at the start', async () => {
  await using talk = await openChat({}, { start: false });
  talk.cloud.faults.add({ effect: 'status', status: 401 });
  await expect(talk.chat.start()).rejects.toMatchObject({ code: 'webex-token' });
});

test('nothing people write reaches the log', async () => {
  await using talk = await openChat();
  const { event } = await talk.says('Bob', { toPersonId: talk.chat.me.id, text: 'pin 123456' });
  await talk.delivers(event);
  expect(talk.messages).toHaveLength(1);
  expect(talk.log.join('')).not.toContain('123456');
});
