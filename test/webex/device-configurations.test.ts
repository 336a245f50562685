import { expect, test } from 'vitest';
import { openAsAdmin } from './as-admin.ts';
import { failureOf, fakeWebex, TOKEN } from './fake-webex.ts';

const VOLUME = {
  value: 50,
  source: 'configured',
  sources: {
    default: {
      value: 70,
      level: 'schemaDefault',
      enforced: false,
      editability: { isEditable: false, reason: 'FACTORY_DEFAULT' },
    },
    configured: { value: 50, level: 'device', enforced: false, editability: { isEditable: true } },
  },
  valueSpace: { type: 'integer', minimum: 0, maximum: 100 },
  appliedConfigurationValue: { value: 70, updatedAt: '2026-05-04T10:00:00Z' },
};
const READ = {
  value: 50,
  source: 'configured',
  configured: { value: 50, isEditable: true },
  defaultValue: 70,
  valueSpace: { type: 'integer', minimum: 0, maximum: 100 },
  applied: { value: 70, updatedAt: '2026-05-04T10:00:00Z' },
};

test('what Webex tells of a configuration is read, also as its guide spells it, and nothing odd loses the rest', async () => {
  const items = {
    'Audio.DefaultVolume': VOLUME,
    'Standby.Delay': {
      value: 10,
      source: 'organizationRule',
      sources: {
        default: { value: 120, editability: { editable: false } },
        configured: { value: null, editability: { editable: false, reason: 'CONFIG_MANAGED_BY_RULE' } },
        organizationRule: { value: 10, level: 'organization', enforced: true, editability: { isEditable: true } },
      },
      valueSpace: { type: 'integer' },
    },
    'Bad.Entry': 7,
    'Bad.Value': { value: { deep: 1 }, source: 'default' },
    'Bare.List': { value: ['a', 1], source: 'ofTomorrow' },
    'Odd.Parts': { value: 'On', source: 3, sources: [], valueSpace: 'none', appliedConfigurationValue: 'On' },
  };
  const text = JSON.stringify({ deviceId: 'd', items }).replace('{"Audio', '{"__proto__":{"value":1},"Audio');
  await using fake = await fakeWebex(() => ({ text }));
  const read = await fake.webex.deviceConfigurations.read('d/1', 'Audio.Input.Microphone[1..3].*');
  expect(fake.seen[0]?.query.get('deviceId')).toBe('d/1');
  expect(fake.seen[0]?.query.get('key')).toBe('Audio.Input.Microphone[1..3].*');
  expect(Object.fromEntries([...read].filter(([key]) => key !== '__proto__'))).toEqual({
    'Audio.DefaultVolume': READ,
    'Standby.Delay': {
      value: 10,
      source: 'organizationRule',
      configured: { value: null, isEditable: false, reason: 'CONFIG_MANAGED_BY_RULE' },
      defaultValue: 120,
      rule: { value: 10, enforced: true },
      valueSpace: { type: 'integer' },
    },
    'Bare.List': {
      value: ['a', 1],
      source: 'ofTomorrow',
      configured: { value: null, isEditable: true },
      defaultValue: null,
      valueSpace: {},
    },
    'Odd.Parts': {
      value: 'On',
      source: 'default',
      configured: { value: null, isEditable: true },
      defaultValue: 'On',
      valueSpace: {},
    },
  });
  expect(read.get('__proto__')?.value).toBe(1);
});

test('an answer without a map of configurations is none', async () => {
  const answers = [{ items: [] }, { items: null }, {}, [], 'x'];
  await using fake = await fakeWebex(() => ({ json: answers.shift() }));
  while (answers.length > 0)
    expect(await failureOf(fake.webex.deviceConfigurations.read('d'))).toMatchObject({
      code: 'webex-bad-answer',
      outcome: 'refused',
    });
});

test.each([200, 201])(
  'all changes are one JSON Patch, and of the answer (%i) only what was changed is kept',
  async (status) => {
    const filler = Array.from({ length: 600 }, (_, at) => [`Filler.Key${at}`, { ...VOLUME, text: 'x'.repeat(1_200) }]);
    const items = {
      ...Object.fromEntries(filler),
      'Audio.DefaultVolume': VOLUME,
      'Time.Zone': { ...VOLUME, value: 'UTC' },
    };
    await using fake = await fakeWebex(() => ({ status, json: { deviceId: 'd', items } }));
    const { trackingId, shown } = await fake.webex.deviceConfigurations.patch('d', [
      { key: 'Audio.DefaultVolume', value: 50 },
      { key: 'Video.Output.Connector[2].Resolution', value: 'Auto' },
      { key: 'Time.Zone', remove: true },
    ]);
    expect(fake.seen).toHaveLength(1);
    expect(fake.seen[0]).toMatchObject({ method: 'PATCH', path: '/v1/deviceConfigurations' });
    expect(fake.seen[0]?.query.get('deviceId')).toBe('d');
    expect(fake.seen[0]?.headers['content-type']).toBe('application/json-patch+json');
    expect(JSON.parse(String(fake.seen[0]?.body))).toEqual([
      { op: 'replace', path: 'Audio.DefaultVolume/sources/configured/value', value: 50 },
      { op: 'replace', path: 'Video.Output.Connector[2].Resolution/sources/configured/value', value: 'Auto' },
      { op: 'remove', path: 'Time.Zone/sources/configured/value' },
    ]);
    expect(trackingId).toBe('ROUTERGW_1');
    expect([...shown]).toEqual([
      ['Audio.DefaultVolume', READ],
      ['Time.Zone', { ...READ, value: 'UTC' }],
    ]);
  },
);

test('a change is sent again only when Webex says that it was not done', async () => {
  const change = [{ key: 'Audio.DefaultVolume', value: 50 }];
  const answers = [
    { status: 429, headers: { 'retry-after': '7' } },
    { status: 423, headers: { 'retry-after': '2' } },
    { json: { items: { 'Audio.DefaultVolume': VOLUME } } },
  ];
  await using busy = await fakeWebex(() => answers.shift());
  expect((await busy.webex.deviceConfigurations.patch('d', change)).shown.size).toBe(1);
  expect(busy.seen).toHaveLength(3);

  await using page = await fakeWebex(() => ({ text: '<html>{"Audio.DefaultVolume":{}}</html>' }));
  expect(await failureOf(page.webex.deviceConfigurations.patch('d', change))).toMatchObject({
    code: 'webex-bad-answer',
    outcome: 'unknown',
    trackingId: 'ROUTERGW_1',
  });
  await using broken = await fakeWebex((_seen, res) => {
    res.writeHead(200, { 'content-length': '1000' });
    res.write('{"items":{', () => res.destroy());
    return undefined;
  });
  expect(await failureOf(broken.webex.deviceConfigurations.patch('d', change))).toMatchObject({ outcome: 'unknown' });
  await using down = await fakeWebex(() => ({ status: 503 }));
  expect(await failureOf(down.webex.deviceConfigurations.patch('d', change))).toMatchObject({ outcome: 'unknown' });
  expect([page.seen.length, broken.seen.length, down.seen.length]).toEqual([1, 1, 1]);
});

test('a refusal comes with the words of Webex, and a key that leads elsewhere is never sent', async () => {
  const message = `The value of Audio.DefaultVolume is out of range ${TOKEN}`;
  await using fake = await fakeWebex(() => ({ status: 400, json: { message, errors: [{ description: message }] } }));
  const { deviceConfigurations } = fake.webex;
  expect(await failureOf(deviceConfigurations.patch('d', [{ key: 'Audio.DefaultVolume', value: 500 }]))).toMatchObject({
    status: 400,
    outcome: 'refused',
    details: ['The value of Audio.DefaultVolume is out of range [token]'],
  });
  for (const key of ['', 'Audio/DefaultVolume', 'Audio~1X', '/Audio', 'Audio DefaultVolume'])
    expect(await failureOf(deviceConfigurations.patch('d', [{ key, remove: true }]))).toMatchObject({
      outcome: 'not-sent',
    });
  expect(fake.seen).toHaveLength(1);
});

test('an administrator reads and changes a device; one without the scope, and a bot, may not', async () => {
  await using admin = await openAsAdmin(['configurations:write'], { durations: { applyMs: 0 } });
  const { deviceConfigurations } = admin.webex;
  const fjord = admin.cloud.fleet.all().find(({ displayName }) => displayName === 'Fjord');
  const id = fjord?.id ?? '';
  const key = 'Audio.DefaultVolume';

  const before = await deviceConfigurations.read(id, 'Audio.*');
  expect(before.get(key)).toMatchObject({ source: 'default', configured: { value: null, isEditable: true } });
  expect((await deviceConfigurations.read(id)).size).toBeGreaterThan(before.size);
  expect((await deviceConfigurations.read(id, 'Audio.Nothing')).size).toBe(0);

  const { shown } = await deviceConfigurations.patch(id, [
    { key, value: 42 },
    { key: 'Standby.Delay', remove: true },
  ]);
  expect([...shown.keys()].sort()).toEqual([key, 'Standby.Delay']);
  expect(shown.get(key)).toMatchObject({ value: 42, source: 'configured', configured: { value: 42 } });
  const back = await deviceConfigurations.patch(id, [{ key, remove: true }]);
  expect(back.shown.get(key)).toMatchObject({ source: 'default', configured: { value: null } });

  const wrong = await failureOf(deviceConfigurations.patch(id, [{ key, value: 'loud' }]));
  expect(wrong).toMatchObject({ status: 400, outcome: 'refused' });
  expect(await failureOf(admin.bot.deviceConfigurations.read(id))).toMatchObject({ code: 'webex-forbidden' });
});
