import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { SimulatorOptions } from '#simulator/server.ts';
import { bigSchema } from '../xapi/big-schema.ts';
import { openCloud } from './cloud.ts';

const Entry = z.looseObject({
  value: z.unknown(),
  source: z.string(),
  sources: z.looseObject({
    configured: z.looseObject({ value: z.unknown(), editability: z.looseObject({ isEditable: z.boolean() }) }),
  }),
  valueSpace: z.looseObject({ type: z.string() }),
  appliedConfigurationValue: z.object({ value: z.unknown(), updatedAt: z.string() }),
});
const Body = z.looseObject({
  items: z.record(z.string(), Entry).default({}),
  errors: z.array(z.object({ description: z.string() })).default([]),
});

type Operation = { op: string; path: string; value?: unknown };

const replace = (key: string, value: unknown): Operation => ({
  op: 'replace',
  path: `${key}/sources/configured/value`,
  value,
});
const remove = (key: string): Operation => ({ op: 'remove', path: `${key}/sources/configured/value` });

/** A cloud whose devices take a value at once, and what an administrator asks about their configurations. */
async function openConfigurations(options: SimulatorOptions = {}) {
  const cloud = await openCloud({ durations: { applyMs: 0 }, ...options });
  const { simulator } = cloud;
  const token = (name: string) => simulator.world.people.all().find(({ firstName }) => firstName === name)?.token ?? '';
  const idOf = (name: string) => {
    const found = simulator.fleet.all().find(({ displayName }) => displayName === name);
    if (!found) throw new Error(`no device is called ${name}`);
    return found.id;
  };
  const ask = async (device: string, init: RequestInit & { key?: string; token?: string } = {}) => {
    const query = new URLSearchParams({ deviceId: idOf(device), ...(init.key && { key: init.key }) });
    const response = await fetch(`${simulator.apiBase}/deviceConfigurations?${query}`, {
      ...init,
      headers: { authorization: `Bearer ${init.token ?? token('Alice')}`, ...init.headers },
    });
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.includes('json');
    const { items, errors } = Body.parse(isJson ? JSON.parse(text) : {});
    return {
      status: response.status,
      items,
      keys: Object.keys(items),
      errors: errors.map((one) => one.description),
      text,
    };
  };
  const patch = (device: string, body: unknown, type = 'application/json-patch+json', by?: string) =>
    ask(device, {
      method: 'PATCH',
      body: JSON.stringify(body),
      headers: { 'content-type': type },
      ...(by && { token: by }),
    });
  return { ...cloud, configurations: simulator.configurations, token, idOf, ask, patch };
}

test('the example of the Devices guide runs: a wildcard is read, two are set and one is reset', async () => {
  await using cloud = await openConfigurations();
  const before = await cloud.ask('Harold Nordlund', { key: 'Video.Selfview.*' });
  expect(before.keys).toEqual([
    'Video.Selfview.Default.FullscreenMode',
    'Video.Selfview.Default.Mode',
    'Video.Selfview.Default.PIPPosition',
    'Video.Selfview.Mirrored',
    'Video.Selfview.OnCall.Duration',
    'Video.Selfview.OnCall.Mode',
  ]);
  expect(before.items['Video.Selfview.OnCall.Duration']).toMatchObject({
    value: 15,
    source: 'configured',
    sources: {
      configured: { value: 15, editability: { isEditable: true } },
      default: { value: 10, editability: { isEditable: false, reason: 'FACTORY_DEFAULT' } },
    },
    valueSpace: { type: 'integer', maximum: 60, minimum: 1 },
  });
  expect(before.items['Video.Selfview.Mirrored']).toMatchObject({
    value: 'On',
    source: 'default',
    sources: { configured: { value: null } },
    valueSpace: { type: 'string', enum: ['Off', 'On'] },
  });

  const after = await cloud.patch('Harold Nordlund', [
    replace('Video.Selfview.OnCall.Duration', 50),
    replace('Video.Selfview.Mirrored', 'Off'),
    remove('Video.Selfview.Default.PIPPosition'),
  ]);
  expect(after.status).toBe(200);
  // The whole map; what the device has taken shows only later.
  expect(after.keys.length).toBeGreaterThan(100);
  expect(after.items['Video.Selfview.OnCall.Duration']).toMatchObject({
    value: 50,
    sources: { configured: { value: 50 } },
    appliedConfigurationValue: { value: 15 },
  });
  expect(after.items['Video.Selfview.Mirrored']).toMatchObject({ value: 'Off', source: 'configured' });
  expect(after.items['Video.Selfview.Default.PIPPosition']).toMatchObject({
    value: 'Current',
    source: 'default',
    sources: { configured: { value: null } },
  });
  const { items } = await cloud.ask('Harold Nordlund', { key: 'Video.Selfview.OnCall.Duration' });
  expect(items['Video.Selfview.OnCall.Duration']?.appliedConfigurationValue.value).toBe(50);
  const second = [replace('Audio.Ultrasound.MaxVolume', 50), remove('Conference.MaxReceiveCallRate')];
  expect((await cloud.patch('Harold Nordlund', second)).items['Audio.Ultrasound.MaxVolume']?.value).toBe(50);
});

test('a key names configurations whole, by wildcard or by number, in any case', async () => {
  await using cloud = await openConfigurations();
  const keys = async (key: string) => (await cloud.ask('Fjord', { key })).keys.join(' ');
  expect(await keys('audio.defaultvolume')).toBe('Audio.DefaultVolume');
  expect(await keys('Standby.*')).toMatch(/^Standby\.BootAction Standby\.Control Standby\.Delay /);
  const service = (index: number) => `FacilityService.Service[${index}].Name`;
  expect(await keys(service(1))).toBe(service(1));
  expect(await keys('FacilityService.Service[*].Name')).toBe([1, 2, 3, 4, 5].map(service).join(' '));
  expect(await keys('FacilityService.Service[1..3].Name')).toBe([1, 2, 3].map(service).join(' '));
  expect(await keys('FacilityService.Service[2..n].Name')).toBe([2, 3, 4, 5].map(service).join(' '));
  expect(await keys('*.Gain')).toBe([1, 2, 3].map((index) => `Audio.Input.Microphone[${index}].Gain`).join(' '));
  const all = await cloud.ask('Fjord');
  expect((await cloud.ask('Fjord', { key: '*' })).keys).toEqual(all.keys);
  expect(new Set(all.keys).size).toBe(all.keys.length);
  // A node, a number left out and nonsense name nothing, which is no error.
  for (const none of ['Audio', 'FacilityService.Service.Name', 'No.Such', 'Audio.[', '[1]']) {
    expect(await keys(none)).toBe('');
  }
});

test('a patch with faults changes nothing and says each of them', async () => {
  await using cloud = await openConfigurations();
  const before = cloud.configurations.snapshot();
  const answer = await cloud.patch('Hardanger', [
    replace('Standby.Control', 'Off'),
    replace('Standby.Dellay', 10),
    replace('Audio.DefaultVolume', 101),
    replace('Audio.DefaultVolume', '50'),
    replace('Bookings.CheckIn.Enabled', true),
    replace('Standby.Delay', null),
    replace('SystemUnit.Name', 'x'.repeat(51)),
    replace('Conference.MaxReceiveCallRate', 3072),
    { op: 'replace', path: 'Standby.Delay/sources/configured/value' },
    { op: 'add', path: 'Standby.Delay/sources/configured/value', value: 10 },
    { op: 'replace', path: 'Standby.Delay/sources/default/value', value: 10 },
    { ...remove('Standby.Delay'), value: 10 },
  ]);
  expect(answer.status).toBe(400);
  expect(answer.errors).toEqual([
    'Operation 2: the device has no configuration Standby.Dellay',
    'Operation 3: Audio.DefaultVolume: 101 is not in the range 0..100',
    'Operation 4: Audio.DefaultVolume: "50" is not an integer',
    'Operation 5: Bookings.CheckIn.Enabled: true is not a word or a number',
    'Operation 6: Standby.Delay: null is not an integer',
    'Operation 7: SystemUnit.Name: must have at most 50 characters',
    "Operation 8: Conference.MaxReceiveCallRate can't be edited: CONFIG_MANAGED_BY_DIFFERENT_AUTHORITY",
    'Operation 9: Standby.Delay: has no value',
    'Operation 10: op is neither replace nor remove',
    'Operation 11: path is not <key>/sources/configured/value',
    expect.stringMatching(/^Operation 12: /),
  ]);
  for (const body of [[], { ...replace('Standby.Delay', 10) }, 'x']) {
    expect((await cloud.patch('Hardanger', body)).status).toBe(400);
  }
  expect((await cloud.patch('Hardanger', [replace('Standby.Delay', 9)], 'application/json')).status).toBe(415);
  expect(cloud.configurations.snapshot()).toEqual(before);
  expect(cloud.configurations.patches()).toBe(0);

  // The same key twice is taken in order, and a path may begin as a JSON Pointer does.
  const twice = [replace('Standby.Delay', 20), { ...replace('/Standby.Delay', 30) }];
  expect((await cloud.patch('Hardanger', twice)).items['Standby.Delay']?.value).toBe(30);
  expect(cloud.configurations.patches(cloud.idOf('Hardanger'))).toBe(1);
});

test('only administrators may, with the scopes for it, and never a bot', async () => {
  await using cloud = await openConfigurations();
  const { simulator, token, ask, patch } = cloud;
  const change = [replace('Standby.Delay', 10)];
  for (const by of [simulator.botToken, token('Bob'), token('Gus')]) {
    expect((await ask('Fjord', { token: by })).status).toBe(403);
    expect((await patch('Fjord', change, undefined, by)).status).toBe(403);
  }
  const alice = simulator.world.people.all().find(({ firstName }) => firstName === 'Alice');
  if (!alice) throw new Error('nobody is called Alice');
  const loggedIn = (...scopes: string[]) =>
    simulator.oauth.tokens.begin(simulator.oauth.integration, alice, new Set(scopes)).answer.access_token;
  const reader = loggedIn('spark-admin:devices_read');
  // Who may not write is told so at each of them.
  expect(
    (await ask('Fjord', { key: 'Standby.Delay', token: reader })).items['Standby.Delay']?.sources.configured,
  ).toMatchObject({ editability: { isEditable: false, reason: 'NOT_AUTHORIZED' } });
  expect((await patch('Fjord', change, undefined, reader)).status).toBe(403);
  expect((await patch('Fjord', change, undefined, loggedIn('spark-admin:devices_write'))).status).toBe(403);
  const writer = loggedIn('spark-admin:devices_read', 'spark-admin:devices_write');
  expect((await patch('Fjord', change, undefined, writer)).status).toBe(200);
  expect((await cloud.alice.get('/deviceConfigurations')).status).toBe(400);
  expect((await cloud.alice.get('/deviceConfigurations/?deviceId=none&key=Audio.*')).status).toBe(404);
});

test('what others look after says so, and products differ in keys and values', async () => {
  await using cloud = await openConfigurations();
  const { items } = await cloud.ask('Redwood', { key: 'Audio.DefaultVolume' });
  expect(items['Audio.DefaultVolume']).toMatchObject({
    value: 45,
    source: 'organizationRule',
    sources: {
      configured: { value: 70, editability: { isEditable: false, reason: 'CONFIG_MANAGED_BY_RULE' } },
      organizationRule: { value: 45, level: 'organization', enforced: true },
    },
  });
  expect((await cloud.patch('Redwood', [remove('Audio.DefaultVolume')])).status).toBe(400);
  // Right for a large room, wrong for a desk, and unknown to a touch panel.
  const rate = [replace('Conference.MaxReceiveCallRate', 15_000)];
  expect((await cloud.patch('Fjord', rate)).status).toBe(200);
  expect((await cloud.patch('Tahoe', rate)).errors[0]).toMatch('is not in the range 64..6000');
  expect((await cloud.patch('Reception panel', rate)).errors[0]).toMatch('has no configuration');

  const deviceId = cloud.idOf('Fjord');
  cloud.configurations.manage(deviceId, 'Standby.Delay', 'CONFIG_MANAGED_BY_DIFFERENT_AUTHORITY');
  expect((await cloud.patch('Fjord', [replace('Standby.Delay', 10)])).status).toBe(400);
  cloud.configurations.manage(deviceId, 'Standby.Delay', undefined);
  expect((await cloud.patch('Fjord', [replace('Standby.Delay', 10)])).status).toBe(200);
});

test('a device that is offline takes a value when it is back', async () => {
  await using cloud = await openConfigurations();
  const deviceId = cloud.idOf('Sognefjord');
  const applied = () => cloud.configurations.read(deviceId, 'Standby.Delay')?.applied;
  const had = applied();
  const patched = await cloud.patch('Sognefjord', [replace('Standby.Delay', 77)]);
  expect(patched.items['Standby.Delay']).toMatchObject({ value: 77, appliedConfigurationValue: { value: had } });
  expect((await cloud.ask('Sognefjord')).items['Standby.Delay']?.appliedConfigurationValue.value).toBe(had);
  cloud.simulator.fleet.setConnection(deviceId, 'connected');
  const { items } = await cloud.ask('Sognefjord');
  expect(items['Standby.Delay']?.appliedConfigurationValue.value).toBe(77);
  expect(items['Audio.DefaultVolume']?.appliedConfigurationValue.value).toBe(65);
});

test('a connected device takes a value a moment later, unless it is gone by then', async () => {
  await using cloud = await openConfigurations({ durations: { applyMs: 1 } });
  const applied = (name: string) => cloud.configurations.read(cloud.idOf(name), 'Standby.Delay')?.applied;
  await cloud.patch('Fjord', [replace('Standby.Delay', 77)]);
  await expect.poll(() => applied('Fjord')).toBe(77);

  await using slow = await openConfigurations({ durations: { applyMs: 3_600_000 } });
  const fjord = slow.idOf('Fjord');
  await slow.patch('Fjord', [replace('Standby.Delay', 77)]);
  slow.simulator.fleet.setConnection(fjord, 'disconnected');
  slow.simulator.fleet.setConnection(fjord, 'connected');
  expect(slow.configurations.read(fjord, 'Standby.Delay')).toMatchObject({ value: 77, applied: 120 });
});

test('what somebody else sets is seen, and a reset gives the world back to the letter', async () => {
  await using cloud = await openConfigurations({ devices: 60 });
  const { configurations } = cloud;
  const before = configurations.snapshot();
  const fjord = cloud.idOf('Fjord');
  configurations.set(fjord, 'Audio.DefaultVolume', 33);
  expect(configurations.read(fjord, 'Audio.DefaultVolume')).toEqual({ value: 33, source: 'configured', applied: 33 });
  expect(configurations.snapshot()).not.toEqual(before);
  configurations.set(fjord, 'Audio.DefaultVolume', undefined);
  expect(configurations.snapshot()).toEqual(before);
  expect(() => configurations.set(fjord, 'No.Such', 1)).toThrow('no device with a configuration');
  // Most devices wait for a rollout of ten minutes, some have them already.
  const delays = cloud.simulator.fleet.all().map(({ id }) => configurations.read(id, 'Standby.Delay')?.value);
  expect(delays.filter((delay) => delay === 120).length).toBeGreaterThan(30);
  expect(delays.filter((delay) => delay === 10).length).toBeGreaterThan(5);
});

describe('what goes wrong on purpose', () => {
  const change = [replace('Standby.Delay', 15)];

  test('some devices refuse, always the same ones', async () => {
    await using cloud = await openConfigurations();
    const { faults, fleet } = cloud.simulator;
    faults.add({ effect: 'status', status: 500, path: '/deviceConfigurations', devices: [cloud.idOf('Fjord')] });
    expect((await cloud.patch('Fjord', change)).status).toBe(500);
    expect((await cloud.patch('Tower', change)).status).toBe(200);
    faults.clear();
    faults.add({ effect: 'status', status: 503, method: 'PATCH', devices: 0.5 });
    const round = async () => {
      const refused: string[] = [];
      for (const { displayName } of fleet.all()) {
        if ((await cloud.patch(displayName, change)).status === 503) refused.push(displayName);
      }
      return refused;
    };
    const refused = await round();
    expect(refused.length).toBeGreaterThan(5);
    expect(refused.length).toBeLessThan(19);
    expect(await round()).toEqual(refused);
  });

  test('a limit holds for configurations alone', async () => {
    await using cloud = await openConfigurations();
    cloud.simulator.faults.limit({ perSecond: 0.05, burst: 2, resource: 'deviceConfigurations' });
    const statuses = [];
    for (let at = 0; at < 3; at += 1) statuses.push((await cloud.patch('Fjord', change)).status);
    expect(statuses).toEqual([200, 200, 429]);
    expect((await cloud.alice.get('/devices')).status).toBe(200);
    const answer = await cloud.alice.get(`/deviceConfigurations?deviceId=${cloud.idOf('Fjord')}`);
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(10);
  });

  test('it is done although the connection breaks, the answer is half or is a page', async () => {
    await using cloud = await openConfigurations();
    const { faults } = cloud.simulator;
    const isSet = (value: number) =>
      expect(cloud.configurations.read(cloud.idOf('Fjord'), 'Standby.Delay')?.value).toBe(value);
    const rule = { method: 'PATCH', path: '/deviceConfigurations', times: 1, after: true };
    faults.add({ ...rule, effect: 'drop' });
    await expect(cloud.patch('Fjord', [replace('Standby.Delay', 15)])).rejects.toThrow();
    isSet(15);
    faults.add({ ...rule, effect: 'html' });
    const page = await cloud.patch('Fjord', [replace('Standby.Delay', 16)]);
    expect([page.status, page.text.slice(0, 15)]).toEqual([200, '<!doctype html>']);
    isSet(16);
    faults.add({ ...rule, effect: 'malformed' });
    await expect(cloud.patch('Fjord', [replace('Standby.Delay', 17)])).rejects.toThrow(SyntaxError);
    isSet(17);
    faults.add({ ...rule, effect: 'html', after: false });
    expect((await cloud.patch('Fjord', [replace('Standby.Delay', 18)])).status).toBe(200);
    isSet(17);
  });

  test('devices do not take a value, are lost by it or complain', async () => {
    await using cloud = await openConfigurations();
    const { configurations, simulator } = cloud;
    const [fjord, tower, kew] = [cloud.idOf('Fjord'), cloud.idOf('Tower'), cloud.idOf('Kew')];
    configurations.upset({ devices: [fjord], does: 'stuck' });
    configurations.upset({ devices: [tower], does: 'offline' });
    configurations.upset({ devices: [kew], does: 'error', errorCode: 'ntpstatus' });
    for (const name of ['Fjord', 'Tower', 'Kew']) await cloud.patch(name, change);
    expect(configurations.read(fjord, 'Standby.Delay')).toMatchObject({ value: 15, applied: 120 });
    expect(simulator.fleet.get(tower)?.connectionStatus).toBe('disconnected');
    expect(simulator.fleet.get(kew)).toMatchObject({
      connectionStatus: 'connected_with_issues',
      errorCodes: ['ntpstatus'],
    });
    const control = (body: unknown) =>
      fetch(new URL('/control/configurations', simulator.apiBase), {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
    expect((await control({ reaction: null })).status).toBe(204);
    expect((await control({ deviceId: fjord, key: 'Standby.Delay', value: 12 })).status).toBe(200);
    expect(configurations.read(fjord, 'Standby.Delay')).toMatchObject({ value: 12, applied: 12 });
    expect((await control({ deviceId: fjord, key: 'Standby.Delay', value: 'soon' })).status).toBe(400);
    expect((await control({ deviceId: fjord, key: 'No.Such', value: 1 })).status).toBe(404);
  });
});

test('with a whole RoomOS the configurations are those of the file', async () => {
  await using cloud = await openConfigurations({ schema: bigSchema() });
  const all = await cloud.ask('Fjord');
  expect(all.keys.length).toBeGreaterThan(600);
  expect(all.text.length).toBeGreaterThan(500_000);
  const patched = await cloud.patch('Fjord', [replace('Standby.Delay', 15)]);
  expect(patched.items['Standby.Delay']).toMatchObject({ value: 15, source: 'configured' });
  expect({ ...patched.items, 'Standby.Delay': 0 }).toEqual({ ...all.items, 'Standby.Delay': 0 });
  for (const [key, { value, valueSpace }] of Object.entries(all.items)) {
    if (valueSpace['enum']) expect(valueSpace['enum'], key).toContain(value);
    else expect(typeof value, key).toBe(valueSpace.type === 'integer' ? 'number' : 'string');
  }
});
