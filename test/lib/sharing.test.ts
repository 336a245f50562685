import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createMemory, createSharing } from '#lib/sharing.ts';

test('records are as they were, and what is equal in them is the same', () => {
  fc.assert(
    fc.property(fc.array(fc.dictionary(fc.stringMatching(/^[a-z]{1,3}$/), fc.jsonValue())), (rows) => {
      const share = createSharing();
      const shared = structuredClone(rows).map((row) => share(row));
      expect(shared).toEqual(rows);
      const again = structuredClone(rows).map((row) => share(row));
      for (const [index, row] of again.entries())
        for (const [name, value] of Object.entries(row)) expect(value).toBe(shared[index]?.[name]);
    }),
  );
});

test('a text is never taken for the list that is written like it', () => {
  const share = createSharing();
  expect([share({ a: '["x"]' }), share({ a: ['x'] }), share({ a: '' }), share({ a: undefined })]).toEqual([
    { a: '["x"]' },
    { a: ['x'] },
    { a: '' },
    { a: undefined },
  ]);
});

test('records that are read again are as they came, and hold nothing twice that is as it was', () => {
  const id = fc.constantFrom('a', 'b', 'c');
  const list = fc.array(
    fc.record({
      id,
      name: fc.string(),
      tags: fc.array(fc.string()),
      mode: fc.jsonValue(),
      ip: fc.option(fc.string(), { nil: undefined }),
    }),
  );
  fc.assert(
    fc.property(list, list, (first, second) => {
      const memory = createMemory<(typeof first)[number]>();
      const read = (rows: typeof first) => {
        const share = memory.list();
        return structuredClone(rows).map((row) => share(row));
      };
      expect(read(first)).toEqual(first);
      const again = read(second);
      expect(again).toEqual(second);
      const third = read(second);
      expect(third).toEqual(second);
      for (const [index, row] of third.entries())
        if (second.filter((one) => one.id === row.id).length === 1) expect(row).toBe(again[index]);
    }),
  );
});

test('a record that has a field less, and another without a value, is not taken for the one before', () => {
  const memory = createMemory<{ id: string; mac?: string | undefined; ip?: string | undefined }>();
  memory.list()({ id: 'a', mac: '00:11' });
  expect(memory.list()({ id: 'a', ip: undefined })).toEqual({ id: 'a' });
});
