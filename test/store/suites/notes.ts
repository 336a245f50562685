import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { Store } from '#store/index.ts';
import type { Place, TestEngine } from '../engines.ts';
import { hostileTexts, repeat } from '../samples.ts';

export function notesSuite(engine: TestEngine): void {
  describe('notes', () => {
    let place: Place;
    let store: Store;
    const Count = z.object({ count: z.number() });

    beforeEach(async () => {
      place = await engine.place();
      store = await place.open();
    });
    afterEach(() => place[Symbol.asyncDispose]());

    test('a note is there after a restart, and a later one takes its place', async () => {
      expect(await store.notes.get('listening', Count)).toBeUndefined();
      await store.notes.set('listening', { count: 1 });
      await store.notes.set('listening', { count: 2 });
      await store.close();
      store = await place.open();
      expect(await store.notes.get('listening', Count)).toEqual({ count: 2 });
    });

    test('what is dropped is forgotten, the others stay', async () => {
      for (const name of ['one', 'other']) await store.notes.set(name, { count: 1 });
      await store.notes.drop('one');
      await store.notes.drop('one');
      expect(await store.notes.get('one', Count)).toBeUndefined();
      expect(await store.notes.get('other', Count)).toEqual({ count: 1 });
    });

    test('of 20 changes at once none is lost', async () => {
      await repeat(20, () => store.notes.change('n', Count, (now) => ({ count: (now?.count ?? 0) + 1 })));
      expect(await store.notes.get('n', Count)).toEqual({ count: 20 });
    });

    test('a change that gives nothing leaves the note, and one that changes nothing is fine', async () => {
      expect(await store.notes.change('n', Count, () => undefined)).toBeUndefined();
      expect(await store.notes.get('n', Count)).toBeUndefined();
      await store.notes.set('n', { count: 3 });
      expect(await store.notes.change('n', Count, () => undefined)).toEqual({ count: 3 });
      expect(await store.notes.change('n', Count, (now) => now)).toEqual({ count: 3 });
    });

    test('any text is kept verbatim', async () => {
      for (const text of hostileTexts) {
        await store.notes.set(`name ${text}`, text);
        expect(await store.notes.get(`name ${text}`, z.string())).toBe(text);
      }
    });
  });
}
