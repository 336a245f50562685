import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { AliasOwner, Store } from '#store/index.ts';
import type { Place, TestEngine } from '../engines.ts';
import { hostileTexts } from '../samples.ts';

const space: AliasOwner = { kind: 'space', id: 'space-1' };
const person: AliasOwner = { kind: 'person', id: 'person-alice' };
const by = { id: 'person-alice', email: 'alice@fjordbank.example' };

export function aliasesSuite(engine: TestEngine): void {
  describe('aliases', () => {
    let place: Place;
    let store: Store;

    beforeEach(async () => {
      place = await engine.place();
      store = await place.open();
    });
    afterEach(() => place[Symbol.asyncDispose]());

    test('one is found in any case, after a restart too, and the first owner asked for comes first', async () => {
      await store.aliases.put({ owner: space, name: 'Morning', words: 'wake fjord', by }, 50);
      await store.aliases.put({ owner: person, name: 'morning', words: 'volume 30', body: ' text\n', by }, 50);
      await store.close();
      store = await place.open();
      expect(await store.aliases.find([person, space], 'MORNING')).toEqual([
        { owner: person, name: 'morning', words: 'volume 30', body: ' text\n', by, at: expect.any(Number) },
        { owner: space, name: 'Morning', words: 'wake fjord', by, at: expect.any(Number) },
      ]);
      expect((await store.aliases.find([space, person], 'morning')).map(({ owner }) => owner)).toEqual([space, person]);
      expect(await store.aliases.find([{ kind: 'space', id: 'person-alice' }], 'morning')).toEqual([]);
    });

    test('a name has one meaning for its owner; the one before comes back', async () => {
      await store.aliases.put({ owner: space, name: 'm', words: 'first', by }, 50);
      const { before } = await store.aliases.put({ owner: space, name: 'M', words: 'second', by }, 50);
      expect(before).toMatchObject({ words: 'first' });
      expect(await store.aliases.list([space])).toMatchObject([{ name: 'M', words: 'second' }]);
    });

    test('an owner has so many and no more, but can change what there is', async () => {
      for (const name of ['b', 'a', 'c']) await store.aliases.put({ owner: space, name, words: name, by }, 3);
      expect(await store.aliases.put({ owner: space, name: 'd', words: 'd', by }, 3)).toEqual({ isKept: false });
      expect(await store.aliases.put({ owner: space, name: 'a', words: 'new', by }, 3)).toMatchObject({ isKept: true });
      expect(await store.aliases.put({ owner: person, name: 'd', words: 'd', by }, 3)).toEqual({ isKept: true });
      expect((await store.aliases.list([space])).map(({ words }) => words)).toEqual(['new', 'b', 'c']);
      expect((await store.aliases.list([space, person])).map(({ name }) => name)).toEqual(['a', 'b', 'c', 'd']);
    });

    test('what is removed comes back once', async () => {
      await store.aliases.put({ owner: space, name: 'm', words: 'wake', by }, 50);
      expect(await store.aliases.remove(person, 'm')).toBeUndefined();
      expect(await store.aliases.remove(space, 'M')).toMatchObject({ name: 'm', words: 'wake' });
      expect(await store.aliases.remove(space, 'm')).toBeUndefined();
    });

    test('they go with their space; those of people stay', async () => {
      await store.aliases.put({ owner: space, name: 'm', words: 'wake', by }, 50);
      await store.aliases.put({ owner: person, name: 'm', words: 'wake', by }, 50);
      await store.spaces.forget('space-1');
      expect(await store.aliases.list([space, person])).toMatchObject([{ owner: person }]);
    });

    test('any text comes back as it was', async () => {
      for (const text of hostileTexts) {
        await store.aliases.put(
          { owner: space, name: 'm', words: text, body: text, by: { id: text, email: text } },
          50,
        );
        expect(await store.aliases.find([space], 'm')).toMatchObject([
          { words: text, body: text, by: { id: text, email: text } },
        ]);
      }
    });
  });
}
