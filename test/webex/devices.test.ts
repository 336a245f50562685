import { expect, test } from 'vitest';
import { fakeWebex } from './fake-webex.ts';

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
