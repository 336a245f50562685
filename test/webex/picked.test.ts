import fc from 'fast-check';
import { expect, test } from 'vitest';
import { picking } from '#webex/picked.ts';
import { cut } from './pieces.ts';

function picked(names: readonly string[], pieces: Iterable<Buffer>): string {
  const keeper = picking(names)();
  for (const piece of pieces) keeper.take(piece);
  return keeper.text();
}

const places = fc.array(fc.nat(), { maxLength: 40 });
const nasty = fc.oneof(
  fc.string({ unit: fc.constantFrom('"', '\\', '{', '}', ':', ',', ' ', '[', 'a', 'A.B', 'é', '\u0000') }),
  fc.string({ unit: 'grapheme', maxLength: 8 }),
);
/** Begins as the keys of configurations do, and is the name of nothing inside an entry. */
const key = fc.oneof(
  fc.constantFrom('A.B', 'A.BB', 'Audio.Input.Microphone[1].Gain', 'Video.Output.Connector[2].Resolution'),
  nasty.map((rest) => `K.${rest}`),
);
const inner = fc.oneof(nasty, fc.constantFrom('value', 'sources')).map((name) => `.${name}`);
const value = fc.letrec<{ any: unknown }>((tie) => ({
  any: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    fc.oneof(nasty, key, fc.integer(), fc.boolean(), fc.constant(null)),
    fc.array(tie('any'), { maxLength: 3 }),
    fc.dictionary(inner, tie('any'), { maxKeys: 3 }),
  ),
})).any;
const entry = fc.dictionary(inner, value, { maxKeys: 4 });

test('whatever the configurations are and wherever the answer is cut, what is wanted is found as JSON.parse finds it', () => {
  fc.assert(
    fc.property(
      fc.dictionary(key, fc.oneof({ arbitrary: entry, weight: 4 }, { arbitrary: nasty, weight: 1 }), { maxKeys: 8 }),
      fc.array(key, { maxLength: 3 }),
      fc.constantFrom(undefined, 1, '\t'),
      places,
      (items, others, indent, at) => {
        const wanted = [...Object.keys(items).filter((_name, index) => index % 2 === 0), ...others];
        const whole = JSON.stringify({ deviceId: 'A.B', items }, undefined, indent);
        const kept: unknown = JSON.parse(picked(wanted, cut(whole, at)));
        const objects = wanted.flatMap((name) => {
          const own = Object.hasOwn(items, name) ? items[name] : undefined;
          return typeof own === 'object' ? [[name, own]] : [];
        });
        expect(kept).toEqual(JSON.parse(JSON.stringify(Object.fromEntries(objects))));
      },
    ),
    { numRuns: 200 },
  );
});

test('what does not begin and end as an object gives nothing at all', () => {
  const keep = (pieces: Iterable<Buffer>) => picked(['A.B'], pieces);
  const page = '<html><script>{"items":{"A.B":{"value":1}}}</script></html>';
  for (const text of ['', '  ', page, '[{"A.B":{}}]', 'null']) expect(keep(cut(text, [3, 9]))).toBe('');
  // A connection that ends early, without a word.
  expect(keep(cut('{"items":{"A.B":{"value":1},"A.C":', [4]))).toBe('');
  expect(keep(cut('\n {"items":{"A.B": {"value" : 1}}}\r\n ', [4, 12, 19]))).toBe('{"A.B":{"value" : 1}}');
});

test('an entry that is too large is left out, the others stay', () => {
  const items = { 'A.A': { value: 1 }, 'A.B': { value: 'x'.repeat(70_000) }, 'A.C': { value: 3 } };
  const kept = picked(Object.keys(items), cut(JSON.stringify({ items }), [65_536]));
  expect(JSON.parse(kept)).toEqual({ 'A.A': { value: 1 }, 'A.C': { value: 3 } });
  const many = Object.fromEntries(Array.from({ length: 20 }, (_, at) => [`B.${at}`, { value: 'x'.repeat(60_000) }]));
  const some = picked(Object.keys(many), cut(JSON.stringify({ items: many }), [65_536]));
  expect(some.length).toBeLessThan(600_000);
  expect(Object.keys(JSON.parse(some)).length).toBeGreaterThan(4);
});
