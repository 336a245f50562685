import { expect, test } from 'vitest';
import { z } from 'zod';
import { type Cloud, openCloud } from './cloud.ts';

const Answer = z.looseObject({ items: z.array(z.looseObject({ id: z.string() })).catch([]) });

async function control(cloud: Cloud, method: string, path: string, body?: unknown) {
  const headers: Record<string, string> = body === undefined ? {} : { 'content-type': 'application/json' };
  const init = { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) };
  const response = await fetch(new URL(`/control${path}`, cloud.simulator.apiBase), init);
  const text = await response.text();
  return { status: response.status, body: Answer.parse(text === '' ? {} : JSON.parse(text)) };
}

test('faults are switched on, listed and switched off', async () => {
  await using cloud = await openCloud();
  const on = await control(cloud, 'POST', '/faults', { effect: 'status', status: 500, path: '/rooms' });
  expect(on.body.items).toMatchObject([{ effect: 'status', status: 500, hits: 0 }]);
  expect((await cloud.bot.get('/rooms')).status).toBe(500);
  expect((await control(cloud, 'GET', '/faults')).body.items).toMatchObject([{ hits: 1 }]);
  expect((await control(cloud, 'DELETE', '/faults')).status).toBe(204);
  expect((await cloud.bot.get('/rooms')).status).toBe(200);
  await control(cloud, 'POST', '/faults', { rateLimit: { perSecond: 1, burst: 1 } });
  await cloud.bot.get('/rooms');
  expect((await cloud.bot.get('/rooms')).status).toBe(429);
  await control(cloud, 'POST', '/faults', { rateLimit: null });
  expect((await cloud.bot.get('/rooms')).status).toBe(200);
});

test('a rule that makes no sense is refused', async () => {
  await using cloud = await openCloud();
  for (const rule of [{}, { effect: 'explode' }, { effect: 'drop', path: '(' }, { effect: 'drop', colour: 'blue' }, []])
    expect((await control(cloud, 'POST', '/faults', rule)).status).toBe(400);
  expect((await control(cloud, 'GET', '/nothing')).status).toBe(404);
});

test('a device is unplugged, changed by hand and taken away', async () => {
  await using cloud = await openCloud();
  const { items } = (await control(cloud, 'GET', '/devices')).body;
  expect(items).toHaveLength(24);
  const fjord = items.find((item) => item['displayName'] === 'Fjord');
  const path = `/devices/${fjord?.id}`;
  const changed = await control(cloud, 'PATCH', path, { status: { 'Audio.Volume': 10 }, inCall: true });
  expect(changed.body).toMatchObject({ volume: 10, connectionStatus: 'connected' });
  expect(changed.body['calls']).toHaveLength(1);
  await control(cloud, 'PATCH', path, { connectionStatus: 'disconnected' });
  expect((await control(cloud, 'GET', `${path}/state`)).body['connectionStatus']).toBe('disconnected');
  expect((await cloud.bot.get(path)).body['connectionStatus']).toBe('disconnected');
  expect((await control(cloud, 'PATCH', path, { status: { 'No.Such': 1 } })).status).toBe(400);
  expect((await control(cloud, 'PATCH', path, { connectionStatus: 'broken' })).status).toBe(400);
  expect((await control(cloud, 'PATCH', path, { deleted: true })).status).toBe(204);
  expect((await control(cloud, 'GET', `${path}/state`)).status).toBe(404);
});

test('access is granted and taken', async () => {
  await using cloud = await openCloud();
  const { items } = (await control(cloud, 'GET', '/devices')).body;
  const hidden = items.find((item) => item['botAccess'] === 'none');
  expect((await cloud.bot.get(`/devices/${hidden?.id}`)).status).toBe(404);
  const granted = await control(cloud, 'PUT', '/grants', { deviceId: hidden?.id, access: 'full' });
  expect(granted.body['botAccess']).toBe('full');
  expect((await cloud.bot.get(`/devices/${hidden?.id}`)).status).toBe(200);
  expect((await control(cloud, 'PUT', '/grants', { deviceId: 'none', access: 'full' })).status).toBe(404);
});

test('a device is renamed, retagged, moved and complains, as somebody in Control Hub would have it', async () => {
  await using cloud = await openCloud();
  const { fleet, places } = cloud.simulator;
  const named = (name: string) => {
    const found = fleet.all().find(({ displayName }) => displayName === name);
    if (!found) throw new Error(`no device is called ${name}`);
    return found;
  };
  const { id } = named('Fjord');
  const change = { displayName: 'Atrium', tags: ['hall'], errorCodes: ['ntpstatus'] };
  expect((await control(cloud, 'PATCH', `/devices/${id}`, change)).status).toBe(200);
  const { workspaceId, locationId, locationName } = named('Tower');
  expect(fleet.move(id, { workspaceId, locationId, locationName })).toBe(true);
  expect((await cloud.alice.get(`/devices/${id}`)).body).toMatchObject({
    ...change,
    connectionStatus: 'connected_with_issues',
    workspaceId,
    locationId,
  });
  expect(places.workspaces.devicesIn(workspaceId ?? '')).toHaveLength(2);
  for (const gone of [fleet.rename('none', 'x'), fleet.move('none', {}), fleet.setErrorCodes('none', [])]) {
    expect(gone).toBe(false);
  }
});

test('a limit of one resource is listed and lifted', async () => {
  await using cloud = await openCloud();
  const rateLimit = { perSecond: 1, resource: 'rooms' };
  expect((await control(cloud, 'POST', '/faults', { rateLimit })).body['resourceLimits']).toEqual([rateLimit]);
  await cloud.bot.get('/rooms');
  expect((await cloud.bot.get('/rooms')).status).toBe(429);
  expect((await cloud.bot.get('/people/me')).status).toBe(200);
  expect((await control(cloud, 'POST', '/faults', { rateLimit: null })).body['resourceLimits']).toEqual([]);
});
