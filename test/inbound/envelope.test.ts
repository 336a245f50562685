import fc from 'fast-check';
import { expect, test } from 'vitest';
import { eventKey, readEnvelope } from '#inbound/envelope.ts';

const read = (value: unknown) => readEnvelope(Buffer.from(JSON.stringify(value)));
const envelope = {
  id: 'hook',
  name: 'x',
  resource: 'messages',
  event: 'created',
  actorId: 'p',
  data: { id: 'm', roomId: 'r' },
};

test('an event keeps what the bot needs and is known by its own id, not the webhook’s', () => {
  const result = read(envelope);
  if (!('event' in result)) throw new Error('not read');
  expect(result.event).toMatchObject({
    resource: 'messages',
    event: 'created',
    actorId: 'p',
    data: { id: 'm', roomId: 'r' },
  });
  expect(eventKey(result.event)).toBe('messages:created:m');
});

test.each([
  ['not an envelope', null],
  ['not an envelope', []],
  ['not an envelope', { ...envelope, data: {} }],
  ['not an envelope', { ...envelope, data: { id: '' } }],
  ['not an envelope', { ...envelope, resource: 7 }],
  ['not an event of this bot', { ...envelope, event: 'updated' }],
  ['not an event of this bot', { ...envelope, resource: '__proto__' }],
])('set aside as %s: %j', (aside, value) => {
  expect(read(value)).toEqual({ aside });
});

test('odd values beside the id are left out', () => {
  expect(read({ ...envelope, actorId: 5, data: { id: 'm', roomId: {} } })).toMatchObject({
    event: { data: { id: 'm' } },
  });
});

test('no bytes throw', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.uint8Array({ maxLength: 65_536 }),
        fc.json().map((text) => Buffer.from(text)),
      ),
      (bytes) => {
        expect(readEnvelope(Buffer.from(bytes))).toBeTypeOf('object');
      },
    ),
  );
  for (const text of ['['.repeat(65_536), '{"a":'.repeat(10_000), `"${'\\u0000'.repeat(10_000)}"`]) {
    expect(readEnvelope(Buffer.from(text))).toHaveProperty('aside');
  }
});
