import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ItemState } from '#lib/rollout.ts';
import { connectTo } from '#store/database.ts';
import type { NewRollout, Rollout, RolloutItem, Store, Turn } from '#store/index.ts';
import { type Place, quiet, type TestEngine } from '../engines.ts';
import { hostileTexts } from '../samples.ts';

export const newRollout = (more: Partial<NewRollout> = {}): NewRollout => ({
  spec: {
    work: { kind: 'settings', settings: [{ key: 'Standby.Delay', text: '10' }] },
    thenReboot: false,
    pacing: {},
    phrase: 'all',
    title: 'Standby.Delay → 10',
    words: 'rollout Standby.Delay=10 on all',
  },
  spaceId: 'space-1',
  parentId: undefined,
  isDirect: false,
  personId: 'alice',
  personName: 'Alice',
  personEmail: 'alice@example.com',
  orgId: 'org',
  actsAs: 'you',
  ...more,
});

const devices = (count: number) =>
  Array.from({ length: count }, (_, index) => ({
    deviceId: `device-${index}`,
    name: `Room ${index}`,
    product: 'Cisco Room Kit',
    wasOnline: true,
  }));
async function listed<One>(items: AsyncIterable<One>): Promise<One[]> {
  const all: One[] = [];
  for await (const item of items) all.push(item);
  return all;
}
const idsOf = (items: readonly RolloutItem[]) => items.map(({ deviceId }) => deviceId);

export function rolloutsSuite(engine: TestEngine): void {
  describe('rollouts and their devices', () => {
    let place: Place;
    let store: Store;
    let rollout: Rollout;

    beforeEach(async () => {
      place = await engine.place();
      store = await place.open();
    });
    afterEach(() => place[Symbol.asyncDispose]());

    const add = async (count: number) => {
      rollout = await store.rollouts.add(newRollout(), devices(count));
    };
    const claim = (owner: string, limit = 10, states: ItemState[] = ['new'], leaseMs = 60_000) =>
      store.rollouts.items.claim(rollout.id, { states, stage: 0, owner, leaseEnd: Date.now() + leaseMs, limit });
    const only = async (owner: string, leaseMs?: number): Promise<RolloutItem> => {
      const [item] = await claim(owner, 1, ['new', 'change'], leaseMs);
      if (!item) throw new Error('nothing was free');
      return item;
    };
    const page = (after = 0, limit = 1_000) => store.rollouts.items.page(rollout.id, { after, limit });

    test('whatever is read of devices is the same read in parts, whatever becomes of them meanwhile', async () => {
      const hostile = hostileTexts.slice(0, 20);
      const wish = { key: 'Standby.Delay', text: '10' };
      const given = devices(1_203).map((device, index) => ({
        ...device,
        name: hostile[index % hostile.length] ?? '',
        wasOnline: index % 3 !== 0,
        ...(index % 2 === 0 && { errorCodes: [`code ${index % 5}`] }),
        settings: [{ ...wish, text: `${index}` }],
        where: { kind: 'device' as const, tags: [`tag ${index}`] },
      }));
      rollout = await store.rollouts.add(newRollout(), given);
      const { items } = store.rollouts;
      const { id } = rollout;
      await items.turnAll(id, ['new'], { state: 'change', reason: 'again' });
      const all = await items.page(id, { after: 0, limit: 5_000 });
      expect(await listed(items.every(id))).toEqual(all);
      expect(await items.brief(id, { states: ['change'] })).toEqual(
        all.map(({ deviceId, state, stage, reason, name, where, product, wasOnline, settings }) => ({
          ...{ deviceId, state, stage, reason, name, where, product, wasOnline, settings },
        })),
      );
      const looks = all.map(({ deviceId, state, stage, reason, wasOnline, errorCodes }) => ({
        ...{ deviceId, state, stage, reason, wasOnline },
        ...(errorCodes && { errorCodes }),
      }));
      expect(await listed(items.looks(id, { stage: 0, states: ['change'] }))).toEqual(looks);
      const named = all.map(({ deviceId, state, stage, reason, name }) => ({ deviceId, state, stage, reason, name }));
      expect(await listed(items.ends(id))).toEqual(named);
      expect(await items.toChange(id)).toEqual(
        all.map(({ deviceId, wasOnline }) => ({ deviceId, isOnline: wasOnline ?? true })),
      );

      const seen: string[] = [];
      for await (const item of items.every(id, { states: ['change'] })) {
        seen.push(item.deviceId);
        if (item.place % 2 === 0) await items.settle(item, { state: 'blocked', reason: 'x' });
      }
      expect(seen).toEqual(idsOf(all));
    });

    test('no device is ever given to two of many who ask at the same time', async () => {
      await add(300);
      const other = await place.open().catch(() => store);
      const taken = await Promise.all(
        Array.from({ length: 40 }, async (_, index) => {
          const { items } = (index % 2 === 0 ? store : other).rollouts;
          const query = { states: ['new'] as const, stage: 0, leaseEnd: Date.now() + 60_000, limit: 10 };
          return idsOf(await items.claim(rollout.id, { ...query, owner: `owner-${index}` }));
        }),
      );
      const all = taken.flat();
      expect(new Set(all).size).toBe(all.length);
      // Whoever came away with less than they asked for asks again.
      const rest = await claim('last', 300);
      expect(all.length + rest.length).toBe(300);
      expect(await claim('later', 300)).toEqual([]);
    });

    test('devices come in their order, and what somebody could not hold on to is not given to them twice', async () => {
      await add(5);
      const mine = await claim('me', 2, ['new'], -1);
      expect(idsOf(mine)).toEqual(['device-0', 'device-1']);
      expect(idsOf(await claim('me', 5))).toEqual(['device-2', 'device-3', 'device-4']);
      const late = await claim('you', 5);
      expect(late.map(({ deviceId, attempt }) => [deviceId, attempt])).toEqual([
        ['device-0', 2],
        ['device-1', 2],
      ]);
    });

    test('whoever had a device before changes nothing any more', async () => {
      await add(1);
      const before = await only('first', -1);
      const now = await only('second');
      expect(await store.rollouts.items.settle(before, { state: 'failed', reason: 'late' })).toBe(false);
      expect(await store.rollouts.items.note(before, { state: 'sending' })).toBe(false);
      expect(await store.rollouts.items.settle(now, { state: 'accepted', sentAt: 5 })).toBe(true);
      expect(await store.rollouts.items.settle(now, { state: 'failed' })).toBe(false);
      expect(await page()).toMatchObject([{ state: 'accepted', owner: '', attempt: 0, sentAt: 5 }]);
    });

    test('attempts count for as long as a device stays in its state; what was not touched does not count', async () => {
      await add(1);
      const attempts: number[] = [];
      for (const more of [{}, { isUntouched: true }, {}]) {
        const item = await only('me');
        attempts.push(item.attempt);
        await store.rollouts.items.settle(item, { state: item.state, ...more });
      }
      const item = await only('me');
      await store.rollouts.items.settle(item, { state: 'change' });
      const next = await only('me');
      expect([...attempts, item.attempt, next.attempt]).toEqual([1, 2, 2, 3, 1]);
      await store.rollouts.items.note(next, { state: 'sending' });
      expect(await page()).toMatchObject([{ state: 'sending', owner: 'me' }]);
      await store.rollouts.items.letGo('me');
      // It is done once more: something may have been sent.
      await store.rollouts.items.turnAll(rollout.id, ['sending'], { state: 'change', reason: '' });
      expect((await only('me')).attempt).toBe(2);
    });

    test('what is to wait is given to nobody before its time; what is held on to stays', async () => {
      await add(2);
      const [one, two] = await claim('me', 2);
      if (!one || !two) throw new Error('nothing was free');
      await store.rollouts.items.settle(one, { state: 'new', reason: 'locked', until: Date.now() + 60_000 });
      expect(await claim('you')).toEqual([]);
      await store.rollouts.items.extend('me', Date.now() - 1);
      expect(idsOf(await claim('you'))).toEqual(['device-1']);
      expect(await store.rollouts.items.inHand(rollout.id)).toBe(1);
    });

    test('of two who turn the same rollout only one does', async () => {
      await add(1);
      const turns = await Promise.all(
        Array.from({ length: 20 }, (_, n) => store.rollouts.turn(rollout, { status: 'paused', why: `by ${n}` })),
      );
      expect(turns.filter(Boolean)).toHaveLength(1);
      const now = await store.rollouts.get(rollout.id);
      expect(now).toMatchObject({ status: 'paused', version: 2 });
      expect(await store.rollouts.statusOf(rollout.id)).toBe('paused');
      // What is named as undefined is forgotten.
      const next = now && (await store.rollouts.turn(now, { why: undefined }));
      expect(next?.why).toBeUndefined();
    });

    test('one at a time sees to a rollout, until its time is over', async () => {
      await add(1);
      const at = (who: string, ms: number) => store.rollouts.drive(rollout.id, who, Date.now() + ms);
      expect(await at('one', 60_000)).toBe(true);
      expect(await at('two', 60_000)).toBe(false);
      expect(await at('one', -1)).toBe(true);
      expect(await at('two', 60_000)).toBe(true);
    });

    test('rollouts that are added at once have numbers of their own; the same origin gives the same one', async () => {
      const other = await place.open().catch(() => store);
      const added = await Promise.all(
        Array.from({ length: 16 }, (_, n) => (n % 2 === 0 ? store : other).rollouts.add(newRollout(), devices(2))),
      );
      expect(added.map(({ number }) => number).sort((a, b) => a - b)).toEqual(
        Array.from({ length: 16 }, (_, n) => n + 1),
      );
      const twice = await Promise.all(
        [store, other].map(({ rollouts }) => rollouts.add(newRollout({ origin: 'message 1' }), devices(2))),
      );
      expect(twice.map(({ number }) => number)).toEqual([17, 17]);
    });

    test('texts of all kinds come back as they went in', async () => {
      for (const text of hostileTexts) {
        const { id } = await store.rollouts.add(newRollout({ personName: text }), [
          { deviceId: 'one', name: text, product: text, why: text },
        ]);
        expect(await store.rollouts.get(id)).toMatchObject({ personName: text });
        expect(await store.rollouts.items.page(id, { after: 0, limit: 1 })).toMatchObject([{ name: text, why: text }]);
      }
    });

    test('what is over is forgotten with its devices, but for the newest number', async () => {
      for (const status of ['done', 'running', 'stopped'] as const) {
        await add(3);
        await store.rollouts.turn(rollout, { status });
      }
      expect(await store.rollouts.prune(Date.now() + 1)).toBe(1);
      expect((await store.rollouts.recent({ limit: 10 })).map(({ number }) => number)).toEqual([3, 2]);
      expect((await store.rollouts.recent({ limit: 10, isOpen: true })).map(({ number }) => number)).toEqual([2]);
      rollout = (await store.rollouts.numbered(2)) ?? rollout;
      expect(await page()).toHaveLength(3);
    });

    test('what waits for its time or for somebody never keeps what is due from being found', async () => {
      const turned = async (turn: Turn) => {
        await add(0);
        await store.rollouts.turn(rollout, turn);
        return rollout.number;
      };
      const first = await turned({ status: 'waiting', dueAt: 100 });
      for (let times = 0; times < 5; times += 1) await turned({ status: 'planned', dueAt: 1_000 });
      for (const status of ['paused', 'done', 'cancelled'] as const) await turned({ status, dueAt: 0 });
      const last = await turned({ status: 'ending' });
      const due = async (now: number) => (await store.rollouts.due({ now, limit: 3 })).map(({ number }) => number);
      expect(await due(99)).toEqual([last]);
      expect(await due(100)).toEqual([first, last]);
      expect(await due(1_000)).toEqual([1, 2, 3]);
    });

    test('which rollout changed a device last is found for many devices at once', async () => {
      const { items } = store.rollouts;
      const changes = async (value: number, sentAt: number, names: readonly string[]) => {
        await add(3);
        for (const item of await claim('me', 3)) {
          const isIn = names.includes(item.deviceId);
          const wishes = [{ key: 'Standby.Delay', value }];
          await items.settle(item, isIn ? { state: 'confirmed', wishes, sentAt } : { state: 'failed', wishes, sentAt });
        }
        return rollout.changedAt;
      };
      const first = await changes(10, 100, ['device-0', 'device-1']);
      await changes(20, 300, ['device-0']);
      await changes(30, 200, ['device-0', 'device-2']);
      const found = async (since: number, ids: readonly string[]) =>
        (await items.changedSince(since, ids)).map(({ deviceId, number, sentAt, wishes }) =>
          [deviceId, number, sentAt, ...wishes.flatMap((wish) => ('value' in wish ? wish.value : []))].join(' '),
        );
      expect(await found(first, ['device-0', 'device-1', 'nobody'])).toEqual([
        'device-0 2 300 20',
        'device-0 3 200 30',
        expect.stringMatching(/^device-[01] 1 100 10$/),
        expect.stringMatching(/^device-[01] 1 100 10$/),
      ]);
      const many = Array.from({ length: 450 }, (_, index) => `device-${index}`);
      expect(await found(first, many)).toHaveLength(5);
      expect(await found(Number.MAX_SAFE_INTEGER, many)).toEqual([]);
    });

    test('10,000 devices are kept at once while others are answered, are counted and paged, and found by an index', async () => {
      let longest = 0;
      let last = performance.now();
      const beat = setInterval(() => {
        longest = Math.max(longest, performance.now() - last);
        last = performance.now();
      }, 5);
      await add(10_000);
      await sleep(10);
      clearInterval(beat);
      console.log(`${engine.name}: 10,000 devices added; the longest pause was ${Math.round(longest)} ms`);
      const { items } = store.rollouts;
      expect(await items.counts(rollout.id)).toEqual([{ state: 'new', stage: 0, reason: '', count: 10_000 }]);
      const places: number[] = [];
      for (let after = 0; ; ) {
        const some = await page(after, 3_000);
        places.push(...some.map((item) => item.place));
        const end = some.at(-1);
        if (!end) break;
        after = end.place;
      }
      expect(places).toEqual(Array.from({ length: 10_000 }, (_, index) => index + 1));
      await items.stages(rollout.id, new Map(devices(10_000).map(({ deviceId }, n) => [deviceId, n % 3])));
      expect((await items.counts(rollout.id)).map(({ stage, count }) => [stage, count]).sort()).toEqual([
        [0, 3_334],
        [1, 3_333],
        [2, 3_333],
      ]);

      if (engine.name === 'sqlite') await store.close();
      const { db } = await connectTo({ dataDir: place.dataDir, databaseUrl: place.databaseUrl, log: quiet });
      const claiming = sql`select item_key from rollout_item where rollout_id = ${rollout.id} and state = 'new'
        and stage <= 1 and until <= 5 and owner <> 'me' order by stage, place limit 32`;
      if (engine.name === 'postgres') await sql`analyze rollout_item`.execute(db);
      const plan = engine.name === 'sqlite' ? sql`explain query plan ${claiming}` : sql`explain ${claiming}`;
      const { rows } = await plan.execute(db);
      await db.destroy();
      expect(JSON.stringify(rows)).toContain('rollout_item_by_state');
      // Nothing is sorted: the index has them in their order.
      expect(JSON.stringify(rows)).not.toMatch(/temp b-tree|"Sort/i);
    });
  });
}
