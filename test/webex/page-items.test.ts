import fc from 'fast-check';
import { expect, test } from 'vitest';
import { itemsOf } from '#webex/page-items.ts';
import { cut } from './pieces.ts';

function read(text: string, places: readonly number[]) {
  const items: unknown[] = [];
  const keeper = itemsOf((item) => items.push(item));
  for (const piece of cut(text, places)) keeper.take(piece);
  return { items, kept: keeper.text() };
}

const places = fc.array(fc.nat(), { maxLength: 40 });
const nasty = fc.oneof(
  fc.string({ unit: fc.constantFrom('"', '\\', '{', '}', ':', ',', ' ', '[', ']', 'a', 'items', 'é', '\u0000') }),
  fc.constantFrom('items', '"items":[{', ']}'),
);
const value = fc.letrec<{ any: unknown }>((tie) => ({
  any: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    fc.oneof(nasty, fc.integer(), fc.boolean(), fc.constant(null)),
    fc.array(tie('any'), { maxLength: 3 }),
    fc.dictionary(nasty, tie('any'), { maxKeys: 3 }),
  ),
})).any;
const isObject = (one: unknown) => typeof one === 'object' && one !== null && !Array.isArray(one);

test('whatever the items are and wherever the page is cut, each comes as JSON.parse gives it', () => {
  fc.assert(
    fc.property(
      fc.array(value, { maxLength: 6 }),
      fc.dictionary(
        nasty.filter((name) => name !== 'items' && name !== '__proto__'),
        value,
        { maxKeys: 3 },
      ),
      fc.boolean(),
      fc.constantFrom(undefined, 1, '\t'),
      places,
      (items, others, isFirst, indent, at) => {
        const whole = JSON.stringify(isFirst ? { items, ...others } : { ...others, items }, undefined, indent);
        const plain: unknown[] = JSON.parse(JSON.stringify(items));
        expect(read(whole, at)).toEqual({
          items: plain.map((one) => (isObject(one) ? one : undefined)),
          kept: '{"items":[]}',
        });
      },
    ),
    { numRuns: 300 },
  );
});

test('what is no page, or breaks off, is never taken for one', () => {
  fc.assert(
    fc.property(
      fc.array(fc.dictionary(nasty, value, { maxKeys: 3 }), { maxLength: 4 }),
      places,
      fc.nat(),
      (items, at, end) => {
        const whole = JSON.stringify({ items });
        expect(read(whole.slice(0, end % whole.length), at).kept).toBe('');
      },
    ),
  );
  for (const text of [
    '',
    ' ',
    'null',
    '"items"',
    '12',
    '<html>{"items":[]}</html>',
    '[{"items":[]}]',
    '{"items":[]}}',
    '{"items":[]}{}',
  ])
    expect(read(text, [2, 5]).kept).toBe('');
  expect(read('{"items":[{"a":1},{"a":}]}', [3]).kept).toBe('');
  for (const text of [
    '{}',
    '{"message":"no","errors":[]}',
    '{"items":{"a":[]}}',
    '{"a":{"items":[{}]}}',
    '{"a":"items","b":[{}]}',
  ])
    expect(read(text, [4])).toEqual({ items: [], kept: '{}' });
});
