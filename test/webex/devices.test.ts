import { expect, test } from 'vitest';
import { openAsAdmin } from './as-admin.ts';
import { failureOf, fakeWebex } from './fake-webex.ts';

test('missing, odd and new fields of a device are tolerated', async () => {
  await using fake = await fakeWebex(() => ({
    json: { id: 'd', displayName: 'Fjord', tags: null, errorCodes: ['x'], permissions: 'xapi', ip: 7, brandNew: true },
  }));
  expect(await fake.webex.devices.get('d')).toMatchObject({
    id: 'd',
    displayName: 'Fjord',
    connectionStatus: 'unknown',
    tags: [],
    permissions: [],
    errorCodes: ['x'],
  });
});

test('an admin sets, adds and clears tags, adds a phone and removes devices', async () => {
  await using admin = await openAsAdmin(['devices:write', 'workspaces:read']);
  const { devices } = admin.webex;
  const fjord = (await devices.list()).find(({ displayName }) => displayName === 'Fjord')?.id ?? '';
  expect((await devices.addTags(fjord, ['new', 'vip'])).tags).toEqual(['lobby', 'vip', 'new']);
  expect((await devices.setTags(fjord, ['only'])).tags).toEqual(['only']);
  expect((await devices.clearTags(fjord)).tags).toEqual([]);

  const workspaceId = admin.workspaceNamed('Phone booth').id;
  const order = { mac: 'D8:2E:3E:EF:4E:5C', model: 'DMS Cisco 8865', workspaceId };
  const phone = await devices.addPhone(order);
  expect(phone).toMatchObject({ type: 'phone', product: 'Cisco 8865', workspaceId, permissions: [] });
  expect(await failureOf(devices.addPhone(order))).toMatchObject({ code: 'webex-conflict', outcome: 'refused' });
  await devices.remove(phone.id);
  await devices.remove(phone.id);
  expect(await failureOf(devices.get(phone.id))).toMatchObject({ status: 404 });
});

test('the bot itself may change no device, whatever access it was given', async () => {
  await using admin = await openAsAdmin(['devices:read']);
  const { devices } = admin.bot;
  const [device] = await devices.list();
  const id = device?.id ?? '';
  for (const refused of [devices.setTags(id, ['x']), devices.remove(id)]) {
    expect(await failureOf(refused)).toMatchObject({ code: 'webex-forbidden', outcome: 'refused' });
  }
});
