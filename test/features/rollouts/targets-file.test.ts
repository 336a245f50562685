import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isNote, targetsOf } from '#features/rollouts/targets-file.ts';
import { faultLines } from '#lib/line-faults.ts';
import { readTable } from '#lib/table-file.ts';

const read = (text: string, needsKeys = false) =>
  targetsOf(readTable(Buffer.from(text), { mostRows: 10_000, isIgnored: isNote }), { needsKeys });
const faults = (text: string, needsKeys = false) => faultLines(read(text, needsKeys));

test('a file says which devices, and what each of them is to get', () => {
  expect(
    read(
      'Device name;Audio.DefaultVolume;xConfiguration Standby Delay;Notes\r\n' +
        'Fjord;60;;sits in the lobby\r\n' +
        ' Kew ;(Default);10;\r\n' +
        'Camden;;;\r\n',
    ),
  ).toEqual({
    keys: ['Audio.DefaultVolume', 'Standby.Delay'],
    rows: [
      { line: 2, device: { by: 'name', text: 'Fjord' }, settings: [{ key: 'Audio.DefaultVolume', text: '60' }] },
      {
        line: 3,
        device: { by: 'name', text: 'Kew' },
        settings: [
          { key: 'Audio.DefaultVolume', reset: true },
          { key: 'Standby.Delay', text: '10' },
        ],
      },
      { line: 4, device: { by: 'name', text: 'Camden' }, settings: [] },
    ],
    faults: [],
    more: 0,
  });
});

test('JSON says the same, with values of any kind', () => {
  const { rows } = read(
    '{"devices": [{"deviceId": "a", "Audio.DefaultVolume": 60, "Standby.Control": true, "tags": ["x"]}]}',
  );
  expect(rows).toEqual([
    {
      line: 1,
      device: { by: 'id', text: 'a' },
      settings: [
        { key: 'Audio.DefaultVolume', text: '60' },
        { key: 'Standby.Control', text: 'true' },
      ],
    },
  ]);
});

test('faults of JSON are told by line, and by entry where several stand on one line', () => {
  const rows = [{ device: 'Fjord', 'A.B': 1 }, { 'A.B': 2 }, { device: 'fjord', 'A.B': { on: true } }];
  expect(faults(JSON.stringify(rows))).toEqual([
    'Entry 2: No device is named here',
    'Entry 3: "A.B" is an object, and only a text, a number, true or false can be read',
    'Entry 3: "fjord" is in entry 1 already',
  ]);
  expect(faults(`[\n${rows.map((row) => JSON.stringify(row)).join(',\n')}\n]`)).toEqual([
    'Line 3: No device is named here',
    'Line 4: "A.B" is an object, and only a text, a number, true or false can be read',
    'Line 4: "fjord" is in line 2 already',
  ]);
});

describe('the device', () => {
  test.each([
    ['id', 'id'],
    ['Device ID', 'id'],
    ['deviceId', 'id'],
    ['Serial', 'serial'],
    ['serial number', 'serial'],
    ['MAC', 'mac'],
    ['DEVICE', 'name'],
    ['name', 'name'],
  ])('is named by the column "%s"', (column, by) => {
    expect(read(`${column}\nx\n`).rows).toEqual([{ line: 2, device: { by, text: 'x' }, settings: [] }]);
  });

  test('is named by the most exact column that holds anything', () => {
    expect(
      read('name,mac,serial,id\nA,b,c,d\nA2,b2,c2,\nA3,b3,,\nA4,,,\nid:e,,,\n').rows.map(({ device }) => device),
    ).toEqual([
      { by: 'id', text: 'd' },
      { by: 'serial', text: 'c2' },
      { by: 'mac', text: 'b3' },
      { by: 'name', text: 'A4' },
      { by: 'id', text: 'e' },
    ]);
  });

  test('is missing in a row, or there twice: both lines are told', () => {
    expect(
      faults('name,mac,a.b\nFjord,,1\n,,2\nKew,,3\n  FJORD ,,4\nx,AA:BB:CC:DD:EE:FF,5\ny,aabb.ccdd.eeff,6\n'),
    ).toEqual([
      'Line 3: No device is named here',
      'Line 5: "FJORD" is in line 2 already',
      'Line 7: "aabb.ccdd.eeff" is in line 6 already',
    ]);
  });
});

describe('columns', () => {
  test.each([
    [
      'no device',
      'Audio.DefaultVolume\n60\n',
      'No column names the device. The first line says what the columns are: device,Audio.DefaultVolume',
    ],
    ['two names of the device', 'device,name\na,b\n', '"device" and "name" both name the device'],
    [
      'one that is neither',
      'device,Volume\na,60\n',
      '"Volume" is neither a device nor a configuration such as Audio.DefaultVolume',
    ],
    [
      'several configurations at once',
      'device,Video.Input.Connector[*].Name\na,b\n',
      '"Video.Input.Connector[*].Name" is more than one configuration, and each has a column of its own',
    ],
    [
      'a configuration twice',
      'device,Audio.DefaultVolume,xConfiguration audio defaultvolume\na,1,2\n',
      '"Audio.DefaultVolume" and "xConfiguration audio defaultvolume" are the same configuration',
    ],
  ])('with %s are told', (_name, text, fault) => {
    expect(faults(text)).toContain(fault);
  });

  test('a first line that is no header is told', () => {
    expect(faults('Fjord,60\nKew,55\n')).toEqual([
      'No column names the device. The first line says what the columns are: device,Audio.DefaultVolume',
    ]);
  });

  test('devices alone are enough when the words say the settings', () => {
    expect(faults('device,comment\nFjord,x\n')).toEqual([]);
    expect(faults('device,comment\nFjord,x\n', true)).toEqual([
      'No column is a configuration. The first line says what the columns are: device,Audio.DefaultVolume',
    ]);
  });
});

test('faults of the file and of what it says are one list, by line', () => {
  expect(faults('device,a.b\nFjord\nKew,1\nKew,2\n,3\nCamden,"4\n')).toEqual([
    'Line 2: 1 cell here, and the header has 2',
    'Line 4: "Kew" is in line 3 already',
    'Line 5: No device is named here',
    'Line 6: A quote is opened in this row and not closed any more',
  ]);
  const many = faults(`device,a.b\n${'Fjord\nKew,1\n'.repeat(100)}`);
  expect([many.length, many.at(-1)]).toEqual([21, 'And 179 more']);
});

test('whatever the table is, each row is read or told', () => {
  const cell = fc.constantFrom('Fjord', 'Kew', 'id:a', '(default)', '60', '', '__proto__');
  const column = fc.constantFrom(
    'device',
    'id',
    'mac',
    'Audio.Volume',
    'notes',
    '__proto__',
    'constructor',
    'a.b',
    'x y',
  );
  fc.assert(
    fc.property(
      fc.uniqueArray(column, { minLength: 1 }),
      fc.array(fc.array(cell, { minLength: 9, maxLength: 9 }), { minLength: 1 }),
      (columns, rows) => {
        const result = read(
          JSON.stringify(rows.map((row) => Object.fromEntries(columns.map((name, index) => [name, row[index]])))),
        );
        const all = result.rows.length + result.faults.length + result.more;
        expect(all).toBeGreaterThan(0);
        const ofColumns = result.faults.filter(({ line }) => line === undefined).length;
        if (result.keys.length > 0 && result.rows.length > 0) expect(all - ofColumns).toBe(rows.length);
      },
    ),
  );
});
