import fc from 'fast-check';
import { expect, test } from 'vitest';
import { z } from 'zod';
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

const Tool = z.object({
  id: z.string(),
  name: z.string().transform((name) => name.trim()),
  tags: z.array(z.string()).catch([]),
  mode: z
    .union([z.object({ mode: z.string() }), z.string().transform((mode) => ({ mode }))])
    .optional()
    .catch(undefined),
  ip: z.string().optional().catch(undefined),
  count: z.number(),
});
const id = fc.constantFrom('a', 'b', 'c');
const mode = fc.constantFrom('on', 'off');
const tool = fc.record(
  {
    id: fc.oneof(id, fc.constant(7)),
    name: fc.oneof(fc.string({ maxLength: 2 }), fc.constant(null)),
    tags: fc.oneof(fc.array(fc.string({ maxLength: 1 }), { maxLength: 2 }), fc.constant('none')),
    mode: fc.oneof(mode, fc.record({ mode, more: fc.boolean() }, { requiredKeys: ['mode'] }), fc.jsonValue()),
    ip: fc.oneof(fc.string({ maxLength: 2 }), fc.constant(null), fc.constant(undefined)),
    count: fc.oneof({ weight: 5, arbitrary: fc.nat(2) }, { weight: 1, arbitrary: fc.constant('many') }),
  },
  { requiredKeys: ['id'] },
);
const lists = fc.array(fc.array(fc.oneof({ weight: 9, arbitrary: tool }, fc.jsonValue())), { maxLength: 4 });
const readBy = (schema: z.ZodType, rows: readonly unknown[]) => rows.map((row) => schema.safeParse(row).data);

test('a list that is read again is what its schema makes of it, whatever was read before', () => {
  fc.assert(
    fc.property(lists, (all) => {
      const memory = createMemory(Tool);
      for (const rows of all) expect(readBy(memory.list(), structuredClone(rows))).toEqual(readBy(Tool, rows));
    }),
    { numRuns: 500 },
  );
});

test('a record that is as it was is the one before, and of one that changed the rest is', () => {
  const memory = createMemory(Tool);
  const read = (row: unknown) => memory.list().parse(structuredClone(row));
  const row = { id: 'a', name: ' Fjord', tags: ['x', 'y'], mode: 'on', count: 1 };
  const first = read(row);
  expect(read(row)).toBe(first);
  const moved = read({ ...row, ip: '10.0.0.1' });
  expect(moved).toEqual({ ...first, ip: '10.0.0.1' });
  expect(moved.tags).toBe(first.tags);
  expect(read(row)).toEqual(first);
});

test('what a schema can not read does not change what was read before', () => {
  const memory = createMemory(Tool);
  const good = { id: 'a', name: 'Fjord', tags: [], count: 1 };
  const first = memory.list().parse(good);
  expect(memory.list().safeParse({ ...good, count: 'many' }).success).toBe(false);
  expect(memory.list().parse({ ...good })).toBe(first);
});
