import { expect, test } from 'vitest';
import { openCloud } from './cloud.ts';

const CODE = '/devices/activationCode';

async function openCodes() {
  const cloud = await openCloud({ now: () => Date.parse('2026-05-04T10:00:00Z') });
  const { workspaces, codes } = cloud.simulator.places;
  const named = (name: string) => workspaces.all().find(({ displayName }) => displayName === name)?.id ?? '';
  return { ...cloud, workspaces, codes, named };
}

test('a code has 16 digits, lasts a week and is for a workspace or for a person', async () => {
  await using cloud = await openCodes();
  const answer = await cloud.alice.post(CODE, { workspaceId: cloud.named('Huddle 3') });
  expect(answer.status).toBe(200);
  expect(answer.body).toEqual({
    code: expect.stringMatching(/^\d{16}$/),
    expiryTime: '2026-05-11T10:00:00.000Z',
    id: '',
    items: [],
    files: [],
    message: '',
    errors: [],
  });
  const other = await cloud.alice.post(CODE, { personId: cloud.bob.id, model: 'DMS Cisco 8865' });
  expect(other.body['code']).not.toBe(answer.body['code']);
  expect(cloud.codes.all()).toMatchObject([
    { workspaceId: cloud.named('Huddle 3') },
    { personId: cloud.bob.id, model: 'DMS Cisco 8865' },
  ]);
});

test('a code is refused without exactly one target that exists, without a known model for phones, and to all but admins', async () => {
  await using cloud = await openCodes();
  const workspaceId = cloud.named('Huddle 3');
  const status = async (body: object, caller = cloud.alice) => (await caller.post(CODE, body)).status;
  expect(await status({})).toBe(400);
  expect(await status({ workspaceId, personId: cloud.bob.id })).toBe(400);
  expect(await status({ workspaceId: 'nowhere' })).toBe(404);
  expect(await status({ personId: cloud.gus.id })).toBe(404);
  expect(await status({ personId: cloud.bot.id })).toBe(404);
  expect(await status({ workspaceId: cloud.named('Phone booth') })).toBe(400);
  expect(await status({ workspaceId: cloud.named('Phone booth'), model: 'Toaster' })).toBe(400);
  for (const caller of [cloud.bot, cloud.bob, cloud.gus]) expect(await status({ workspaceId }, caller)).toBe(403);
  expect(cloud.codes.all()).toEqual([]);
  expect(await status({ workspaceId: cloud.named('Phone booth'), model: 'DMS Cisco 8865' })).toBe(200);
});

test.each(['none', 'thirdPartySipCalling'] as const)('a code turns calling of %s into free calling', async (type) => {
  await using cloud = await openCodes();
  const workspaceId = cloud.named('Huddle 3');
  cloud.workspaces.set(workspaceId, { calling: { type } });
  await cloud.alice.post(CODE, { workspaceId });
  expect((await cloud.alice.get(`/workspaces/${workspaceId}`)).body).toMatchObject({
    calling: { type: 'freeCalling' },
  });
});

test('a phone is added by its MAC once, and is a device without xAPI that waits to be plugged in', async () => {
  await using cloud = await openCodes();
  const workspaceId = cloud.named('Phone booth');
  const phone = { mac: 'd82e3eef4e5c', model: 'DMS Cisco 8865', workspaceId };
  const { status, body } = await cloud.alice.post('/devices', phone);
  expect(status).toBe(200);
  expect(body).toMatchObject({
    displayName: 'Phone booth',
    product: 'Cisco 8865',
    type: 'phone',
    mac: 'D8:2E:3E:EF:4E:5C',
    workspaceId,
    capabilities: [],
    permissions: [],
    connectionStatus: 'activating',
  });
  expect((await cloud.alice.get('/devices?type=phone')).body.items).toMatchObject([{ id: body.id }]);
  expect((await cloud.bot.get('/devices?type=phone')).body.items).toEqual([]);
  expect((await cloud.alice.get(`/workspaces/${workspaceId}?includeDevices=true`)).body).toMatchObject({
    devices: [{ id: body.id }],
  });

  const post = async (change: object, caller = cloud.alice) =>
    (await caller.post('/devices', { ...phone, ...change })).status;
  expect(await post({ mac: 'D8:2E:3E:EF:4E:5C' })).toBe(409);
  expect(await post({ mac: 'd82e3eef4e' })).toBe(400);
  expect(await post({ mac: 'd82e3eef4e5d', model: 'Cisco 8865' })).toBe(400);
  expect(await post({ mac: 'd82e3eef4e5d', personId: cloud.bob.id })).toBe(400);
  expect(await post({ mac: 'd82e3eef4e5d', workspaceId: 'nowhere' })).toBe(404);
  expect(await post({ mac: 'd82e3eef4e5d' }, cloud.bot)).toBe(403);
  expect(await post({ mac: 'd82e3eef4e5d', workspaceId: undefined, personId: cloud.bob.id })).toBe(200);
});
