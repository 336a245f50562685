import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { toCsv } from '#lib/csv.ts';
import { faultLines } from '#lib/line-faults.ts';
import type { TableOptions } from '#lib/table.ts';
import { readTable } from '#lib/table-file.ts';

const read = (file: string | Uint8Array, options: Partial<TableOptions> = {}) =>
  readTable(typeof file === 'string' ? Buffer.from(file) : file, { mostRows: 10_000, ...options });
const rowsOf = (file: string | Uint8Array) =>
  read(file).rows.map(({ line, values }) => [line, Object.fromEntries(values)] as const);
const faultsOf = (file: string | Uint8Array, options?: Partial<TableOptions>) => faultLines(read(file, options));

describe('a CSV file', () => {
  test('is a header and rows, each with the line it begins on', () => {
    const table = read('device,Audio.DefaultVolume\nFjord,60\nCamden,55\n');
    expect(table.columns).toEqual(['device', 'Audio.DefaultVolume']);
    expect(rowsOf('device,Audio.DefaultVolume\nFjord,60\nCamden,55\n')).toEqual([
      [2, { device: 'Fjord', 'Audio.DefaultVolume': '60' }],
      [3, { device: 'Camden', 'Audio.DefaultVolume': '55' }],
    ]);
    expect(faultLines(table)).toEqual([]);
  });

  test.each([
    ['commas', 'device,a.b\nFjord,1\n'],
    ['semicolons', 'device;a.b\nFjord;1\n'],
    ['tabs', 'device\ta.b\nFjord\t1'],
    ['a byte order mark and CR LF', '\uFEFFdevice,a.b\r\nFjord,1\r\n'],
    ['lines that end in CR alone', 'device,a.b\rFjord,1\r'],
    ['blanks around cells and quotes', ' device , a.b\n "Fjord" ,1 \n'],
    ['empty columns at the end', 'device,a.b,,\nFjord,1,,\n'],
  ])('may have %s', (_name, text) => {
    expect(rowsOf(text)).toEqual([[2, { device: 'Fjord', 'a.b': '1' }]]);
  });

  test('may say how its columns are parted, as Excel reads it', () => {
    expect(rowsOf('sep=;\r\n"a,b,c";d\r\n1;2\r\n')).toEqual([[3, { 'a,b,c': '1', d: '2' }]]);
  });

  test('names in quotes may hold what parts columns', () => {
    expect(read('"device, as in ""Control Hub"", or so";"a\tb"\nFjord;1').columns).toEqual([
      'device, as in "Control Hub", or so',
      'a\tb',
    ]);
  });

  test('cells may hold line breaks, and lines are counted as an editor does', () => {
    expect(rowsOf('\r\nname,text\r\nFjord,"one\r\ntwo"\r\n\r\n,,\r\nKew,"say ""hi"""\r\n')).toEqual([
      [3, { name: 'Fjord', text: 'one\ntwo' }],
      [7, { name: 'Kew', text: 'say "hi"' }],
    ]);
  });

  test('what is empty is not there', () => {
    expect(rowsOf('device,a,b\nFjord,,""\n')).toEqual([[2, { device: 'Fjord' }]]);
  });

  test('names of columns that mean something to JavaScript are names', () => {
    const { values } = read('__proto__,constructor\nx,y\n').rows[0] ?? {};
    expect([...(values ?? [])]).toEqual([
      ['__proto__', 'x'],
      ['constructor', 'y'],
    ]);
    expect(Object.hasOwn(Object.prototype, 'x')).toBe(false);
  });

  test.each([
    ['a row that is too short', 'a,b,c\n1,2,3\n1,2\n', 'Line 3: 2 cells here, and the header has 3'],
    ['a row that is too long', 'a,b\n1,2,3\n', 'Line 2: 3 cells here, and the header has 2'],
    ['a column twice', 'a,b,A\n1,2,3\n', 'Line 1: Columns 1 and 3 are both named "A"'],
    ['a column without a name', 'a,,b\n1,2,3\n', 'Line 1: Column 2 has no name'],
    [
      'a quote that stays open',
      'a,b\n1,2\n\n1,"2\n1,2\n1,2\n',
      'Line 4: A quote is opened in this row and not closed any more',
    ],
    [
      'a quote inside a cell',
      'a,b\n1,2\n55" board,2\n1,2\n',
      'Line 3: A quote stands inside a cell, or one before it is not closed. A cell with quotes is written as "55"" board"',
    ],
    [
      'letters after a quote',
      'a,b\n1,"2\n3,"4"\n',
      'Line 2: A quote stands inside a cell, or one before it is not closed. A cell with quotes is written as "55"" board"',
    ],
    ['no rows', 'a,b\n\n', 'The file has a header and no rows below it'],
    ['nothing', '', 'The file is empty'],
    ['nothing but blanks', '\uFEFF \r\n\r\n', 'The file is empty'],
  ])('with %s is told', (_name, text, fault) => {
    expect(faultsOf(text)).toEqual([fault]);
  });

  test('rows without a fault are read beside those with one', () => {
    expect(rowsOf('a,b\n1,2\n1\n3,4\n').map(([line]) => line)).toEqual([2, 4]);
  });

  test('of many faults the first twenty are told, and the others counted', () => {
    const faults = faultsOf(`a,b\n${'1\n'.repeat(332)}`);
    expect(faults).toHaveLength(21);
    expect(faults.slice(-2)).toEqual(['Line 21: 1 cell here, and the header has 2', 'And 312 more']);
  });
});

describe('other encodings', () => {
  const text = 'device,a.b\r\nÆrøskøbing,1\r\n';
  test('UTF-16 is read where it says so', () => {
    const little = Buffer.from(`\uFEFF${text}`, 'utf16le');
    const big = Buffer.from(little).swap16();
    for (const file of [little, big]) expect(rowsOf(file)).toEqual([[2, { device: 'Ærøskøbing', 'a.b': '1' }]]);
  });

  test('what is no UTF-8 is told with its line, and not guessed at', () => {
    expect(faultsOf(Buffer.from(`device,a.b\nFjord,1\n${text}`, 'latin1'))).toEqual([
      'Line 4: This is not UTF-8. Save it as "CSV UTF-8"',
    ]);
    expect(faultsOf(Buffer.from([0xff, 0xfe, 0x00, 0xd8, 0x61, 0x00]))).toEqual([
      'Line 1: This is not UTF-16. Save it as "CSV UTF-8"',
    ]);
  });

  test('a workbook and other files are none', () => {
    expect(faultsOf(Buffer.from('PK\u0003\u0004\u0014\u0000more'))).toEqual([
      'The file is a workbook or an archive. Save it as "CSV UTF-8"',
    ]);
    expect(faultsOf(Buffer.from(text, 'utf16le'))).toEqual(['The file is no text. Save it as "CSV UTF-8"']);
  });
});

describe('a JSON file', () => {
  test('is an array of objects, or has one under "devices"', () => {
    const items = '[\n  {"id": "a", "x.y": 1},\n\n  {"ID": "b", "x.y": true, "none": null, "empty": ""}\n]';
    const rows = [
      [2, { id: 'a', 'x.y': 1 }],
      [4, { id: 'b', 'x.y': true }],
    ];
    expect(rowsOf(items)).toEqual(rows);
    expect(rowsOf(`{"devices": ${items}}`)).toEqual(rows);
    expect(rowsOf(`\uFEFF${items.replaceAll('\n', '\r\n')}`)).toEqual(rows);
  });

  test('a key that means something to JavaScript is a key', () => {
    const { values } = read('[{"__proto__": "x", "name": "Fjord"}]').rows[0] ?? {};
    expect([...(values ?? [])]).toEqual([
      ['__proto__', 'x'],
      ['name', 'Fjord'],
    ]);
  });

  test.each([
    ['broken text', '[\n{"a": 1},\n{"a": 1 "b": 2}\n]', 'Line 3: This is no JSON'],
    ['an end that is missing', '[\n{"a": 1},\n', 'Line 2: This is no JSON: it ends too early'],
    ['a value that is missing', '[{"a": }]', 'This is no JSON'],
    ['nothing in it', '[]', 'The file has no rows'],
    ['no rows', '{"device": "Fjord"}', 'Not rows: a file is an array of objects, or {"devices": […]}'],
    [
      'more than rows',
      '{"devices": [{"a": 1}], "settings": {"b": 2}}',
      'Beside "devices" there is "settings": a file is an array of objects, or {"devices": […]}',
    ],
    [
      'rows twice',
      '{"devices": [{"a": 1}], "devices": [{"a": 2}]}',
      'Beside "devices" there is "devices": a file is an array of objects, or {"devices": […]}',
    ],
    ['an item that is no object', '[\n{"a": 1},\n"{",\n[{"b": 2}]]', 'Line 3: This is a string and no object'],
    [
      'a list in it',
      '[\n{"a": {"b": [1, {"c": 2}]}}]',
      'Line 2: "a" is an object, and only a text, a number, true or false can be read',
    ],
    [
      'digits that are lost',
      '[{"a": 12345678901234567890}]',
      'Line 1: "a" is a number with too many digits, and only a text, a number, true or false can be read',
    ],
    ['a key twice', '[{"x": "\\"}", "a": 1,\n"\\u0041": 2}]', 'Line 1: "A" is there twice'],
  ])('with %s is told', (_name, text, fault) => {
    expect(faultsOf(text)[0]).toBe(fault);
  });

  test('cells that nobody reads may hold anything', () => {
    const table = read('[{"name": "Fjord", "tags": ["lobby"]}]', { isIgnored: (column) => column === 'tags' });
    expect([table.faults, [...(table.rows[0]?.values.keys() ?? [])]]).toEqual([[], ['name']]);
  });
});

describe('what is too large', () => {
  test('is told with one sentence, and no row is read', () => {
    const csv = `device,a.b\n${'"Fjord, the ""big"" one\nof two",1\n\n'.repeat(50_000)}`;
    const json = JSON.stringify(Array.from({ length: 50_000 }, () => ({ device: 'Fjord' })));
    for (const file of [csv, json]) {
      expect(faultsOf(file)).toEqual(['The file has 50,000 rows, and 10,000 are the most']);
      expect(read(file).rows).toEqual([]);
    }
  });

  test('as many rows as there may be are read', () => {
    expect(read(`device\n${'Fjord\n'.repeat(10_000)}`).rows).toHaveLength(10_000);
    expect(faultsOf('device\nFjord\nKew\n', { mostRows: 1 })).toEqual(['The file has 2 rows, and 1 are the most']);
  });

  test('is told of bytes and columns too', () => {
    expect(faultsOf(Buffer.alloc(5_100_000, 'a'))).toEqual(['The file has more than 5 MB, and I read no larger one']);
    const names = Array.from({ length: 51 }, (_, index) => `c${index}`);
    const fault = 'The file has 51 columns, and 50 are the most';
    expect(faultsOf(`${names.join()}\n${names.join()}`)).toEqual([`Line 1: ${fault}`]);
    expect(faultsOf(JSON.stringify([Object.fromEntries(names.map((name) => [name, 1]))]))).toEqual([fault]);
  });
});

test('a table that the bot wrote reads back the same', () => {
  const cell = fc.oneof(
    fc.string({ unit: 'grapheme', minLength: 1 }),
    fc.constantFrom('=1+1', '-5', '@a', '"', ',;\t', ' a ', 'two\nlines', "'"),
  );
  // What begins with an apostrophe before a formula is written like a formula, and blank cells are none.
  const isKept = (text: string) => text.trim() !== '' && !/^'[=+\-@\t\r\n＝＋－＠]/u.test(text) && !text.includes('\r');
  fc.assert(
    fc.property(fc.array(fc.tuple(cell.filter(isKept), cell.filter(isKept)), { minLength: 1 }), (rows) => {
      const table = read(toCsv(['device', 'a.b'], rows));
      expect(table.faults).toEqual([]);
      expect(table.rows.map(({ values }) => [values.get('device'), values.get('a.b')])).toEqual(rows);
    }),
  );
});

test('nothing that is sent as a file makes it throw, and faults stay few', () => {
  const text = fc.array(
    fc.constantFrom(
      'device',
      'a.b',
      ',',
      ';',
      '\t',
      '\n',
      '\r\n',
      '"',
      '""',
      'x',
      '=',
      '[',
      ']',
      '{',
      '}',
      ':',
      '\\',
      '1',
      '\uFEFF',
      'é',
    ),
    { maxLength: 60 },
  );
  const file = fc.oneof(
    fc.uint8Array({ maxLength: 200 }),
    text.map((parts) => Buffer.from(parts.join(''))),
    fc.json().map((json) => Buffer.from(json)),
    fc.array(fc.dictionary(fc.string(), fc.jsonValue())).map((items) => Buffer.from(JSON.stringify(items))),
  );
  fc.assert(
    fc.property(file, (bytes) => {
      const { rows, faults } = readTable(bytes, { mostRows: 5 });
      expect(rows.length <= 5 && faults.length <= 20 && rows.length + faults.length > 0).toBe(true);
    }),
    { numRuns: 1_000 },
  );
});
