import { expect, test } from 'vitest';
import { matchTargets } from '#features/rollouts/match-targets.ts';
import type { NamedBy, TargetRow } from '#features/rollouts/targets-file.ts';
import { faultLines } from '#lib/line-faults.ts';
import { Device } from '#webex/devices.ts';

const device = (id: string, displayName: string, more: Partial<Device> = {}): Device => ({
  ...Device.parse({ id, displayName }),
  ...more,
});
const fleet = [
  device('id-fjord==', 'Fjord', { serial: 'FOC2447N0AB', mac: 'AA:BB:CC:00:00:01' }),
  device('id-kew', 'Kew', { serial: 'FOC2447N0AC', mac: 'AA:BB:CC:00:00:02' }),
  device('id-kew2', 'KEW'),
  device('id-harold1', 'Harold'),
  device('id-harold2', 'Harold'),
  device('id-proto', '__proto__'),
];
const rows = (...named: [NamedBy, string][]): TargetRow[] =>
  named.map(([by, text], index) => ({ line: index + 2, device: { by, text }, settings: [] }));
const match = (...named: [NamedBy, string][]) => {
  const result = matchTargets(rows(...named), fleet);
  return [result.matched.map((one) => one.device.id), faultLines(result)];
};

test('devices are found by id, serial number, MAC address and name, however these are written', () => {
  for (const [by, text] of [
    ['id', 'id-fjord'],
    ['serial', 'foc2447n0ab'],
    ['mac', 'aabb.cc00.0001'],
    ['mac', 'AA-BB-CC-00-00-01'],
    ['name', ' fjord '],
  ] as const)
    expect(match([by, text])).toEqual([['id-fjord=='], []]);
  expect(match(['name', '__proto__'])).toEqual([['id-proto'], []]);
});

test('a name in the same upper and lower case goes before others', () => {
  expect(match(['name', 'Kew'], ['name', 'KEW'])).toEqual([['id-kew', 'id-kew2'], []]);
  expect(match(['name', 'kew'])).toEqual([
    [],
    ['Line 2: 2 devices have the name "kew": name it by its id or serial number'],
  ]);
});

test('what is unknown, ambiguous or there twice is told by line, and the others are found', () => {
  expect(
    match(
      ['name', 'Fjrod'],
      ['name', 'Fjord'],
      ['name', 'Harold'],
      ['serial', 'FOC2447N0AB'],
      ['id', 'none'],
      ['name', 'Xyzzy'],
    ),
  ).toEqual([
    ['id-fjord=='],
    [
      'Line 2: No device has the name "Fjrod". Nearest: "Fjord"',
      'Line 4: 2 devices have the name "Harold": name it by its id or serial number',
      'Line 5: "FOC2447N0AB" is the device of line 3',
      'Line 6: No device has the id "none"',
      'Line 7: No device has the name "Xyzzy"',
    ],
  ]);
});

test('a part of a name is not taken for it', () => {
  expect(match(['name', 'Har'])[0]).toEqual([]);
});

test('the work grows with rows and devices, not with their product', () => {
  const reads = (size: number): number => {
    let count = 0;
    const watched = Array.from(
      { length: size },
      (_, index) =>
        new Proxy(device(`id-${index}`, `Room ${index}`), {
          get(target, key, receiver) {
            count += 1;
            return Reflect.get(target, key, receiver);
          },
        }),
    );
    const named = rows(
      ...Array.from({ length: size }, (_, index): [NamedBy, string] => ['name', `room ${size - 1 - index}`]),
    );
    expect(matchTargets(named, watched).matched).toHaveLength(size);
    return count;
  };
  expect(reads(2_000) / reads(1_000)).toBeCloseTo(2, 1);
});

test('of ten thousand unknown names the first twenty are told, with what they may have meant', () => {
  const devices = Array.from({ length: 10_000 }, (_, index) => device(`id-${index}`, `Room ${index}`));
  const named = rows(...Array.from({ length: 10_000 }, (_, index): [NamedBy, string] => ['name', `Roon ${index}`]));
  const lines = faultLines(matchTargets(named, devices));
  expect([lines.length, lines[1], lines.at(-1)]).toEqual([
    21,
    'Line 3: No device has the name "Roon 1". Nearest: "Room 1", "Room 10"',
    'And 9,980 more',
  ]);
});

test('a device that the words leave out is told to exist', () => {
  const [fjord, ...others] = fleet;
  const found = matchTargets(rows(['name', 'Fjord'], ['name', 'Kew']), fjord ? [fjord] : [], {
    all: others,
    phrase: 'tag:lobby',
  });
  expect(faultLines(found)).toEqual(['Line 3: "Kew" exists, but is not in "tag:lobby"']);
});
