import { expect, test } from 'vitest';
import { fakeWebex } from './fake-webex.ts';

test('a filter becomes parameters, several tags repeated ones', async () => {
  await using fake = await fakeWebex(() => ({ json: { items: [] } }));
  await fake.webex.devices.list({ displayName: 'Fjord & co', tag: ['lobby', 'vip'], connectionStatus: 'connected' });
  const query = fake.seen[0]?.query;
  expect(query?.get('displayName')).toBe('Fjord & co');
  expect(query?.getAll('tag')).toEqual(['lobby', 'vip']);
  expect(query?.get('connectionStatus')).toBe('connected');
});

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
