import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Store } from '#store/index.ts';
import { MOST_WATCHES, type Watch } from '#store/watches.ts';
import type { Place, TestEngine } from '../engines.ts';
import { hostileTexts, newWatch, repeat } from '../samples.ts';

export function watchesSuite(engine: TestEngine): void {
  describe('watches', () => {
    let place: Place;
    let store: Store;

    beforeEach(async () => {
      place = await engine.place();
      store = await place.open();
    });
    afterEach(() => place[Symbol.asyncDispose]());

    const added = async (overrides?: Parameters<typeof newWatch>[0]): Promise<Watch> => {
      const made = await store.watches.add(newWatch(overrides));
      if (!made) throw new Error('there is room');
      return made.watch;
    };

    test('a watch outlives a restart, with every text as it was', async () => {
      for (const text of hostileTexts) {
        const paths = [`A.${text}`];
        const given = newWatch({ spaceId: `space ${text.length}`, deviceName: text, values: { [text]: text }, paths });
        const watch = await added(given);
        expect(watch).toMatchObject({ deviceName: text, values: { [text]: text }, paths, number: 1 });
        expect(await store.watches.end(watch.id)).toBe(true);
      }
      const watch = await added({ parentId: undefined });
      await store.close();
      store = await place.open();
      expect(await store.watches.get(watch.id)).toEqual(watch);
      expect(watch.parentId).toBeUndefined();
    });

    test('the same statuses of a device are watched once in a thread', async () => {
      const first = await added({ paths: ['Audio.Volume', 'Standby.State'] });
      const again = await store.watches.add(newWatch({ paths: ['standby.state', 'audio.volume'] }));
      expect(again).toEqual({ watch: first, isNew: false });
      expect((await added({ paths: ['Audio.Volume'] })).number).toBe(2);
      expect((await added({ paths: ['Audio.Volume', 'Standby.State'], parentId: undefined })).number).toBe(3);
    });

    test('of 20 at once a space takes ten, each with a number of its own; one that ends makes room', async () => {
      const made = await repeat(20, (index) => store.watches.add(newWatch({ deviceId: `device-${index}` })));
      const numbers = made.flatMap((one) => (one ? [one.watch.number] : []));
      expect(numbers.sort((left, right) => left - right)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
      expect(numbers).toHaveLength(MOST_WATCHES);
      expect(await store.watches.add(newWatch({ deviceId: 'one more', spaceId: 'space-2' }))).toBeDefined();
      const [, second] = await store.watches.inSpace('space-1');
      expect(await repeat(5, () => store.watches.end(second?.id ?? ''))).toEqual(expect.arrayContaining([true, false]));
      expect((await added({ deviceId: 'one more' })).number).toBe(2);
      await store.watches.endAll('space-1');
      expect(await store.watches.inSpace('space-1')).toEqual([]);
      expect(await store.watches.inSpace('space-2')).toHaveLength(1);
    });

    test('of 20 who want to look one does, and what it saw is noted', async () => {
      await added({ deviceId: 'later', nextAt: 9_000 });
      const watch = await added();
      expect((await store.watches.upcoming(5)).map(({ deviceId }) => deviceId)).toEqual(['device-fjord', 'later']);
      const claims = await repeat(20, (index) => store.watches.claim(watch, 60_000 + index));
      expect(claims.filter(Boolean)).toHaveLength(1);
      const lease = 60_000 + claims.indexOf(true);
      expect((await store.watches.upcoming(1)).map(({ deviceId }) => deviceId)).toEqual(['later']);
      const seen = { ...watch, values: { 'Audio.Volume': '30' }, posts: 1, pauseMs: 7_500 };
      expect(await store.watches.note(seen, lease, 12_500)).toBe(true);
      expect(await store.watches.get(watch.id)).toEqual({ ...seen, nextAt: 12_500 });
    });

    test('a look that took too long, or whose watch was ended, notes nothing', async () => {
      const watch = await added();
      await store.watches.claim(watch, 60_000);
      await store.watches.claim({ ...watch, nextAt: 60_000 }, 120_000);
      expect(await store.watches.note({ ...watch, posts: 9 }, 60_000, 65_000)).toBe(false);
      expect(await store.watches.get(watch.id)).toMatchObject({ posts: 0, nextAt: 120_000 });
      await store.watches.end(watch.id);
      expect(await store.watches.note(watch, 120_000, 125_000)).toBe(false);
      expect(await store.watches.get(watch.id)).toBeUndefined();
    });

    test('another end is kept while a look is under way', async () => {
      const watch = await added();
      await store.watches.claim(watch, 60_000);
      expect(await store.watches.extend(watch.id, 900_000)).toMatchObject({ until: 900_000 });
      await store.watches.note(watch, 60_000, 65_000);
      expect(await store.watches.get(watch.id)).toMatchObject({ until: 900_000, nextAt: 65_000 });
      await store.watches.end(watch.id);
      expect(await store.watches.extend(watch.id, 1)).toBeUndefined();
    });
  });
}
