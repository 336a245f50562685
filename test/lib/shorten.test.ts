import fc from 'fast-check';
import { expect, test } from 'vitest';
import { clipBytes, shortened } from '#lib/shorten.ts';

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

test('text is cut at a character’s boundary with an ellipsis', () => {
  expect(clipBytes('Fjord', 5)).toBe('Fjord');
  expect(clipBytes('Fjordene', 7)).toBe('Fjor…');
  expect(clipBytes('🚒🚒🚒', 10)).toBe('🚒…');
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 3, max: 40 }), (text, limit) => {
      const clipped = clipBytes(text, limit);
      expect(Buffer.byteLength(clipped)).toBeLessThanOrEqual(limit);
      expect(text.startsWith(clipped.replace(/…$/, ''))).toBe(true);
    }),
  );
});
