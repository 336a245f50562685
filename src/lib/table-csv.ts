import { CsvError, parse } from 'csv-parse/sync';
import { withoutGuard } from './csv.ts';
import { createFaults, inFile } from './line-faults.ts';
import {
  MOST_COLUMNS,
  type Table,
  type TableOptions,
  type TableRow,
  tooManyColumns,
  tooManyRows,
  unreadable,
} from './table.ts';

/** By what columns may be parted; of two that are there as often, the first. */
const DELIMITERS = [',', ';', '\t'] as const;
/** A first line that tells Excel how columns are parted. */
const SEP = /^"?sep=([,;\t])"?[ \t]*(?=\n)/i;

/** A CSV text with line feeds alone: see `readTable`. The first line that holds anything is the header. */
export function readCsv(text: string, { mostRows, isIgnored = () => false }: TableOptions): Table {
  const told = SEP.exec(text);
  const body = told ? text.slice(told[0].length) : text;
  const delimiter = told?.[1] ?? delimiterOf(body);
  const count = countRows(body, delimiter) - 1;
  if (count > mostRows) return unreadable(tooManyRows(count, mostRows));

  const faults = createFaults();
  const rows: TableRow[] = [];
  let columns: string[] | undefined;
  let isWrong = false;
  let begin = 1;
  const take = (cells: string[], line: number) => {
    if (cells.every(isBlank)) return;
    if (columns) {
      if (!isWrong) takeRow(cells, line, columns);
      return;
    }
    columns = cells.slice(0, cells.findLastIndex((cell) => !isBlank(cell)) + 1).map((cell) => cell.trim());
    const wrong = headerFaults(columns);
    for (const sentence of wrong) faults.add(line, () => sentence);
    isWrong = wrong.length > 0;
  };
  const takeRow = (cells: string[], line: number, names: readonly string[]) => {
    const length = Math.max(cells.findLastIndex((cell) => !isBlank(cell)) + 1, Math.min(cells.length, names.length));
    if (length !== names.length) {
      faults.add(line, () => `${cellCount(length)} here, and the header has ${names.length}`);
      return;
    }
    const values = new Map<string, string>();
    for (const [index, name] of names.entries()) {
      const cell = cells[index] ?? '';
      if (!isBlank(cell) && !isIgnored(name)) values.set(name, withoutGuard(cell));
    }
    rows.push({ line, values });
  };

  try {
    parse(body, {
      delimiter,
      record_delimiter: '\n',
      relax_column_count: true,
      trim: true,
      // Nothing is kept twice.
      on_record: (cells: string[], { lines }) => {
        take(cells, begin);
        begin = lines + 1;
        return null;
      },
    });
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    // What follows a wrong quote can mean anything, so reading ends there.
    faults.add(begin, () => QUOTES[error.code] ?? 'This row can not be read');
  }
  if (rows.length > mostRows) return unreadable(tooManyRows(rows.length, mostRows));
  if (isWrong) return { columns: columns ?? [], rows: [], faults: faults.faults, more: faults.more };
  if (rows.length === 0 && faults.faults.length === 0)
    faults.add(undefined, () => 'The file has a header and no rows below it');
  return { columns: columns ?? [], rows, faults: faults.faults, more: faults.more };
}

const MISPLACED =
  'A quote stands inside a cell, or one before it is not closed. A cell with quotes is written as "55"" board"';
const QUOTES: Record<string, string> = {
  CSV_QUOTE_NOT_CLOSED: 'A quote is opened in this row and not closed any more',
  CSV_INVALID_CLOSING_QUOTE: MISPLACED,
  INVALID_OPENING_QUOTE: MISPLACED,
};

const isBlank = (cell: string): boolean => cell.trim() === '';
const cellCount = (count: number): string => `${count.toLocaleString('en')} ${count === 1 ? 'cell' : 'cells'}`;

function headerFaults(columns: readonly string[]): string[] {
  if (columns.length > MOST_COLUMNS) return [tooManyColumns(columns.length)];
  const found: string[] = [];
  const places = new Map<string, number>();
  for (const [index, column] of columns.entries()) {
    const first = places.get(column.toLowerCase());
    if (column === '') found.push(`Column ${index + 1} has no name`);
    else if (first === undefined) places.set(column.toLowerCase(), index + 1);
    else found.push(`Columns ${first} and ${index + 1} are both named ${inFile(column)}`);
  }
  return found;
}

/** What parts the columns of the first line that holds anything; what stands in quotes does not count. */
function delimiterOf(text: string): string {
  const counts = new Map<string, number>(DELIMITERS.map((delimiter) => [delimiter, 0]));
  let isQuoted = false;
  let holdsAnything = false;
  for (const char of text) {
    if (char === '"') isQuoted = !isQuoted;
    else if (isQuoted) continue;
    else if (char === '\n') {
      if (holdsAnything) break;
      for (const delimiter of DELIMITERS) counts.set(delimiter, 0);
    } else if (counts.has(char)) counts.set(char, (counts.get(char) ?? 0) + 1);
    if (char.trim() !== '' && !counts.has(char)) holdsAnything = true;
  }
  const most = Math.max(...counts.values());
  return DELIMITERS.find((delimiter) => counts.get(delimiter) === most) ?? ',';
}

/** Rows that hold anything, counted without reading them; a wrong quote makes it a guess. */
function countRows(text: string, delimiter: string): number {
  let count = 0;
  let isQuoted = false;
  let isCellBegin = true;
  let holdsAnything = false;
  for (let at = 0; at < text.length; at += 1) {
    const char = text.charAt(at);
    if (isQuoted) {
      if (char === '"') isQuoted = false;
    } else if (char === '\n') {
      if (holdsAnything) count += 1;
      holdsAnything = false;
      isCellBegin = true;
    } else if (char === delimiter) isCellBegin = true;
    else if (char !== ' ' && char !== '\t') {
      // A doubled quote closes and opens.
      isQuoted = char === '"' && (isCellBegin || text.charAt(at - 1) === '"');
      isCellBegin = false;
      holdsAnything = true;
    }
  }
  return holdsAnything ? count + 1 : count;
}
