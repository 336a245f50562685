import { expect, test } from 'vitest';
import { createKeyRing, macKeys } from '#lib/keys.ts';
import { newKey } from './new-key.ts';

const webhookSecret = 'a secret of these tests';

test('without keys, the one made of the webhook’s secret closes and opens', () => {
  const ring = createKeyRing({ webhookSecret });
  expect(ring.ids).toEqual(['w']);
  expect(ring.current).toBe(ring.steady);
  expect(ring.find('2026a')).toBeUndefined();
});

test('the first key is the current one; all are found, that of the webhook’s secret too', () => {
  const [a, b] = [newKey('2026a'), newKey('2026b')];
  const ring = createKeyRing({ secretKeys: [b, a], webhookSecret });
  expect(ring.ids).toEqual(['2026b', '2026a', 'w']);
  expect(ring.current.id).toBe('2026b');
  expect(ring.find('w')?.keyFor('seal')).toEqual(createKeyRing({ webhookSecret }).current.keyFor('seal'));
});

test('a key is the same for the same use only, in every process', () => {
  const secretKeys = [newKey('a')];
  const [one, other] = [createKeyRing({ secretKeys, webhookSecret }), createKeyRing({ secretKeys, webhookSecret })];
  expect(one.current.keyFor('seal')).toEqual(other.current.keyFor('seal'));
  expect(one.current.keyFor('seal')).not.toEqual(one.current.keyFor('stamp'));
  expect(one.current.keyFor('seal')).not.toEqual(Buffer.from(secretKeys[0]?.base64 ?? '', 'base64'));
});

test('what is steady does not change with the keys', () => {
  const rings = [[], [newKey('a')], [newKey('b'), newKey('a')]].map((secretKeys) =>
    createKeyRing({ secretKeys, webhookSecret }),
  );
  expect(new Set(rings.map(({ steady }) => steady.keyFor('stamp').toString('hex'))).size).toBe(1);
});

test('a signature is checked by its key’s id after a rotation too, and by nobody who lacks the key', () => {
  const [a, b] = [newKey('a'), newKey('b')];
  const before = macKeys(createKeyRing({ secretKeys: [a], webhookSecret }), 'audit');
  const after = macKeys(createKeyRing({ secretKeys: [b, a], webhookSecret }), 'audit');
  expect(after.current.id).toBe('b');
  expect(after.find('a')?.mac('entry')).toBe(before.current.mac('entry'));
  expect(after.current.mac('entry')).not.toBe(before.current.mac('entry'));
  expect(after.current.mac(Buffer.from('entry'))).toBe(after.current.mac('entry'));
  expect(macKeys(createKeyRing({ secretKeys: [b], webhookSecret }), 'audit').find('a')).toBeUndefined();
  expect(macKeys(createKeyRing({ secretKeys: [a], webhookSecret }), 'other').current.mac('entry')).not.toBe(
    before.current.mac('entry'),
  );
});

test('a ring that comes into a log shows no key', () => {
  const key = newKey('a');
  const ring = createKeyRing({ secretKeys: [key], webhookSecret });
  ring.current.keyFor('seal');
  const told = JSON.stringify({ ring, mac: macKeys(ring, 'audit') });
  expect(told).not.toContain(key.base64);
  expect(told).not.toContain(webhookSecret);
});
