import { expect, test } from 'vitest';
import { openCloud } from './cloud.ts';

test('people see themselves, look up their own organisation and find the guest by id', async () => {
  await using cloud = await openCloud();
  const me = await cloud.bot.get('/people/me');
  expect(me.body).toMatchObject({ id: cloud.bot.id, emails: ['devicebot@webex.bot'], type: 'bot' });
  expect(me.body).not.toHaveProperty('token');
  expect((await cloud.bot.get('/people')).status).toBe(400);
  expect((await cloud.alice.get('/people')).body.items).toHaveLength(4);
  expect((await cloud.bot.get('/people?email=bob.berg@fjordbank.example')).body.items).toMatchObject([
    { id: cloud.bob.id },
  ]);
  expect((await cloud.bot.get('/people?email=gus.grant@partnerco.example')).body.items).toEqual([]);
  expect((await cloud.bot.get('/people?displayName=ver')).body.items).toMatchObject([{ displayName: 'Vera Vik' }]);
  const many = await cloud.bot.get(`/people?id=${cloud.gus.id},nobody`);
  expect(many.body).toMatchObject({ items: [{ id: cloud.gus.id }], notFoundIds: ['nobody'] });
  const guest = await cloud.bot.get(`/people/${cloud.gus.id}`);
  expect(guest.body['orgId']).not.toBe(me.body['orgId']);
  expect((await cloud.bot.get('/people/nobody')).status).toBe(404);
});

test('a caller lists only the own rooms; a direct room bears the name of the other one', async () => {
  await using cloud = await openCloud();
  const ofBot = await cloud.bot.get('/rooms');
  expect(ofBot.body.items).toHaveLength(5);
  expect((await cloud.bot.get(`/rooms/${cloud.facilities}`)).status).toBe(404);
  expect((await cloud.bot.get(`/rooms/${cloud.direct}`)).body['title']).toBe('Alice Andersen');
  expect((await cloud.alice.get(`/rooms/${cloud.direct}`)).body['title']).toBe('Device Bot');
  expect((await cloud.bot.get('/rooms?type=group')).body.items).toMatchObject([{ title: 'Room operations' }]);
  expect((await cloud.bot.get('/rooms?type=secret')).status).toBe(400);
  expect((await cloud.bot.get('/rooms?max=0')).status).toBe(400);
});

test('lists are paged by absolute next links until the last page, which has none', async () => {
  await using cloud = await openCloud();
  const seen: string[] = [];
  let path: string | undefined = '/rooms?sortBy=created&max=2';
  let pages = 0;
  while (path) {
    const answer = await cloud.bot.get(path);
    seen.push(...answer.body.items.map(({ id }) => id));
    path = answer.next;
    pages += 1;
    if (path) expect(path.startsWith(`${cloud.simulator.apiBase}/rooms?`)).toBe(true);
  }
  expect(pages).toBe(3);
  expect(new Set(seen).size).toBe(5);
});

test('a room can be made, renamed and, by who is no moderator, only left', async () => {
  await using cloud = await openCloud();
  const { body: room } = await cloud.alice.post('/rooms', { title: 'Workshop' });
  expect(room).toMatchObject({ title: 'Workshop', type: 'group', isLocked: false });
  await cloud.alice.post('/memberships', { roomId: room.id, personId: cloud.bob.id });
  expect((await cloud.alice.put(`/rooms/${room.id}`, { title: 'Studio' })).body['title']).toBe('Studio');
  expect((await cloud.alice.put(`/rooms/${room.id}`, {})).status).toBe(400);
  expect((await cloud.alice.delete(`/rooms/${room.id}`)).status).toBe(204);
  expect((await cloud.alice.get(`/rooms/${room.id}`)).status).toBe(404);
  expect((await cloud.bob.get(`/rooms/${room.id}`)).body['title']).toBe('Studio');
  expect((await cloud.alice.delete(`/rooms/${cloud.direct}`)).status).toBe(403);
});

test('a moderator removes the whole room', async () => {
  await using cloud = await openCloud();
  const { body: room } = await cloud.alice.post('/rooms', { title: 'Locked', isLocked: true });
  await cloud.alice.post('/memberships', { roomId: room.id, personId: cloud.bob.id });
  expect((await cloud.bob.put(`/rooms/${room.id}`, { title: 'Mine' })).status).toBe(403);
  expect((await cloud.alice.delete(`/rooms/${room.id}`)).status).toBe(204);
  expect((await cloud.bob.get(`/rooms/${room.id}`)).status).toBe(404);
});
