import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { systemClock } from '#lib/clock.ts';
import type { Store } from '#store/index.ts';
import { timeMachine } from '../../time-machine.ts';
import type { Place, TestEngine } from '../engines.ts';

const SHUT_MS = 30_000;

/** How many times a minute something may happen. */
export function pacesSuite(engine: TestEngine): void {
  describe('paces', () => {
    let place: Place;
    let store: Store;
    beforeEach(async () => {
      place = await engine.place();
      store = await place.open();
    });
    afterEach(() => place[Symbol.asyncDispose]());
    const take = async (name: string, perMinute: number, count: number) => {
      const places: string[] = [];
      for (let index = 0; index < count; index += 1) places.push((await store.paces.take(name, perMinute, SHUT_MS)).is);
      return places;
    };

    test.each([1, 7, 60])(
      'a minute’s %i places can be taken at once, and then one asker is told',
      async (perMinute) => {
        const places = await take('a', perMinute, perMinute + 3);
        const go = Array.from({ length: perMinute }, () => 'go');
        expect(places).toEqual([...go, 'full', 'shut', 'shut']);
        expect(await store.paces.left('a', perMinute)).toBe(0);
        expect(await store.paces.left('b', perMinute)).toBe(perMinute);
        expect(await take('b', perMinute, 1)).toEqual(['go']);
        expect(await store.paces.left('b', perMinute)).toBe(perMinute - 1);
      },
    );

    test('while it is shut it says for how long', async () => {
      await take('a', 1, 2);
      const { is, shutMs } = await store.paces.take('a', 1, SHUT_MS);
      expect(is).toBe('shut');
      expect(shutMs).toBeGreaterThan(SHUT_MS / 2);
      expect(shutMs).toBeLessThanOrEqual(SHUT_MS);
    });

    test('of many who ask at once exactly as many go as there are places, and one is told', async () => {
      // SQLite belongs to one process.
      const other = engine.name === 'postgres' ? await place.open() : store;
      const stores = Array.from({ length: 40 }, (_, index) => (index % 2 === 0 ? store : other));
      const places = await Promise.all(stores.map(({ paces }) => paces.take('a', 12, SHUT_MS)));
      const count = (wanted: string) => places.filter(({ is }) => is === wanted).length;
      expect([count('go'), count('full'), count('shut')]).toEqual([12, 1, 27]);
    });

    test('what is told once is told once', async () => {
      const told = await Promise.all(Array.from({ length: 9 }, () => store.paces.once('a', SHUT_MS)));
      expect(told.filter(Boolean)).toHaveLength(1);
      expect(await store.paces.once('b', SHUT_MS)).toBe(true);
    });

    test('a name that nobody asks for any more is forgotten', async () => {
      await take('a', 5, 6);
      await store.paces.prune(systemClock.now() + 600_000);
      expect(await store.paces.left('a', 5)).toBe(engine.name === 'postgres' ? 5 : 0);
    });

    if (engine.name === 'sqlite')
      test('places come back with time, and with a clock that was set back', async () => {
        const clock = timeMachine();
        await store.close();
        store = await place.open({ clock });
        expect(await take('a', 6, 7)).toEqual(['go', 'go', 'go', 'go', 'go', 'go', 'full']);
        clock.skip(SHUT_MS - 1);
        expect(await take('a', 6, 1)).toEqual(['shut']);
        clock.skip(1);
        // Half a minute is half of the places.
        expect(await take('a', 6, 4)).toEqual(['go', 'go', 'go', 'full']);
        clock.set(-3_600_000);
        expect(await take('a', 6, 7)).toEqual(['go', 'go', 'go', 'go', 'go', 'go', 'full']);
      });
  });
}
