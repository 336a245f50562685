import { expect, test } from 'vitest';
import { callerWith, openCloud } from './cloud.ts';

const XAPI = 'spark:xapi_statuses spark:xapi_commands';

/** The cloud, and callers that hold tokens of the integration: a person's with these scopes and no more. */
async function openScopes() {
  const cloud = await openCloud({ devices: 3 });
  const { simulator } = cloud;
  const tokenFor = (firstName: string, scopes: string) => {
    const account = simulator.world.people.all().find((person) => person.firstName === firstName);
    if (!account) throw new Error(`nobody is called ${firstName}`);
    const { integration, tokens } = simulator.oauth;
    const { answer } = tokens.begin(integration, account, new Set(scopes.split(' ')));
    return callerWith(simulator, answer.access_token);
  };
  const [device] = simulator.fleet.all();
  if (!device) throw new Error('there is no device');
  return { cloud, tokenFor, deviceId: device.id, [Symbol.asyncDispose]: () => simulator.close() };
}

test('a token of the integration opens what it was consented for and nothing else', async () => {
  await using world = await openScopes();
  const status = `/xapi/status?deviceId=${world.deviceId}&name=Audio.Volume`;
  const mute = { deviceId: world.deviceId };
  const command = '/xapi/command/Audio.Microphones.Mute';

  const reader = world.tokenFor('Alice', 'spark:people_read spark-admin:devices_read spark:xapi_statuses');
  expect((await reader.get('/people/me')).status).toBe(200);
  expect((await reader.get('/devices')).status).toBe(200);
  expect((await reader.delete(`/devices/${world.deviceId}`)).status).toBe(403);
  expect((await reader.get(status)).status).toBe(200);
  expect((await reader.post(command, mute)).status).toBe(403);
  expect((await reader.get('/rooms')).status).toBe(403);
  expect((await reader.get('/rooms/')).status).toBe(403);
  expect((await reader.post('/messages', { roomId: world.cloud.group, text: 'hello' })).status).toBe(403);

  const doer = world.tokenFor('Alice', 'spark:xapi_commands');
  expect((await doer.post(command, mute)).status).toBe(200);
  expect((await doer.get(status)).status).toBe(403);
  // Either scope of xAPI reads a schema: what is missing here is the device.
  expect((await doer.get('/xapi/schema')).status).toBe(400);
  const refused = await doer.get('/people/me');
  expect(refused.status).toBe(403);
  expect(refused.body.message).toMatch(/missing required scopes/);
});

test('a scope gives nobody more than their role', async () => {
  await using world = await openScopes();
  for (const name of ['Bob', 'Vera', 'Gus']) {
    const caller = world.tokenFor(name, `spark:people_read spark-admin:devices_read ${XAPI}`);
    expect((await caller.get('/people/me')).status).toBe(200);
    expect((await caller.get('/devices')).status).toBe(403);
    // Nobody learns of a device that they have no rights to.
    expect((await caller.get(`/xapi/status?deviceId=${world.deviceId}&name=Audio.Volume`)).status).toBe(404);
  }
});

test('the tokens of the bot and of people themselves are as they were', async () => {
  await using world = await openScopes();
  const { alice, bob, bot } = world.cloud;
  for (const path of ['/people/me', '/rooms', '/devices', '/webhooks'])
    for (const caller of [alice, bob, bot]) expect((await caller.get(path)).status).toBe(200);
});
