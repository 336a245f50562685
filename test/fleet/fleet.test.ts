import { expect, test } from 'vitest';
import { createFleet } from '#fleet/fleet.ts';
import { createWebex } from '#webex/index.ts';
import { type SimulatorOptions, startSimulator } from '../../src/simulator/server.ts';
import { quiet } from '../store/engines.ts';
import { timeMachine } from '../time-machine.ts';

/** A fleet on the real client and the real simulator. */
async function openFleet(options: SimulatorOptions = {}) {
  const clock = timeMachine();
  const paths: string[] = [];
  const cloud = await startSimulator({
    ...options,
    now: () => clock.now(),
    onExchange: ({ path }) => void paths.push(path),
  });
  const webex = createWebex({ apiBase: cloud.apiBase, token: cloud.botToken, clock, log: quiet });
  return {
    cloud,
    clock,
    paths,
    fleet: createFleet({ webex, clock }),
    async [Symbol.asyncDispose]() {
      await webex.close();
      await cloud.close();
    },
  };
}

test('the list serves a minute, a device’s record a few seconds', async () => {
  await using room = await openFleet();
  await Promise.all([room.fleet.list(), room.fleet.list(), room.fleet.one('fjord')]);
  expect(room.paths.filter((path) => path === '/devices')).toHaveLength(1);
  await room.fleet.one('fjord');
  expect(room.paths).toHaveLength(2);
  room.clock.skip(3_001);
  await room.fleet.one('fjord');
  expect(room.paths).toHaveLength(3);
  room.clock.skip(60_000);
  await room.fleet.one('fjord');
  expect(room.paths.filter((path) => path === '/devices')).toHaveLength(2);
});

test('a record that is forgotten is asked for again', async () => {
  await using room = await openFleet();
  const { id } = await room.fleet.one('fjord');
  room.cloud.fleet.setConnection(id, 'disconnected');
  expect((await room.fleet.one(`id:${id}`)).connectionStatus).toBe('connected');
  room.fleet.forget(id);
  expect((await room.fleet.one(`id:${id}`)).connectionStatus).toBe('disconnected');
});

test('a name that is new is found without waiting a minute', async () => {
  await using room = await openFleet();
  await room.fleet.list();
  const kew = room.cloud.fleet.all().find(({ displayName }) => displayName === 'Kew');
  if (kew) kew.displayName = 'Botanic garden';
  room.clock.skip(3_001);
  expect((await room.fleet.one('botanic')).displayName).toBe('Botanic garden');
});

test('whoever lists devices waits for a newer list that is being read; devices one by one come from the older one meanwhile', async () => {
  await using room = await openFleet();
  const { id } = await room.fleet.one('kew');
  room.cloud.fleet.rename(id, 'Botanic garden');
  room.clock.skip(3_001);
  const newer = room.fleet.list({ isFresh: true });
  const nameIn = (devices: Iterable<{ id: string; displayName: string }>) =>
    [...devices].find((one) => one.id === id)?.displayName;
  expect(nameIn((await room.fleet.byId()).values())).toBe('Kew');
  expect(nameIn(await room.fleet.list())).toBe('Botanic garden');
  expect(nameIn(await newer)).toBe('Botanic garden');
  expect(nameIn((await room.fleet.byId()).values())).toBe('Botanic garden');
  expect(room.paths.filter((path) => path === '/devices')).toHaveLength(2);
});

test('a list that fails is not kept', async () => {
  await using room = await openFleet({ faults: [{ path: '/devices', effect: 'status', status: 403, times: 1 }] });
  await expect(room.fleet.list()).rejects.toThrow();
  expect(await room.fleet.list()).toHaveLength(23);
});

test('a device that is gone is told by its name, and the list is made anew', async () => {
  await using room = await openFleet();
  const { id } = await room.fleet.one('kew');
  room.cloud.fleet.remove(id);
  room.fleet.forget();
  await expect(room.fleet.one('kew')).rejects.toMatchObject({
    code: 'device-gone',
    message: 'Kew is not there any more',
  });
  await expect(room.fleet.one('kew')).rejects.toMatchObject({ code: 'no-such-device' });
});

test.each([
  ['several match', 24, 'harold', { code: 'ambiguous-device', devices: { length: 2 } }],
  ['none matches', 24, 'the moon', { code: 'no-such-device' }],
  ['nothing is said and there are many', 24, undefined, { code: 'ambiguous-device' }],
  ['there are no devices', 0, undefined, { code: 'no-devices' }],
  ['there are no devices and one is named', 0, 'fjord', { code: 'no-devices' }],
  ['an id is nobody’s', 24, 'id:bm9ib2R5', { code: 'device-gone' }],
  ['an id is a path', 24, 'id:../people/me', { code: 'device-gone' }],
])('when %s, that is said', async (_what, devices, phrase, problem) => {
  await using room = await openFleet({ devices });
  await expect(room.fleet.one(phrase)).rejects.toMatchObject(problem);
});

test('the only device there is needs no name', async () => {
  await using room = await openFleet({ devices: 1 });
  expect((await room.fleet.one(undefined)).displayName).toBe('Fjord');
});

test('places are asked for once, also when a bot may not see them', async () => {
  await using room = await openFleet({ faults: [{ path: '/locations', effect: 'status', status: 403 }] });
  expect((await room.fleet.locations()).size).toBe(0);
  expect((await room.fleet.locations()).size).toBe(0);
  expect(room.paths).toEqual(['/locations']);
  await using other = await openFleet();
  expect([...(await other.fleet.locations()).values()].map(({ name }) => name).sort()).toEqual([
    'London',
    'Oslo',
    'San Jose',
  ]);
});
