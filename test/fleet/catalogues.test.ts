import { expect, test } from 'vitest';
import { createCatalogues } from '#fleet/catalogues.ts';
import { createFleet } from '#fleet/fleet.ts';
import { createWebex } from '#webex/index.ts';
import { type SimulatorOptions, startSimulator } from '../../src/simulator/server.ts';
import { createPlace, quiet } from '../store/engines.ts';
import { timeMachine } from '../time-machine.ts';

const HOUR = 3_600_000;

/** Schemas on the real client, the real simulator and a real store. */
async function openRoom(options: SimulatorOptions = {}) {
  const clock = timeMachine();
  const asked: number[] = [];
  const cloud = await startSimulator({
    ...options,
    now: () => clock.now(),
    onExchange: ({ path, query }) => {
      if (path === '/xapi/schema') asked.push([query['deviceId']].flat().length);
    },
  });
  const place = await createPlace();
  const store = await place.open({ clock });
  const webex = createWebex({ apiBase: cloud.apiBase, token: cloud.botToken, clock, log: quiet });
  const open = () => createCatalogues({ xapi: webex.xapi, kept: store.schemas, clock, log: quiet });
  return {
    /** How many devices each request for schemas named. */
    asked,
    clock,
    fleet: createFleet({ webex, clock }),
    catalogues: open(),
    /** As after a restart: the store is the same. */
    again: open,
    async [Symbol.asyncDispose]() {
      await webex.close();
      await cloud.close();
      await place[Symbol.asyncDispose]();
    },
  };
}

test('devices of one kind share a schema, and callers of one moment a request', async () => {
  await using room = await openRoom();
  const camden = await room.fleet.one('camden');
  const [first, second] = await Promise.all([room.catalogues.of(camden), room.catalogues.of(camden)]);
  expect(room.asked).toEqual([1]);
  expect(second).toBe(first);
  expect(first?.command('audio.volume.SET')).toMatchObject({ name: 'Audio.Volume.Set', takesBody: false });
  expect(first?.command('constructor')).toBeUndefined();
  expect(first?.status('call[3].status')?.path).toBe('Call[*].Status');
  expect(first?.nearest('Audio.Volumme', 'status')).toContain('Audio.Volume');
  expect(first?.isFamily('audio')).toBe(true);
});

test('a schema that does not come keeps nobody from working, and is not asked for with every word', async () => {
  await using room = await openRoom({ faults: [{ path: '/xapi/schema', effect: 'status', status: 403, times: 1 }] });
  const camden = await room.fleet.one('camden');
  expect(await room.catalogues.of(camden)).toBeUndefined();
  expect(await room.catalogues.of(camden)).toBeUndefined();
  expect(room.asked).toEqual([1]);
  room.clock.skip(HOUR);
  expect(await room.catalogues.of(camden)).toBeDefined();
});

test('what was fetched once is known after a restart, and is asked for again when it is old', async () => {
  await using room = await openRoom();
  const camden = await room.fleet.one('camden');
  await room.catalogues.of(camden);
  const later = room.again();
  expect((await later.of(camden))?.command('Dial')).toBeDefined();
  expect(room.asked).toEqual([1]);
  room.clock.skip(25 * HOUR);
  expect((await later.of(camden))?.command('Dial')).toBeDefined();
  await expect.poll(() => room.asked).toEqual([1, 1]);
});

test('the kinds of a fleet are fetched five devices a call, and only what is not known yet', async () => {
  await using room = await openRoom();
  const devices = await room.fleet.list();
  await room.catalogues.warm(devices);
  expect(room.asked.length).toBeGreaterThan(1);
  expect(Math.max(...room.asked)).toBe(5);
  expect(room.catalogues.vocabulary.command('audio.volume.set')).toHaveProperty('Level');
  expect(room.catalogues.vocabulary.status('Standby.State')).toBe(true);
  const before = room.asked.length;
  await room.catalogues.warm(devices);
  await room.again().warm(devices);
  expect(room.asked).toHaveLength(before);
});

test('one device that may not be asked does not hide the schemas of the others', async () => {
  await using room = await openRoom({ faults: [{ path: '/xapi/schema', effect: 'status', status: 404, times: 1 }] });
  await room.catalogues.warm(await room.fleet.list());
  expect(room.catalogues.vocabulary.command('Dial')).toBeDefined();
  expect(room.catalogues.known().length).toBeGreaterThan(2);
});
