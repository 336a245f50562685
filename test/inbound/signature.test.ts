import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isSigned } from '#inbound/signature.ts';

const secret = 'shared secret';
const body = Buffer.from('{"any": "bytes"}');
const sign = (algorithm: string, bytes = body, key = secret) => createHmac(algorithm, key).update(bytes).digest('hex');
const sha1 = sign('sha1');
const sha256 = `SHA-256=${sign('sha256')}`;
const sha512 = `SHA-512=${sign('sha512')}`;
const good = (headers: Record<string, string[]>) => isSigned(headers, body, secret);

test.each<[string, Record<string, string[]>]>([
  ['the older header', { 'x-spark-signature': [sha1] }],
  ['the older header in capitals', { 'x-spark-signature': [sha1.toUpperCase()] }],
  ['the newer header', { 'x-webex-signature': [`${sha256}, ${sha512}`] }],
  ['one algorithm of the newer header', { 'x-webex-signature': [sha512] }],
  ['an algorithm from the future beside a known one', { 'x-webex-signature': [`SHA-999=ab, ${sha256}`] }],
  ['both headers', { 'x-spark-signature': [sha1], 'x-webex-signature': [sha256] }],
])('%s is accepted', (_what, headers) => {
  expect(good(headers)).toBe(true);
});

test.each<[string, Record<string, string[]>]>([
  ['no header', {}],
  ['an empty header', { 'x-spark-signature': [''] }],
  ['the signature of other bytes', { 'x-spark-signature': [sign('sha1', Buffer.from('{}'))] }],
  ['the signature of another secret', { 'x-spark-signature': [sign('sha1', body, 'guess')] }],
  [
    'a right older header beside a wrong newer one',
    { 'x-spark-signature': [sha1], 'x-webex-signature': ['SHA-256=00'] },
  ],
  ['a right newer header beside a wrong older one', { 'x-spark-signature': ['00'], 'x-webex-signature': [sha256] }],
  ['one wrong algorithm of two', { 'x-webex-signature': [`${sha256}, SHA-512=${'0'.repeat(128)}`] }],
  ['only unknown algorithms', { 'x-webex-signature': ['SHA-999=ab'] }],
  ['an older header sent twice', { 'x-spark-signature': [sha1, sha1] }],
  ['a newer header sent twice', { 'x-webex-signature': [sha256, sha256] }],
  ['an algorithm named twice', { 'x-webex-signature': [`${sha256}, ${sha256}`] }],
  ['a shortened signature', { 'x-spark-signature': [sha1.slice(0, -2)] }],
  ['something longer behind the signature', { 'x-spark-signature': [`${sha1}00`] }],
  ['letters that are no hex', { 'x-spark-signature': [`${sha1.slice(0, -1)}g`] }],
])('%s is refused', (_what, headers) => {
  expect(good(headers)).toBe(false);
});

test('no header but the right one is accepted, and none throws', () => {
  const header = fc.oneof(
    fc.string(),
    fc.string({ unit: 'binary' }),
    fc.constantFrom('SHA-256=', '=,=', `SHA-256=${'é'.repeat(64)}`),
  );
  fc.assert(
    fc.property(fc.constantFrom('x-spark-signature', 'x-webex-signature'), fc.array(header), (name, values) => {
      expect(good(values.length > 0 ? { [name]: values } : {})).toBe(false);
    }),
  );
});

test('any bytes are signed as they are', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 2_000 }), (bytes) => {
      const buffer = Buffer.from(bytes);
      expect(isSigned({ 'x-spark-signature': [sign('sha1', buffer)] }, buffer, secret)).toBe(true);
    }),
  );
});
