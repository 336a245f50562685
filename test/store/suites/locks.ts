import { beforeEach, describe, expect, test } from 'vitest';
import { LEASE_MS } from '#store/locks.ts';
import type { Place, TestEngine } from '../engines.ts';
import { hostileTexts, newPlan } from '../samples.ts';

const FJORD = { id: 'device-fjord', name: 'Fjord' };
const KEW = { id: 'device-kew', name: 'Kew' };
const OSLO = { id: 'device-oslo', name: 'Oslo lobby' };

const effect = (key: string) => ({
  key,
  command: 'reboot',
  words: 'reboot fjord',
  title: 'Restart Fjord?',
  targets: [],
});
const lock = (holder: string, ...devices: { id: string; name: string }[]) => ({
  holder,
  devices,
  personId: 'person-bob',
  personName: 'Bob Berg',
  title: 'Restart Fjord?',
  spaceId: 'space-1',
});
const carol = { by: 'Carol Chen', reason: 'it hangs', spaceId: 'space-2', parentId: undefined };

export function locksSuite(engine: TestEngine): void {
  describe('locks of devices', () => {
    let now = 1_000_000;
    const clock = { now: () => now, elapsed: () => now, sleep: async () => {} };
    const begin = (store: Awaited<ReturnType<Place['open']>>, key: string, ...devices: (typeof FJORD)[]) =>
      store.locks.begin(lock(key, ...devices), effect(key));

    beforeEach(() => {
      now = 1_000_000;
    });

    test('a device belongs to one change at a time, and the one in the way is named', async () => {
      await using place = await engine.place();
      const store = await place.open({ clock });
      expect(await begin(store, 'one', FJORD)).toEqual({ kind: 'begun' });
      now += 12_000;
      const second = await begin(store, 'two', FJORD);
      expect(second).toMatchObject({ kind: 'held', locks: [{ deviceName: 'Fjord', holder: 'one', since: 1_000_000 }] });
      // Nothing is noted of a change that was not begun.
      expect(await store.effects.get('two')).toBeUndefined();
      store.locks.release('one');
      expect(await begin(store, 'two', FJORD)).toEqual({ kind: 'begun' });
      expect((await store.locks.all()).map(({ holder }) => holder)).toEqual(['two']);
    });

    test('all devices of a change are taken, or none', async () => {
      await using place = await engine.place();
      const store = await place.open({ clock });
      await begin(store, 'one', KEW);
      expect(await begin(store, 'two', OSLO, KEW, FJORD)).toMatchObject({
        kind: 'held',
        locks: [{ deviceName: 'Kew' }],
      });
      expect((await store.locks.all()).map(({ deviceName }) => deviceName)).toEqual(['Kew']);
      store.locks.release('one');
      expect(await begin(store, 'two', OSLO, KEW, FJORD, KEW)).toEqual({ kind: 'begun' });
      expect(await store.locks.all()).toHaveLength(3);
    });

    test('what was begun before is not begun again, and keeps its devices', async () => {
      await using place = await engine.place();
      const store = await place.open({ clock });
      await begin(store, 'one', FJORD);
      expect(await begin(store, 'one', FJORD)).toEqual({ kind: 'begun-before' });
      store.locks.release('one');
      expect(await begin(store, 'one', FJORD)).toEqual({ kind: 'begun-before' });
      expect(await store.locks.all()).toEqual([]);
      expect(await store.locks.begin(lock('none'), effect('none'))).toEqual({ kind: 'begun' });
    });

    test('of many at once one gets it', async () => {
      await using place = await engine.place();
      const store = await place.open({ clock });
      const keys = Array.from({ length: 20 }, (_, n) => `change-${n}`);
      const taken = await Promise.all(
        keys.map((key, n) => (n % 2 ? begin(store, key, FJORD, KEW, OSLO) : begin(store, key, OSLO, FJORD))),
      );
      expect(taken.filter(({ kind }) => kind === 'begun')).toHaveLength(1);
      expect(new Set((await store.locks.all()).map(({ holder }) => holder)).size).toBe(1);
    });

    test('a lock that nobody extends is free after its lease, and the one it was taken from finds that out', async () => {
      await using place = await engine.place();
      const store = await place.open({ clock });
      await begin(store, 'one', FJORD);
      now += LEASE_MS - 1;
      expect((await begin(store, 'two', FJORD)).kind).toBe('held');
      expect(await store.locks.extend('one')).toBe(true);
      now += LEASE_MS - 1;
      expect((await begin(store, 'two', FJORD)).kind).toBe('held');
      now += 1;
      expect(await store.locks.all()).toEqual([]);
      expect(await begin(store, 'two', FJORD)).toEqual({ kind: 'begun' });
      expect(await store.locks.isHeld(FJORD.id, 'one')).toBe(false);
      expect(await store.locks.isHeld(FJORD.id, 'two')).toBe(true);
      expect(await store.locks.extend('one')).toBe(false);
    });

    test('a lease that ran out counts on while nobody else took the device', async () => {
      await using place = await engine.place();
      const store = await place.open({ clock });
      await begin(store, 'one', FJORD);
      now += 10 * LEASE_MS;
      expect(await store.locks.isHeld(FJORD.id, 'one')).toBe(true);
      expect((await begin(store, 'two', FJORD)).kind).toBe('held');
    });

    test('who may not break all locks of a change leaves it the others', async () => {
      await using place = await engine.place();
      const store = await place.open({ clock });
      await store.locks.begin(lock('one', FJORD, KEW, OSLO), effect('one'));
      const isTheirs = (id: string) => id === OSLO.id;
      const broken = await store.locks.break(FJORD.id, { ...carol, isTheirs });
      expect(broken?.devices.map(({ name }) => name)).toEqual(['Fjord', OSLO.name]);
      expect(broken?.left).toBe(1);
      expect(await store.locks.isHeld(KEW.id, 'one')).toBe(true);
      for (const { id } of [FJORD, OSLO]) expect(await store.locks.isHeld(id, 'one')).toBe(false);
      expect(await store.locks.extend('one')).toBe(true);
    });

    test('who breaks a lock takes all devices of that change, and is remembered with the reason', async () => {
      await using place = await engine.place();
      const store = await place.open({ clock });
      const reason = hostileTexts.join('');
      await store.locks.begin({ ...lock('one', FJORD, KEW), parentId: 'thread' }, effect('one'));
      await begin(store, 'two', OSLO);
      expect(await store.locks.break('device-nowhere', carol)).toBeUndefined();
      const broken = await store.locks.break(FJORD.id, { ...carol, reason });
      expect(broken).toMatchObject({
        holder: 'one',
        by: 'Carol Chen',
        reason,
        deviceName: 'Fjord',
        personName: 'Bob Berg',
        spaceId: 'space-1',
        parentId: 'thread',
      });
      expect(broken?.devices.map(({ name }) => name).sort()).toEqual(['Fjord', 'Kew']);
      expect(await store.locks.break(FJORD.id, carol)).toBeUndefined();
      expect(await store.locks.isHeld(KEW.id, 'one')).toBe(false);
      expect(await store.locks.isHeld(OSLO.id, 'two')).toBe(true);
      expect(broken).toEqual({ ...(await store.locks.breakOf('one')), left: 0 });
      expect(await store.locks.breakOf('two')).toBeUndefined();

      expect((await store.locks.untold()).map(({ holder }) => holder)).toEqual(['one']);
      const told = await Promise.all([1, 2, 3].map(() => store.locks.tell('one')));
      expect(told.filter(Boolean)).toHaveLength(1);
      expect(await store.locks.untold()).toEqual([]);
      expect(await store.locks.prune(now + 1)).toBe(1);
    });

    test('a break is not told where it was asked for', async () => {
      await using place = await engine.place();
      const store = await place.open({ clock });
      await begin(store, 'one', FJORD);
      await store.locks.break(FJORD.id, { ...carol, spaceId: 'space-1' });
      expect(await store.locks.untold()).toEqual([]);
    });

    test('a restart frees what a lone process held; with several processes it is held', async () => {
      await using place = await engine.place();
      const store = await place.open({ clock });
      await begin(store, 'one', FJORD);
      await store.queue.add({ ...waiting, planId: 'plan-1' });
      await store.queue.claim('plan-1', LEASE_MS);
      await store.close();
      const again = await place.open({ clock });
      const isLone = engine.name === 'sqlite';
      expect(await again.locks.all()).toHaveLength(isLone ? 0 : 1);
      expect((await again.queue.claim('plan-1', LEASE_MS)) !== undefined).toBe(isLone);
    });
  });

  describe('changes that wait for their devices', () => {
    test('are kept once each, in the order they came, and over a restart', async () => {
      await using place = await engine.place();
      const store = await place.open();
      const first = await store.queue.add({ ...waiting, planId: 'plan-1' });
      await store.queue.add({ ...waiting, planId: 'plan-2', title: hostileTexts.join('') });
      expect(await store.queue.add({ ...waiting, planId: 'plan-1', title: 'Another' })).toEqual(first);
      await store.close();
      const again = await place.open();
      expect((await again.queue.all()).map(({ planId, title }) => [planId, title])).toEqual([
        ['plan-1', 'Restart Fjord?'],
        ['plan-2', hostileTexts.join('')],
      ]);
      await again.queue.remove('plan-1');
      expect((await again.queue.all()).map(({ planId }) => planId)).toEqual(['plan-2']);
    });

    test('are worked by one caller at a time, and each run of one is called the same', async () => {
      await using place = await engine.place();
      const store = await place.open();
      await store.queue.add({ ...waiting, planId: 'plan-1' });
      const claims = await Promise.all([1, 2, 3, 4].map(() => store.queue.claim('plan-1', LEASE_MS)));
      const [first] = claims.filter((claim) => claim !== undefined);
      expect(claims.filter(Boolean)).toHaveLength(1);
      await store.queue.giveBack('plan-1', 0);
      const second = await store.queue.claim('plan-1', LEASE_MS);
      expect(second).toMatchObject({ tries: 2, runSeq: first?.runSeq });
      await store.queue.keep('plan-1', LEASE_MS);
      expect(await store.queue.claim('plan-1', LEASE_MS)).toBeUndefined();
    });

    test('a plan is queued once, waits longer than a plan that asks, and is taken from there once', async () => {
      await using place = await engine.place();
      const clock = { now: () => 1_000, elapsed: () => 1_000, sleep: async () => {} };
      const { plans } = await place.open({ clock });
      const { id } = await plans.create(newPlan({ messageId: 'card' }));
      const move = { from: 'open', to: 'queued', by: 'person-alice', at: 2_000, expiresAt: 3_600_000 } as const;
      const queued = await Promise.all([1, 2, 3].map(() => plans.claim(id, move)));
      expect(queued.filter(Boolean)).toHaveLength(1);
      expect(await plans.get(id)).toMatchObject({ state: 'queued', expiresAt: 3_600_000, messageId: undefined });
      expect(await plans.claim(id, { from: 'open', to: 'applying', at: 3_000 })).toBeUndefined();
      const taken = await Promise.all(
        (['applying', 'cancelled', 'applying'] as const).map((to) =>
          plans.claim(id, { from: 'queued', to, at: 400_000 }),
        ),
      );
      expect(taken.filter(Boolean)).toHaveLength(1);
    });
  });
}

const waiting = {
  until: 5_000_000,
  devices: [FJORD],
  title: 'Restart Fjord?',
  personId: 'person-alice',
  personName: 'Alice Andersen',
  space: { id: 'space-1', title: 'Oslo', type: 'group' as const },
  isHarmless: false,
};
