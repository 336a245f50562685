import { expect, test } from 'vitest';
import { openCloud } from './cloud.ts';

test('a member adds and removes the bot; adding twice is a conflict', async () => {
  await using cloud = await openCloud();
  const added = await cloud.alice.post('/memberships', {
    roomId: cloud.facilities,
    personEmail: 'devicebot@webex.bot',
  });
  expect(added.status).toBe(200);
  expect(added.body).toMatchObject({ personId: cloud.bot.id, roomType: 'group', isModerator: false });
  expect((await cloud.bot.get(`/rooms/${cloud.facilities}`)).status).toBe(200);
  const again = await cloud.alice.post('/memberships', { roomId: cloud.facilities, personId: cloud.bot.id });
  expect(again.status).toBe(409);
  expect((await cloud.alice.delete(`/memberships/${added.body.id}`)).status).toBe(204);
  expect((await cloud.bot.get(`/rooms/${cloud.facilities}`)).status).toBe(404);
});

test('memberships tell each member’s organisation and are hidden from who is not in the room', async () => {
  await using cloud = await openCloud();
  const all = await cloud.bot.get(`/memberships?roomId=${cloud.group}`);
  expect(all.body.items).toHaveLength(5);
  expect(new Set(all.body.items.map((item) => item['personOrgId'])).size).toBe(2);
  const mine = await cloud.bot.get(`/memberships?roomId=${cloud.group}&personId=${cloud.bot.id}`);
  expect(mine.body.items).toHaveLength(1);
  expect((await cloud.bot.get(`/memberships?roomId=${cloud.facilities}`)).status).toBe(404);
  expect((await cloud.bot.get(`/memberships?personId=${cloud.bot.id}`)).status).toBe(400);
  const own = await cloud.bot.get('/memberships?max=2');
  expect(own.body.items).toHaveLength(2);
  expect(own.next).toBeDefined();
});

test('exactly one person is added at a time, and nobody to a direct room', async () => {
  await using cloud = await openCloud();
  const { facilities: roomId } = cloud;
  const both = { roomId, personId: cloud.vera.id, personEmail: 'vera.vik@fjordbank.example' };
  expect((await cloud.alice.post('/memberships', both)).status).toBe(400);
  expect((await cloud.alice.post('/memberships', { roomId })).status).toBe(400);
  expect((await cloud.alice.post('/memberships', { roomId, personId: 'nobody' })).status).toBe(404);
  const direct = { roomId: cloud.direct, personId: cloud.vera.id };
  expect((await cloud.alice.post('/memberships', direct)).status).toBe(403);
});

test('isModerator is needed to change a membership', async () => {
  await using cloud = await openCloud();
  const { body } = await cloud.alice.get(`/memberships?roomId=${cloud.facilities}&personId=${cloud.bob.id}`);
  const path = `/memberships/${body.items[0]?.id}`;
  expect((await cloud.alice.put(path, {})).status).toBe(400);
  expect((await cloud.alice.put(path, { isModerator: true })).body['isModerator']).toBe(true);
  expect((await cloud.vera.get(path)).status).toBe(404);
});
