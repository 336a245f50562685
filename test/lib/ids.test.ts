import fc from 'fast-check';
import { expect, test } from 'vitest';
import { sameId } from '#lib/ids.ts';

const id = fc.base64String({ minLength: 4, maxLength: 40 }).map((text) => text.replace(/=+$/, ''));
const padding = fc.constantFrom('', '=', '==');

test('padding makes no other id', () => {
  fc.assert(
    fc.property(id, padding, padding, (text, left, right) => {
      expect(sameId(text + left, text + right)).toBe(true);
    }),
  );
});

test('another id is another id, padded or not, and in any order', () => {
  fc.assert(
    fc.property(id, id, padding, padding, (one, other, left, right) => {
      expect(sameId(one + left, other + right)).toBe(one === other);
      expect(sameId(other + right, one + left)).toBe(one === other);
    }),
  );
});

test.each([
  ['AB', 'ab'],
  ['a=b', 'a'],
  ['a=b=', 'a=c='],
  ['a===', 'a'],
  ['', 'a'],
])('"%s" is not "%s"', (one, other) => expect(sameId(one, other)).toBe(false));
