import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createSeal } from '#lib/seal.ts';

const seal = createSeal('a secret of these tests');

test('what was closed comes back, in another process too', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const json = JSON.parse(JSON.stringify(value));
      expect(createSeal('a secret of these tests').open(seal.close(value))).toEqual(json);
    }),
  );
});

test('the same thing never looks the same, and shows nothing of itself', () => {
  const [one, other] = [seal.close({ pin: 'canary4711' }), seal.close({ pin: 'canary4711' })];
  expect(one).not.toBe(other);
  expect(Buffer.from(one, 'base64url').toString('latin1')).not.toContain('canary');
});

test('another key, a changed character and anything else is no plan', () => {
  const sealed = seal.close({ level: 30 });
  const changed = `${sealed.slice(0, -2)}${sealed.endsWith('AA') ? 'BB' : 'AA'}`;
  expect(() => createSeal('another secret').open(sealed)).toThrow('I can no longer read this plan');
  for (const odd of [changed, '', 'x', sealed.slice(0, 20), { level: 30 }, null, undefined])
    expect(() => seal.open(odd)).toThrow('I can no longer read this plan');
});

test('a stamp is the same for the same text and key only', () => {
  expect(seal.stamp('a')).toBe(createSeal('a secret of these tests').stamp('a'));
  expect(seal.stamp('a')).not.toBe(seal.stamp('b'));
  expect(seal.stamp('a')).not.toBe(createSeal('another secret').stamp('a'));
});
