import { expect, test } from 'vitest';
import { mergeStatus } from '#webex/merge.ts';
import { failureOf, fakeWebex } from './fake-webex.ts';

test('status names are repeated parameters, ten a request, and the answers are joined', async () => {
  await using fake = await fakeWebex(({ query }) => ({
    json: {
      deviceId: 'd',
      result: {
        Audio: Object.fromEntries(query.getAll('name').map((name) => [name, 1])),
        Call: [{ id: 3, [`${query.get('name')}`]: 1 }],
      },
    },
  }));
  const names = Array.from({ length: 12 }, (_, at) => `Call[${at}].Status`);
  const result = await fake.webex.xapi.status('d=', names);
  expect(fake.seen.map((one) => one.query.getAll('name').length)).toEqual([10, 2]);
  expect(fake.seen[0]?.query.get('deviceId')).toBe('d=');
  expect(Object.keys(result['Audio'] as object)).toHaveLength(12);
  expect(result['Call']).toEqual([{ id: 3, 'Call[0].Status': 1, 'Call[10].Status': 1 }]);
});

test('a command name is one encoded segment of the path', async () => {
  await using fake = await fakeWebex(() => ({ json: { deviceId: 'd', result: {} } }));
  await fake.webex.xapi.command('d', 'Audio/../x?y');
  expect(fake.seen[0]?.path).toBe('/v1/xapi/command/Audio%2F..%2Fx%3Fy');
  expect(await failureOf(fake.webex.xapi.command('d', '..'))).toMatchObject({ outcome: 'not-sent' });
  expect(fake.seen).toHaveLength(1);
});

test('arguments keep their types, and the body goes beside them', async () => {
  await using fake = await fakeWebex(() => ({ json: { result: { ok: true } } }));
  const input = { arguments: { ConnectorId: [2, 3], Layout: 'Equal' }, body: 'line 1\nline 2' };
  expect((await fake.webex.xapi.command('d', 'Presentation.Start', input)).result).toEqual({ ok: true });
  expect(JSON.parse(String(fake.seen[0]?.body))).toEqual({ deviceId: 'd', ...input });
});

test('a schema is asked for five devices at a time', async () => {
  await using fake = await fakeWebex(({ query }) => ({
    json: query
      .getAll('deviceId')
      .map((deviceId) => ({ deviceId, commands: { 'A.B': { arguments: { Id: { schema: {} } } } } })),
  }));
  const schemas = await fake.webex.xapi.schema(['1', '2', '3', '4', '5', '6'], { command: ['A.*'] });
  expect(fake.seen.map((one) => one.query.getAll('deviceId').length)).toEqual([5, 1]);
  expect(schemas[5]).toEqual({
    deviceId: '6',
    status: {},
    commands: { 'A.B': { arguments: { Id: { required: false, schema: {} } } } },
  });
});

test('joining status answers reaches no prototype', () => {
  const evil: Record<string, unknown> = JSON.parse('{"__proto__":{"polluted":1},"a":{"__proto__":{"polluted":1}}}');
  mergeStatus({ a: {} }, evil);
  expect(Reflect.get({}, 'polluted')).toBeUndefined();
});
