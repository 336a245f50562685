import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createKeyRing, type SecretKey } from '#lib/keys.ts';
import { createSeal, keyIdOf, type Place, type Seal, Unopened } from '#lib/seal.ts';
import { newKey } from './new-key.ts';

const webhookSecret = 'a secret of these tests';
const sealOf = (...secretKeys: SecretKey[]): Seal => createSeal(createKeyRing({ secretKeys, webhookSecret }));
const [a, b] = [newKey('2026a'), newKey('2026b')];
const seal = sealOf(a);
const PLACE: Place = { table: 'plan', row: 'p1', purpose: 'args' };

function whyNot(open: () => unknown): string {
  try {
    open();
  } catch (error) {
    if (error instanceof Unopened) return error.why;
    throw error;
  }
  return 'it opened';
}

test('what was closed comes back, in another process too', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.string(), (value, row) => {
      const json = JSON.parse(JSON.stringify(value));
      const place = { ...PLACE, row };
      expect(sealOf(a).open(seal.close(value, place), place)).toEqual(json);
    }),
  );
});

test('the same thing never looks the same, shows nothing of itself, and names its key', () => {
  const [one, other] = [seal.close({ pin: 'canary4711' }, PLACE), seal.close({ pin: 'canary4711' }, PLACE)];
  expect(one).not.toBe(other);
  expect(Buffer.from(one, 'base64url').toString('latin1')).not.toContain('canary');
  expect(keyIdOf(one)).toBe('2026a');
  expect(keyIdOf(sealOf().close(1, PLACE))).toBe('w');
});

test('nonces do not come twice', () => {
  const nonces = Array.from({ length: 2_000 }, () => seal.close(1, PLACE).split('.')[2]?.slice(0, 16));
  expect(new Set(nonces).size).toBe(2_000);
});

describe('what does not open', () => {
  const sealed = seal.close({ level: 30 }, PLACE);

  test.each<[string, Partial<Place>]>([
    ['another row', { row: 'p2' }],
    ['another table', { table: 'effect' }],
    ['another of the row’s values', { purpose: 'outcome' }],
    ['a place that only reads alike', { row: 'p1","args' }],
  ])('a value in %s', (_what, other) => {
    expect(whyNot(() => seal.open(sealed, { ...PLACE, ...other }))).toBe('broken');
  });

  test('one with any character changed', () => {
    for (let at = 0; at < sealed.length; at += 1)
      for (const instead of ['A', 'b', '-', '.']) {
        const changed = sealed.slice(0, at) + instead + sealed.slice(at + 1);
        if (changed !== sealed) expect(whyNot(() => seal.open(changed, PLACE))).not.toBe('it opened');
      }
  });

  test('one with any bit flipped', () => {
    const [version, id, body = ''] = sealed.split('.');
    const bytes = Buffer.from(body, 'base64url');
    for (let bit = 0; bit < bytes.length * 8; bit += 1) {
      const flipped = Buffer.from(bytes);
      flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(whyNot(() => seal.open(`${version}.${id}.${flipped.toString('base64url')}`, PLACE))).toBe('broken');
    }
  });

  test('one that was cut off, lengthened, or is nothing of the kind', () => {
    const old = Buffer.alloc(60, 7).toString('base64url');
    for (const odd of [sealed.slice(0, -1), sealed.slice(0, 30), `${sealed}A`, `${sealed}=`, old, '', 'x', null, {}])
      expect(whyNot(() => seal.open(odd, PLACE))).toBe('broken');
  });

  test('one of a key that this process does not have, or that has the same id and other bytes', () => {
    expect(whyNot(() => sealOf(b).open(sealed, PLACE))).toBe('unknown-key');
    expect(whyNot(() => sealOf(newKey('2026a')).open(sealed, PLACE))).toBe('broken');
    const underAnotherName = sealed.replace('2026a', '2026b');
    expect(whyNot(() => sealOf({ ...a, id: '2026b' }).open(underAnotherName, PLACE))).toBe('broken');
  });

  test('says what to do, and nothing of what was sealed', () => {
    expect(() => seal.open('x', PLACE)).toThrow('I can no longer read what I kept of this');
    expect(whyNot(() => seal.open('canary4711', PLACE))).toBe('broken');
  });
});

test('in a rotation, processes with the keys in either order open what the other closed', () => {
  const [before, after] = [sealOf(a, b), sealOf(b, a)];
  expect(after.open(before.close('old', PLACE), PLACE)).toBe('old');
  expect(before.open(after.close('new', PLACE), PLACE)).toBe('new');
  expect(sealOf(a).open(sealOf().close('of before there were keys', PLACE), PLACE)).toBe('of before there were keys');
});

test('a stamp is the same for the same text, whatever keys a process has, and needs the secret', () => {
  expect(sealOf(a).stamp('a')).toBe(sealOf(b, a).stamp('a'));
  expect(sealOf(a).stamp('a')).toBe(sealOf().stamp('a'));
  expect(seal.stamp('a')).not.toBe(seal.stamp('b'));
  expect(seal.stamp('a')).not.toBe(createSeal(createKeyRing({ webhookSecret: 'another secret' })).stamp('a'));
});
