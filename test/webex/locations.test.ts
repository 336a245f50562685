import { expect, test } from 'vitest';
import { openAsAdmin } from './as-admin.ts';
import { failureOf, fakeWebex } from './fake-webex.ts';

const WANTS = ['locations:read', 'locations:write'] as const;
const NEW = {
  name: 'Bergen',
  timeZone: 'Europe/Oslo',
  preferredLanguage: 'nb_no',
  announcementLanguage: 'nb_no',
  address: { address1: 'Bryggen 5', city: 'Bergen', state: 'Vestland', postalCode: '5003', country: 'NO' },
  latitude: '60.3971',
  longitude: '5.3245',
};

test('an administrator makes, reads, changes and deletes a location; a bot only lists them', async () => {
  await using world = await openAsAdmin(WANTS);
  const { locations } = world.webex;
  const id = await locations.create(NEW);
  expect(await locations.get(id)).toMatchObject({ id, name: 'Bergen', latitude: 60.3971, address: { country: 'NO' } });
  await locations.replace(id, { name: 'Bergen 2', address: { ...NEW.address, address2: 'Second door' } });
  expect((await locations.list({ name: 'gen 2' }))[0]).toMatchObject({ name: 'Bergen 2', timeZone: 'Europe/Oslo' });
  expect((await world.bot.locations.list()).map(({ name }) => name)).toEqual([
    'Oslo',
    'London',
    'San Jose',
    'Bergen 2',
  ]);
  expect(await failureOf(world.bot.locations.get(id))).toMatchObject({ status: 403 });
  await locations.remove(id);
  // A delete whose answer was lost is sent again and finds nothing: that is what was wanted.
  await locations.remove(id);
  expect(await failureOf(locations.get(id))).toMatchObject({ status: 404 });
  const [oslo] = await locations.list({ name: 'oslo' });
  expect(await failureOf(locations.remove(oslo?.id ?? ''))).toMatchObject({ status: 409 });
});

test('floors come from the lowest; a name that is left out is cleared', async () => {
  await using world = await openAsAdmin(WANTS);
  const { locations, floors } = world.webex;
  const [london] = await locations.list({ name: 'London' });
  const id = london?.id ?? '';
  const cellar = await floors.create(id, { floorNumber: -1, displayName: 'Cellar' });
  expect((await floors.list(id)).map(({ floorNumber }) => floorNumber)).toEqual([-1, 0, 1]);
  expect(await failureOf(floors.create(id, { floorNumber: -1 }))).toMatchObject({ status: 409 });
  expect(await floors.replace(id, cellar.id, { floorNumber: -2 })).toEqual({ id: cellar.id, floorNumber: -2 });
  expect(await floors.get(id, cellar.id)).toEqual({ id: cellar.id, floorNumber: -2 });
  await floors.remove(id, cellar.id);
  await floors.remove(id, cellar.id);
  expect(await floors.list(id)).toHaveLength(2);
});

test('older ids lead to the same places', async () => {
  await using world = await openAsAdmin(WANTS);
  const { workspaceLocations, locations } = world.webex;
  const [older] = await workspaceLocations.list({ countryCode: 'NO' });
  expect(await workspaceLocations.get(older?.id ?? '')).toEqual(older);
  expect(older).toMatchObject({ displayName: 'Oslo', cityName: 'Oslo', latitude: 59.9103 });
  expect(await locations.get(older?.locationId ?? '')).toMatchObject({ name: 'Oslo', notes: older?.notes });
});

test('nothing is made twice when the outcome is unknown', async () => {
  await using world = await openAsAdmin(WANTS);
  const { locations, floors } = world.webex;
  world.cloud.faults.add({ method: 'POST', path: '/locations', effect: 'drop', after: true });
  expect(await failureOf(locations.create(NEW))).toMatchObject({ outcome: 'unknown' });
  const [bergen, ...others] = await locations.list({ name: 'Bergen' });
  expect(others).toEqual([]);
  expect(await failureOf(floors.create(bergen?.id ?? '', { floorNumber: 1 }))).toMatchObject({ outcome: 'unknown' });
  expect(await floors.list(bergen?.id ?? '')).toHaveLength(1);
});

test('missing, odd and new fields of a place are tolerated', async () => {
  await using fake = await fakeWebex(() => ({
    json: { id: 'l', name: 'Os\nlo', address: 'Street 1', latitude: null, longitude: 10.5, notes: 7, brandNew: true },
  }));
  const place = await fake.webex.locations.get('l');
  expect(place).toMatchObject({ id: 'l', name: 'Os lo', longitude: 10.5 });
  expect([place.address, place.latitude, place.notes]).toEqual([undefined, undefined, undefined]);
});
