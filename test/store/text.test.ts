import fc from 'fast-check';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { jsonColumn, plain, shortened, toJson } from '#store/text.ts';

const anyText = fc.string({ unit: fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('\ud83d', '\udc00', '\0')) });

test('JSON brings any text back, in characters that both engines can hold', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      const column = toJson(text);
      expect(plain(column)).toBe(column);
      expect(jsonColumn(z.string()).parse(column)).toBe(text);
    }),
  );
  expect(toJson(undefined)).toBe('null');
});

test('an id is well formed and holds no NUL', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      expect(plain(text).isWellFormed()).toBe(true);
      expect(plain(text)).not.toContain('\0');
    }),
  );
});

test('a shortened text is within the limit and breaks no character', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'grapheme', minLength: 0, maxLength: 40 }),
      fc.integer({ min: 1, max: 20 }),
      (text, limit) => {
        const short = shortened(text, limit);
        expect(short.length).toBeLessThanOrEqual(limit);
        expect(short.isWellFormed()).toBe(true);
        if (text.length <= limit) expect(short).toBe(text);
      },
    ),
  );
});
