import fc from 'fast-check';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { jsonColumn, plain, toJson } from '#store/text.ts';

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
