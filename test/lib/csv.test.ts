import fc from 'fast-check';
import { expect, test } from 'vitest';
import { toCsv } from '#lib/csv.ts';

/** A reader of RFC 4180, as strict as it can be. */
function read(csv: string): string[][] {
  expect(csv.startsWith('\uFEFF')).toBe(true);
  const rows: string[][] = [];
  let rest = csv.slice(1);
  let row: string[] = [];
  while (rest !== '') {
    const [whole = '', quoted, plain, end] = /^(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/.exec(rest) ?? [];
    expect(whole, rest.slice(0, 40)).not.toBe('');
    row.push(quoted === undefined ? (plain ?? '') : quoted.replaceAll('""', '"'));
    if (end !== ',') {
      rows.push(row);
      row = [];
    }
    rest = rest.slice(whole.length);
  }
  return rows;
}

test('it begins with a byte order mark and a header, lines end with CR LF, and what needs quotes has them', () => {
  expect(
    toCsv(
      ['device', 'value'],
      [
        ['Fjord, "the big one"', 'two\nlines'],
        ['Ærø', -1],
        ['', true],
      ],
    ),
  ).toBe('\uFEFFdevice,value\r\n"Fjord, ""the big one""","two\nlines"\r\nÆrø,-1\r\n,true\r\n');
});

test.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', '\n=1', '＝1+1', '=HYPERLINK("http://x","y")'])(
  'a text that a spreadsheet would calculate is a text: %j',
  (text) => {
    expect(read(toCsv(['a'], [[text]]))).toEqual([['a'], [`'${text}`]]);
  },
);

test('any texts come back as they went in, but for the apostrophe', () => {
  const text = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('=a', '"', '""', ',', '\r\n', "'", '-', 'a"b'));
  fc.assert(
    fc.property(fc.array(fc.tuple(text, text), { maxLength: 5 }), (rows) => {
      const [, ...back] = read(toCsv(['a', 'b'], rows));
      expect(back.map((row) => row.map((cell) => cell.replace(/^'(?=[=+\-@\t\r\n＝＋－＠])/u, '')))).toEqual(
        rows.map((row) => row.map((cell) => cell.replace(/^'(?=[=+\-@\t\r\n＝＋－＠])/u, ''))),
      );
      for (const cell of back.flat()) expect(cell).not.toMatch(/^[=+\-@\t\r\n]/);
    }),
  );
});
