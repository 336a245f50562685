import { describe, expect, test } from 'vitest';
import { legacyIdOf } from '#simulator/places/legacy-ids.ts';
import type { SimulatorOptions } from '#simulator/server.ts';
import { openCloud } from './cloud.ts';

async function openWorkspaces(options: SimulatorOptions = {}) {
  const cloud = await openCloud(options);
  const { workspaces, locations } = cloud.simulator.places;
  const [oslo, london] = locations.all();
  const floorId = [...(oslo?.floors.keys() ?? [])][1];
  if (!oslo || !london || !floorId) throw new Error('there are no locations');
  const named = (name: string) => {
    const found = workspaces.all().find(({ displayName }) => displayName === name);
    if (!found) throw new Error(`no workspace is called ${name}`);
    return found;
  };
  const names = async (query: string) =>
    (await cloud.alice.get(`/workspaces?max=1000&${query}`)).body.items.map((item) => String(item['displayName']));
  return { ...cloud, workspaces, named, names, oslo: oslo.id, london: london.id, floorId };
}

describe('the examples of the Devices guide', () => {
  /** A workspace of the guide's "Creating a workspace", with ids of this cloud. */
  const conference = (oslo: string, floorId: string) => ({
    displayName: 'Conference Room',
    workspaceLocationId: legacyIdOf(oslo),
    floorId,
    type: 'meetingRoom',
    capacity: 20,
    calling: {
      type: 'webexCalling',
      webexCalling: { phoneNumber: '+12145652892', extension: '64832', locationId: oslo },
    },
    calendar: { type: 'microsoft', emailAddress: 'email@example.com' },
    notes: 'This is a note.',
    supportedDevices: 'phones',
  });

  test('a workspace is created, and edited with its calendar and its kind of devices left out', async () => {
    await using cloud = await openWorkspaces({ devices: 1 });
    const { alice, oslo, floorId } = cloud;
    const body = conference(oslo, floorId);
    const created = await alice.post('/workspaces', body);
    expect(created.status).toBe(201);
    // Calling is set up afterwards: the answer tells of free calling.
    const stays = {
      displayName: 'Conference Room',
      workspaceLocationId: legacyIdOf(oslo),
      locationId: oslo,
      floorId,
      type: 'meetingRoom',
      calling: { type: 'freeCalling' },
      calendar: { type: 'microsoft', emailAddress: 'email@example.com' },
      supportedDevices: 'phones',
    };
    expect(created.body).toMatchObject({ ...stays, capacity: 20, notes: 'This is a note.' });
    const path = `/workspaces/${created.body.id}`;
    expect((await alice.get(path)).body).toMatchObject({ calling: { type: 'webexCalling' } });

    const { calendar: _, supportedDevices: __, ...edit } = body;
    const edited = await alice.put(path, {
      ...edit,
      id: created.body.id,
      capacity: 10,
      notes: 'This is a new note.',
    });
    expect(edited.status).toBe(200);
    expect(edited.body).toMatchObject({ ...stays, id: created.body.id, capacity: 10, notes: 'This is a new note.' });
  });

  test('what an edit leaves out is cleared or stays: capacity, type and notes are the ones that are lost', async () => {
    await using cloud = await openWorkspaces({ devices: 1 });
    const { alice, oslo, floorId } = cloud;
    const { body } = await alice.post('/workspaces', {
      ...conference(oslo, floorId),
      hotdeskingStatus: 'on',
      deviceHostedMeetings: { enabled: true, siteUrl: 'example.webex.com' },
      indoorNavigation: { url: 'https://maps.example/7' },
    });
    const path = `/workspaces/${body.id}`;
    const { capacity, type, notes, ...kept } = (await alice.get(path)).body;
    expect([capacity, type, notes]).toEqual([20, 'meetingRoom', 'This is a note.']);
    await alice.put(path, { displayName: 'Conference Room' });
    expect((await alice.get(path)).body).toEqual(kept);

    await alice.put(path, { displayName: 'Attic', calendar: { type: 'none' }, indoorNavigation: null, type: 'notSet' });
    const { indoorNavigation: _, ...rest } = kept;
    expect((await alice.get(path)).body).toEqual({ ...rest, displayName: 'Attic', calendar: { type: 'none' } });
  });
});

describe('a workspace is not changed at all when', () => {
  test.each([
    ['its capacity is below 0', { capacity: -1 }],
    ['its capacity is no number', { capacity: '8' }],
    ['its type is unknown', { type: 'ballroom' }],
    ['its name is empty', { displayName: '  ' }],
    ['a floor comes without its location', { floorId: 'Zmxvb3I' }],
    ['its location is unknown', { locationId: 'bm93aGVyZQ' }],
    ['its calendar has no address', { calendar: { type: 'google' } }],
    ['Webex Calling has no number', { calling: { type: 'webexCalling', webexCalling: { locationId: 'OSLO' } } }],
    ['Webex Calling has no location', { calling: { type: 'webexCalling', webexCalling: { extension: '12' } } }],
    ['a SIP address comes with free calling', { sipAddress: 'x@example.com' }],
  ])('%s', async (_, wrong) => {
    await using cloud = await openWorkspaces({ devices: 1 });
    const { alice, workspaces } = cloud;
    const before = structuredClone(workspaces.all());
    const body = JSON.parse(JSON.stringify(wrong).replace('OSLO', cloud.oslo));
    expect((await alice.post('/workspaces', { displayName: 'New', ...body })).status).toBe(400);
    expect((await alice.put(`/workspaces/${cloud.named('Fjord').id}`, { notes: 'new', ...body })).status).toBe(400);
    expect(workspaces.all()).toEqual(before);
  });

  test('what can not be changed is asked for: location, kind of devices, calling that is set elsewhere', async () => {
    await using cloud = await openWorkspaces();
    const { alice, oslo, london, floorId } = cloud;
    const put = async (name: string, body: object) =>
      (await alice.put(`/workspaces/${cloud.named(name).id}`, { displayName: name, ...body })).status;
    expect(await put('Fjord', { locationId: london })).toBe(400);
    expect(await put('Fjord', { locationId: oslo, floorId: 'Zmxvb3I' })).toBe(400);
    expect(await put('Fjord', { supportedDevices: 'phones' })).toBe(400);
    expect(await put('Fjord', { calling: { type: 'none' } })).toBe(400);
    expect(await put('Huddle 3', { calling: { type: 'none' } })).toBe(200);
    expect(await put('Huddle 3', { calling: { type: 'webexEdgeForDevices' } })).toBe(400);
    expect(await put('Tahoe', { calling: { type: 'freeCalling' } })).toBe(400);
    // The same again is no change, and a location that is not set yet can be set.
    const same = { locationId: oslo, floorId, supportedDevices: 'collaborationDevices' };
    expect(await put('Fjord', { ...same, calling: { type: 'freeCalling' } })).toBe(200);
    cloud.workspaces.set(cloud.named('Fjord').id, { locationId: undefined });
    expect(await put('Fjord', { locationId: london })).toBe(200);
  });
});

test('only administrators see workspaces or change them', async () => {
  await using cloud = await openWorkspaces({ devices: 1 });
  const path = `/workspaces/${cloud.named('Fjord').id}`;
  for (const caller of [cloud.bot, cloud.bob, cloud.gus]) {
    expect((await caller.get('/workspaces')).status).toBe(403);
    expect((await caller.get(path)).status).toBe(403);
    expect((await caller.post('/workspaces', { displayName: 'x' })).status).toBe(403);
    expect((await caller.delete(path)).status).toBe(403);
  }
  expect((await cloud.alice.get('/workspaces/nowhere')).status).toBe(404);
  expect((await cloud.alice.put('/workspaces/nowhere', { displayName: 'x' })).status).toBe(404);
});

test('a new workspace has the documented defaults, and two may have one name', async () => {
  await using cloud = await openWorkspaces({ devices: 0 });
  const first = await cloud.alice.post('/workspaces', { displayName: 'Attic' });
  expect(first.body).toMatchObject({
    calling: { type: 'freeCalling' },
    calendar: { type: 'none' },
    supportedDevices: 'collaborationDevices',
  });
  for (const unset of ['locationId', 'floorId', 'capacity', 'type', 'notes', 'indoorNavigation']) {
    expect(first.body).not.toHaveProperty(unset);
  }
  const second = await cloud.alice.post('/workspaces', { displayName: 'Attic' });
  expect(second.body.id).not.toBe(first.body.id);
  expect(await cloud.names('displayName=attic')).toEqual(['Attic', 'Attic']);
});

test('the filters find what they name, together and each alone', async () => {
  await using cloud = await openWorkspaces();
  const { names, oslo, named } = cloud;
  expect(await names('displayName=FJORD')).toEqual(['Fjord', 'Sognefjord', 'Lysefjord']);
  const unset = await names('capacity=-1&type=notSet');
  expect(unset).toEqual(expect.arrayContaining(['Camden', 'Huddle 3', 'Fjellrom (8p)', 'Board Room 12', 'Focus 2']));
  expect(unset).not.toContain('Fjord');
  expect(await names('capacity=8&type=meetingRoom&calendar=microsoft')).toContain('Fjord');
  expect(await names(`displayName=studio&locationId=${oslo}`)).toEqual(['Studio']);
  expect(await names(`displayName=studio&workspaceLocationId=${legacyIdOf(oslo)}`)).toEqual(['Studio']);
  expect(await names('supportedDevices=phones')).toEqual(['Phone booth']);
  expect(await names('calling=webexEdgeForDevices')).toEqual(['Thames', 'Tahoe']);
  expect(await names('healthLevel=error')).toEqual(expect.arrayContaining(['Sognefjord', 'Lysefjord', 'Alcatraz']));
  expect(await names('plannedMaintenance=upcoming')).toEqual(['Big Sur']);
  expect((await names('customAttribute=costCentre')).length).toBeGreaterThan(0);
  expect((await names('deviceHostedMeetingsEnabled=true')).length).toBeGreaterThan(0);
  expect(await names('devicePlatform=microsoftTeamsRoom')).toEqual([]);
  const floor = named('Fjord').floorId ?? '';
  expect(await names(`floorId=${floor}`)).toContain('Fjord');
  for (const wrong of ['type=ballroom', 'capacity=many', 'healthLevel=bad', 'start=-1', 'includeDevices=yes']) {
    expect((await cloud.alice.get(`/workspaces?${wrong}`)).status).toBe(400);
  }
});

test('devices and capabilities come along when asked for, and go with their workspace', async () => {
  await using cloud = await openWorkspaces();
  const { alice, simulator, named } = cloud;
  const { id } = named('Geiranger');
  const plain = await alice.get(`/workspaces/${id}`);
  expect(plain.body).not.toHaveProperty('devices');
  expect(plain.body).not.toHaveProperty('capabilities');
  const whole = await alice.get(`/workspaces/${id}?includeDevices=true&includeCapabilities=true`);
  expect(whole.body).toMatchObject({
    health: { level: 'ok', issues: [] },
    devices: [{ displayName: 'Geiranger', permissions: ['xapi'], workspaceId: id }],
    capabilities: { temperature: { supported: true, configured: true }, soundLevel: { supported: true } },
  });
  const { body } = await alice.get(`/workspaces/${named('Huddle 3').id}/capabilities`);
  expect(body).toMatchObject({ capabilities: { temperature: { supported: false, configured: false } } });

  const [device] = simulator.fleet.inWorkspace(id);
  expect((await alice.delete(`/workspaces/${id}`)).status).toBe(204);
  expect((await alice.get(`/workspaces/${id}`)).status).toBe(404);
  expect((await alice.get(`/devices/${device?.id}`)).status).toBe(404);
  expect(await cloud.names('displayName=geiranger')).toEqual([]);
});

describe('making a shared Edge device a personal one', () => {
  async function openTahoe() {
    const clock = { now: Date.parse('2026-05-04T10:00:00Z') };
    const cloud = await openWorkspaces({ now: () => clock.now });
    const path = `/workspaces/${cloud.named('Tahoe').id}`;
    const task = () => cloud.alice.get(`${path}/personalizationTask`);
    const begin = (email = 'bob.berg@fjordbank.example') => cloud.alice.post(`${path}/personalize`, { email });
    return { ...cloud, clock, path, task, begin };
  }

  test('takes its time and gives the device to the person', async () => {
    await using cloud = await openTahoe();
    expect((await cloud.task()).status).toBe(404);
    const begun = await cloud.begin();
    expect(begun.status).toBe(202);
    expect(begun.headers.get('location')).toBe(`${cloud.simulator.apiBase}${cloud.path}/personalizationTask`);
    const running = await cloud.task();
    expect([running.status, running.headers.get('retry-after')]).toEqual([202, '10']);
    expect((await cloud.begin()).status).toBe(409);
    cloud.clock.now += 30_000;
    expect((await cloud.task()).body).toMatchObject({ success: true });
    const devices = await cloud.bob.get('/devices');
    expect(devices.body.items).toContainEqual(
      expect.objectContaining({ displayName: 'Tahoe', personId: cloud.bob.id }),
    );
  });

  test('fails with an answer of 200 when the device is offline', async () => {
    await using cloud = await openTahoe();
    const [device] = cloud.simulator.fleet.inWorkspace(cloud.named('Tahoe').id);
    cloud.simulator.fleet.setConnection(device?.id ?? '', 'disconnected');
    await cloud.begin();
    cloud.clock.now += 30_000;
    const ended = await cloud.task();
    expect(ended.status).toBe(200);
    expect(ended.body).toMatchObject({ success: false, errorDescription: 'Device is offline' });
  });

  test('needs one Edge device, no calendar and somebody of the organisation', async () => {
    await using cloud = await openTahoe();
    expect((await cloud.begin('nobody@fjordbank.example')).status).toBe(400);
    expect((await cloud.begin('gus.grant@partnerco.example')).status).toBe(400);
    const other = `/workspaces/${cloud.named('Fjord').id}/personalize`;
    const refused = await cloud.alice.post(other, { email: 'bob.berg@fjordbank.example' });
    expect(refused.status).toBe(400);
    expect(refused.body.errors).toHaveLength(2);
    expect((await cloud.bob.post(other, { email: 'bob.berg@fjordbank.example' })).status).toBe(403);
  });
});

test('five thousand workspaces are paged by start and max without a link, each seen once', async () => {
  await using cloud = await openWorkspaces({ devices: 5_000 });
  const seen: string[] = [];
  let pages = 0;
  for (let start = 0; ; start += 1_000) {
    const page = await cloud.alice.get(`/workspaces?start=${start}&max=2000`);
    expect(page.next).toBeUndefined();
    pages += 1;
    seen.push(...page.body.items.map(({ id }) => id));
    if (page.body.items.length < 1_000) break;
  }
  // One device belongs to a person; seven workspaces have no device.
  expect([pages, seen.length, new Set(seen).size]).toEqual([6, 5_006, 5_006]);
  expect((await cloud.alice.get('/workspaces')).body.items).toHaveLength(100);
});

test('the same seed gives the same workspaces, and those of devices that are gone too', async () => {
  await using cloud = await openWorkspaces({ devices: 30 });
  await using again = await openWorkspaces({ devices: 30 });
  again.simulator.fleet.remove(again.simulator.fleet.all()[0]?.id ?? '');
  const outline = ({ workspaces }: typeof cloud) =>
    workspaces.all().map(({ created: _, ...rest }) => ({ ...rest, plannedMaintenance: 0 }));
  expect(outline(again)).toEqual(outline(cloud));
  expect(cloud.named('Fjord').notes).toMatch(/canteen/);
});
