import { expect, test } from 'vitest';
import { callsOf } from '#fleet/activity.ts';
import { accessOf, conditionOf } from '#fleet/condition.ts';
import { leaf, leaves, list } from '#fleet/status-tree.ts';
import { summaryOf } from '#fleet/summary.ts';
import { Device } from '#webex/devices.ts';

const device = (connectionStatus: string, errorCodes: string[] = []) =>
  Device.parse({ id: 'x', displayName: 'x', connectionStatus, errorCodes });

test.each([
  ['connected', [], 'Online', true],
  ['connected', ['temperaturecheck'], 'Online, with issues', true],
  ['connected_with_issues', [], 'Online, with issues', true],
  ['disconnected', ['temperaturecheck'], 'Offline', false],
  ['offline_expired', [], 'Offline for long', false],
  ['offline_deep_sleep', [], 'In deep sleep', false],
  ['activating', [], 'Being activated', false],
  ['pending', [], 'Not activated yet', false],
  ['unknown', [], 'State unknown', true],
  ['something_new', [], 'something_new', true],
])('a device that is "%s" with %j is "%s"', (status, codes, word, isOnline) => {
  expect(conditionOf(device(status, codes))).toMatchObject({ word, isOnline });
});

test('a summary counts each device once', () => {
  const fleet = [
    device('connected'),
    device('connected', ['a']),
    device('connected_with_issues', ['b']),
    device('disconnected'),
  ];
  expect(summaryOf(fleet)).toBe('1 online · 1 offline · 2 with issues');
  expect(summaryOf([])).toBe('');
});

test.each([
  [['xapi'], 'full'],
  [['xapi:all'], 'full'],
  [['xapi:readonly'], 'readonly'],
  [['xapi:readonly', 'xapi'], 'full'],
  [['admin', 'xapiology'], 'none'],
  [[], 'none'],
])('permissions %j are access "%s"', (permissions, access) => {
  expect(accessOf({ permissions })).toBe(access);
});

test.each([
  [
    'two calls, one of them ending',
    {
      Call: [
        { id: 3, Status: 'Connected', Duration: 60 },
        { id: 4, Status: 'Disconnecting' },
      ],
      SystemUnit: { State: { NumberOfActiveCalls: 1 } },
    },
    { count: 1, seconds: 60 },
  ],
  [
    'the longest of two',
    {
      Call: [
        { id: 1, Duration: '5' },
        { id: 2, Duration: 50 },
      ],
    },
    { count: 2, seconds: 50 },
  ],
  ['none', { SystemUnit: { State: { NumberOfActiveCalls: 0 } } }, { count: 0, seconds: undefined }],
  ['a device that tells nothing', {}, { count: undefined, seconds: undefined }],
  ['a device that tells nonsense', { Call: 'x' }, { count: undefined, seconds: undefined }],
])('of %s', (_what, tree, calls) => {
  expect(callsOf(tree)).toEqual(calls);
});

test('a status tree is read without its prototype', () => {
  const tree = JSON.parse(
    '{"__proto__":{"x":1},"Audio":{"Volume":45,"On":true},"Call":[{"id":7,"Status":"Connected"},5]}',
  );
  expect(leaf(tree, 'Audio.Volume')).toBe(45);
  for (const path of ['constructor', 'constructor.name', 'Audio.toString', 'Audio', 'Audio.Volume.x', ''])
    expect(leaf(tree, path)).toBeUndefined();
  expect(list(tree, 'Call')).toEqual([{ id: 7, Status: 'Connected' }]);
  expect(leaves(tree)).toEqual([
    { path: '__proto__.x', value: 1 },
    { path: 'Audio.Volume', value: 45 },
    { path: 'Audio.On', value: true },
    { path: 'Call[7].Status', value: 'Connected' },
    { path: 'Call[2]', value: 5 },
  ]);
});
