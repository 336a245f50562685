import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { type Cloud, openCloud } from './cloud.ts';

const NEW = {
  name: 'Bergen',
  timeZone: 'Europe/Oslo',
  preferredLanguage: 'nb_no',
  announcementLanguage: 'nb_no',
  address: { address1: 'Bryggen 5', city: 'Bergen', state: 'Vestland', postalCode: '5003', country: 'NO' },
  latitude: '60.3971',
  longitude: '5.3245',
  notes: 'By the harbour',
};
/** What the Devices guide sends in its section about locations. */
const BARCELONA = {
  displayName: 'Cisco Barcelona',
  address: 'Carrer de Pere IV, Barcelona, Spain',
  countryCode: 'ES',
  cityName: 'Barcelona',
  latitude: 41.4066147,
  longitude: 2.2007173,
  notes: 'A note about the location',
};
const path = (id: string, rest = '') => `/locations/${encodeURIComponent(id)}${rest}`;
const older = (id: string, rest = '') => `/workspaceLocations/${encodeURIComponent(id)}${rest}`;
const names = (items: object[]) =>
  z
    .array(z.looseObject({ name: z.string().optional(), displayName: z.string().optional() }))
    .parse(items)
    .map(({ name, displayName }) => name ?? displayName);
const faultsOf = ({ body }: Awaited<ReturnType<Cloud['alice']['get']>>) =>
  body.errors.map(({ description }) => description.split(':')[0]);

test('the three places are listed for everyone of the organisation, by part of a name, by id and by pages', async () => {
  await using cloud = await openCloud({ devices: 1 });
  const all = await cloud.bot.get('/locations');
  expect(names(all.body.items)).toEqual(['Oslo', 'London', 'San Jose']);
  expect(all.body.items[0]).toMatchObject({ timeZone: 'Europe/Oslo', latitude: '59.9103', address: { country: 'NO' } });
  expect(names((await cloud.vera.get('/locations?name=LON')).body.items)).toEqual(['London']);
  const oslo = all.body.items[0]?.id ?? '';
  expect(names((await cloud.bob.get(`/locations?id=${oslo}`)).body.items)).toEqual(['Oslo']);
  const first = await cloud.alice.get('/locations?max=2');
  const second = await cloud.alice.get(String(first.next));
  expect(names([...first.body.items, ...second.body.items])).toEqual(['Oslo', 'London', 'San Jose']);
  expect((await cloud.gus.get('/locations')).status).toBe(403);
  expect((await cloud.alice.get('/locations?orgId=b3RoZXI')).status).toBe(403);
});

test('one location, and every write, is for administrators', async () => {
  await using cloud = await openCloud({ devices: 1 });
  const oslo = cloud.simulator.places.locations.all()[0]?.id ?? '';
  for (const caller of [cloud.bot, cloud.bob]) {
    expect((await caller.get(path(oslo))).status).toBe(403);
    expect((await caller.get(path(oslo, '/floors'))).status).toBe(403);
    expect((await caller.post('/locations', NEW)).status).toBe(403);
    expect((await caller.put(path(oslo), { name: 'Mine' })).status).toBe(403);
    expect((await caller.delete(path(oslo))).status).toBe(403);
    expect((await caller.get('/workspaceLocations')).status).toBe(403);
  }
  expect((await cloud.alice.get(path('bm9uZQ'))).status).toBe(404);
});

test('a location is made, changed and deleted', async () => {
  await using cloud = await openCloud({ devices: 1 });
  const made = await cloud.alice.post('/locations', NEW);
  expect([made.status, made.body['name']]).toEqual([201, undefined]);
  const { id } = made.body;
  const { announcementLanguage: _, ...shown } = NEW;
  expect((await cloud.alice.get(path(id))).body).toMatchObject({ id, ...shown });
  // Coordinates and notes can't be changed; an address is given as a whole.
  const address = { ...NEW.address, address2: 'Second door' };
  expect((await cloud.alice.put(path(id), { name: 'Bergen 2', address, notes: 'other' })).status).toBe(204);
  const changed = { ...shown, name: 'Bergen 2', address };
  expect((await cloud.alice.get(path(id))).body).toMatchObject(changed);
  expect((await cloud.alice.put(path(id), { address: NEW.address })).status).toBe(204);
  expect((await cloud.alice.get(path(id))).body['address']).toEqual(NEW.address);
  expect((await cloud.alice.delete(path(id))).status).toBe(204);
  expect((await cloud.alice.get(path(id))).status).toBe(404);
});

test('a location that has workspaces stays', async () => {
  await using cloud = await openCloud();
  const oslo = cloud.simulator.places.locations.all()[0]?.id ?? '';
  expect((await cloud.alice.delete(path(oslo))).status).toBe(409);
  expect((await cloud.alice.get(path(oslo))).status).toBe(200);
});

test('each fault of a new location is told', async () => {
  await using cloud = await openCloud({ devices: 1 });
  const cases: [string, object, string[]][] = [
    ['nothing', {}, ['name', 'timeZone', 'preferredLanguage', 'announcementLanguage', 'address']],
    ['a long name', { ...NEW, name: 'x'.repeat(257) }, ['name']],
    [
      'an unknown zone and language',
      { ...NEW, timeZone: 'Europe/Bergen', preferredLanguage: 'norsk' },
      ['timeZone', 'preferredLanguage'],
    ],
    [
      'half an address',
      { ...NEW, address: { address1: 'A', city: 'B' } },
      ['address.state', 'address.postalCode', 'address.country'],
    ],
    ['an unknown country', { ...NEW, address: { ...NEW.address, country: 'UK' } }, ['address.country']],
    ['places off the map', { ...NEW, latitude: '90.5', longitude: 'east' }, ['latitude', 'longitude']],
  ];
  for (const [what, body, faults] of cases) {
    const refused = await cloud.alice.post('/locations', body);
    expect([refused.status, faultsOf(refused)], what).toEqual([400, faults]);
  }
});

describe('the examples of the guide', () => {
  test('a location is made; edited without city and notes, it has none', async () => {
    await using cloud = await openCloud({ devices: 1 });
    const made = await cloud.alice.post('/workspaceLocations', BARCELONA);
    expect([made.status, made.body]).toMatchObject([201, BARCELONA]);
    const { id } = made.body;
    const edit = { id, ...BARCELONA, notes: 'A new note about the location' };
    expect(await cloud.alice.put(older(id), edit)).toMatchObject({ status: 200, body: edit });
    const { cityName: _, notes: __, ...bare } = BARCELONA;
    const answer = await cloud.alice.put(older(id), bare);
    expect(answer.body).toMatchObject(bare);
    expect(answer.body).not.toHaveProperty('notes');
    expect(answer.body).not.toHaveProperty('cityName');
    expect((await cloud.alice.get(older(id))).body).toEqual(answer.body);
  });

  test('floors: the name is optional, and goes when it is left out', async () => {
    await using cloud = await openCloud({ devices: 1 });
    const { id } = (await cloud.alice.post('/workspaceLocations', BARCELONA)).body;
    const floor = await cloud.alice.post(older(id, '/floors'), { floorNumber: 1, displayName: 'My custom name' });
    expect([floor.status, floor.body]).toMatchObject([
      201,
      { locationId: id, floorNumber: 1, displayName: 'My custom name' },
    ]);
    const one = older(id, `/floors/${floor.body.id}`);
    expect(await cloud.alice.put(one, { floorNumber: 2, displayName: 'My custom name' })).toMatchObject({
      status: 200,
      body: { id: floor.body.id, locationId: id, floorNumber: 2, displayName: 'My custom name' },
    });
    const unnamed = await cloud.alice.put(one, { floorNumber: 2 });
    expect(unnamed.body).toMatchObject({ floorNumber: 2 });
    expect(unnamed.body).not.toHaveProperty('displayName');
    const second = await cloud.alice.post(older(id, '/floors'), { floorNumber: 3 });
    expect(second.body).not.toHaveProperty('displayName');
  });
});

test('both views show the same places, under ids of their own', async () => {
  await using cloud = await openCloud();
  const { alice } = cloud;
  const listed = (await alice.get('/workspaceLocations')).body.items;
  const current = (await alice.get('/locations')).body.items;
  expect(names(listed)).toEqual(names(current));
  expect(listed.map((one) => one['locationId'])).toEqual(current.map(({ id }) => id));
  expect(listed.map(({ id }) => id)).not.toEqual(current.map(({ id }) => id));
  const [oslo, now] = [listed[0]?.id ?? '', current[0]?.id ?? ''];
  expect([(await alice.get(path(oslo))).status, (await alice.get(older(now))).status]).toEqual([404, 404]);

  await alice.put(older(oslo), { ...listed[0], displayName: 'Oslo 2', latitude: -1.5, cityName: undefined });
  expect((await alice.get(path(now))).body).toMatchObject({
    name: 'Oslo 2',
    latitude: '-1.5',
    timeZone: 'Europe/Oslo',
    address: { address1: 'Bryggegata 1', postalCode: '0250' },
  });
  await alice.put(path(now), { name: 'Oslo 3' });
  expect((await alice.get(older(oslo))).body).toMatchObject({ displayName: 'Oslo 3', latitude: -1.5 });

  const floor = (await alice.post(path(now, '/floors'), { floorNumber: 9 })).body;
  expect((await alice.get(older(oslo, `/floors/${floor.id}`))).body).toEqual({ ...floor, locationId: oslo });
  // The older view deletes what is still in use: its workspaces go on without a place.
  const inOslo = (await alice.get(`/workspaces?locationId=${now}`)).body.items;
  expect(inOslo.length).toBeGreaterThan(3);
  expect((await alice.delete(older(oslo))).status).toBe(204);
  expect((await alice.get(path(now))).status).toBe(404);
  const workspace = await alice.get(`/workspaces/${inOslo[0]?.id}`);
  expect(workspace.status).toBe(200);
  for (const field of ['locationId', 'workspaceLocationId', 'floorId'])
    expect(workspace.body).not.toHaveProperty(field);
});

test('the older view is filtered, and refuses what is not on the map', async () => {
  await using cloud = await openCloud({ devices: 1 });
  const { alice } = cloud;
  const found = async (query: string) => names((await alice.get(`/workspaceLocations?${query}`)).body.items);
  expect(await found('countryCode=GB')).toEqual(['London']);
  expect(await found('cityName=san')).toEqual(['San Jose']);
  expect(await found('address=1&displayName=os')).toEqual(['Oslo', 'San Jose']);
  expect(await found('cityName=Oslo&countryCode=US')).toEqual([]);
  const refused = await alice.post('/workspaceLocations', {
    ...BARCELONA,
    latitude: 91,
    longitude: '2',
    countryCode: 'XK',
  });
  expect([refused.status, faultsOf(refused)]).toEqual([400, ['countryCode', 'latitude', 'longitude']]);
});

test('floors are listed from the lowest, and each number is there once', async () => {
  await using cloud = await openCloud({ devices: 1 });
  const { alice } = cloud;
  const places = cloud.simulator.places.locations;
  const [oslo, london] = places.all().map(({ id }) => id);
  const floors = path(oslo ?? '', '/floors');
  const listed = (await alice.get(floors)).body.items;
  expect(listed.map((one) => one['floorNumber'])).toEqual([-1, 1, 2, 3]);
  expect(listed.map((one) => one['displayName'])).toEqual(['Cellar', 'Lobby', undefined, 'Fjord view']);
  const [cellar, lobby] = listed.map(({ id }) => id);

  expect((await alice.post(floors, { floorNumber: 3 })).status).toBe(409);
  expect((await alice.put(`${floors}/${cellar}`, { floorNumber: 1 })).status).toBe(409);
  expect((await alice.put(`${floors}/${cellar}`, { floorNumber: -1, displayName: 'Vault' })).body).toMatchObject({
    displayName: 'Vault',
  });
  for (const body of [{}, { floorNumber: 1.5 }, { floorNumber: '4' }]) {
    expect((await alice.post(floors, body)).status).toBe(400);
  }
  expect(places.hasFloor(oslo ?? '', lobby ?? '')).toBe(true);
  expect(places.hasFloor(london ?? '', lobby ?? '')).toBe(false);
  expect((await alice.get(path(london ?? '', `/floors/${lobby}`))).status).toBe(404);
  expect((await alice.delete(`${floors}/${lobby}`)).status).toBe(204);
  expect((await alice.delete(`${floors}/${lobby}`)).status).toBe(404);
  expect(places.hasFloor(oslo ?? '', lobby ?? '')).toBe(false);
});

test('a floor that is made before anything is asked of workspaces has none of them', async () => {
  await using cloud = await openCloud();
  const { locations, workspaces } = cloud.simulator.places;
  const [oslo] = locations.all();
  if (!oslo) throw new Error('there is no place');
  const { id } = locations.addFloor(oslo, { floorNumber: 4 });
  expect(workspaces.all().filter(({ floorId }) => floorId === id)).toEqual([]);
});
