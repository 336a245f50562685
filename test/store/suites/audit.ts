import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Store } from '#store/index.ts';
import type { Place, TestEngine } from '../engines.ts';
import { auditEntry, hostileTexts, repeat } from '../samples.ts';

export function auditSuite(engine: TestEngine): void {
  describe('the audit', () => {
    let place: Place;
    let store: Store;
    beforeEach(async () => {
      place = await engine.place();
      store = await place.open();
    });
    afterEach(() => place[Symbol.asyncDispose]());

    const words = async (query: { limit: number; before?: string; spaceId?: string }) =>
      (await store.audit.recent({ spaceId: 'space-1', ...query })).map((entry) => entry.words);

    test('an entry comes back as it was written', async () => {
      const id = await store.audit.append(auditEntry({ at: 1_700_000_000_123 }));
      expect(await store.audit.recent({ spaceId: 'space-1', limit: 10 })).toEqual([
        { id, ...auditEntry({ at: 1_700_000_000_123 }) },
      ]);
    });

    test('what is optional may be left out', async () => {
      const entry = auditEntry({ messageId: undefined, detail: undefined, trackingIds: undefined });
      await store.audit.append(entry);
      const [stored] = await store.audit.recent({ spaceId: 'space-1', limit: 1 });
      expect(stored).toMatchObject({ messageId: undefined, trackingIds: [], at: expect.any(Number) });
      expect(stored?.detail).toBeUndefined();
    });

    test('the newest come first, a page at a time, of one space only', async () => {
      for (let number = 1; number <= 5; number++) store.audit.appendLater(auditEntry({ words: `w${number}` }));
      store.audit.appendLater(auditEntry({ words: 'elsewhere', spaceId: 'space-2' }));
      await store.audit.flush();

      expect(await words({ limit: 2 })).toEqual(['w5', 'w4']);
      const page = await store.audit.recent({ spaceId: 'space-1', limit: 2 });
      expect(await words({ limit: 10, before: page.at(-1)?.id ?? '' })).toEqual(['w3', 'w2', 'w1']);
      expect(await words({ limit: 10, spaceId: 'space-2' })).toEqual(['elsewhere']);
      expect(await words({ limit: -1 })).toEqual(['w5']);
    });

    test('entries for now and for later stay in the order they were given', async () => {
      store.audit.appendLater(auditEntry({ words: 'first' }));
      await store.audit.append(auditEntry({ words: 'second' }));
      store.audit.appendLater(auditEntry({ words: 'third' }));
      await store.audit.flush();
      expect(await words({ limit: 10 })).toEqual(['third', 'second', 'first']);
    });

    test('what waits is stored when the store is closed', async () => {
      for (let number = 0; number < 1_000; number++) store.audit.appendLater(auditEntry());
      await store.close();
      store = await place.open();
      expect(await words({ limit: 500 })).toHaveLength(500);
      await expect(store.audit.flush()).resolves.toBeUndefined();
    });

    test('an entry for later becomes durable without anybody asking', async () => {
      store.audit.appendLater(auditEntry({ words: 'read' }));
      await expect.poll(() => words({ limit: 1 })).toEqual(['read']);
    });

    test('words are cut to 500 characters, never through one', async () => {
      await store.audit.append(auditEntry({ words: `${'x'.repeat(498)}😀${'y'.repeat(7_000)}` }));
      const [text = ''] = await words({ limit: 1 });
      expect(text).toBe(`${'x'.repeat(498)}…`);
    });

    test('words, names and details are kept verbatim, whatever they hold', async () => {
      for (const text of hostileTexts) {
        await store.audit.append(auditEntry({ words: text, detail: text, targets: [{ id: text, name: text }] }));
        expect(await store.audit.recent({ spaceId: 'space-1', limit: 1 })).toMatchObject([
          { words: text, detail: text, targets: [{ id: text, name: text }] },
        ]);
      }
    });

    test('ids that no id looks like do not spoil the entries beside them', async () => {
      const odd = hostileTexts.map((text) => ({ messageId: text, personEmail: text, action: text, spaceId: text }));
      await repeat(odd.length * 2, (index) => store.audit.append(auditEntry(index % 2 ? odd[(index - 1) / 2] : {})));
      expect(await words({ limit: 100 })).toHaveLength(odd.length);
      for (const { spaceId } of odd) expect(await words({ limit: 100, spaceId })).toHaveLength(1);
    });
  });
}
