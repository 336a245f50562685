import type { Cell } from './csv.ts';
import { outlineOf, parseJson } from './json-lines.ts';
import { createFaults, inFile, type Place } from './line-faults.ts';
import {
  MOST_COLUMNS,
  type Table,
  type TableOptions,
  type TableRow,
  tooManyColumns,
  tooManyRows,
  unreadable,
} from './table.ts';

const SHAPE = 'a file is an array of objects, or {"devices": […]}';

/** A JSON text: see `readTable`. */
export function readJson(text: string, { mostRows, isIgnored = () => false }: TableOptions): Table {
  const read = parseJson(text);
  if ('fault' in read) return unreadable(read.fault, read.line);
  const items = itemsOf(read.value);
  if (!items) return unreadable(`Not rows: ${SHAPE}`);
  if (items.length === 0) return unreadable('The file has no rows');
  if (items.length > mostRows) return unreadable(tooManyRows(items.length, mostRows));

  const { rootKeys, entries } = outlineOf(text, Array.isArray(read.value) ? 1 : 2);
  if (rootKeys.length > 1)
    return unreadable(
      `Beside "devices" there is ${inFile(rootKeys.find(({ key }) => key !== 'devices')?.key ?? 'devices')}: ${SHAPE}`,
    );
  const place = placeOf(entries);
  const faults = createFaults();
  const rows: TableRow[] = [];
  /** In lower case → as it was spelled first. */
  const columns = new Map<string, string>();
  for (const [index, item] of items.entries()) {
    const { line: at, keys } = entries[index] ?? { line: index + 1, keys: [] };
    const line = place === 'line' ? at : index + 1;
    if (!isRecord(item)) {
      faults.add(line, () => `This is ${kindOf(item)} and no object`);
      continue;
    }
    const twice = repeated(keys);
    if (twice !== undefined) faults.add(line, () => `${inFile(twice)} is there twice`);
    const values = new Map<string, Cell>();
    for (const [key, value] of Object.entries(item)) {
      const name = key.trim();
      if (name === '') faults.add(line, () => 'A value has no name');
      const column = columns.get(name.toLowerCase()) ?? name;
      columns.set(name.toLowerCase(), column);
      if (isIgnored(column) || isEmpty(value)) continue;
      if (isCell(value)) values.set(column, value);
      else
        faults.add(
          line,
          () => `${inFile(key)} is ${kindOf(value)}, and only a text, a number, true or false can be read`,
        );
    }
    rows.push({ line, values });
  }
  if (columns.size > MOST_COLUMNS) return unreadable(tooManyColumns(columns.size));
  return { columns: [...columns.values()], rows, faults: faults.faults, more: faults.more, place };
}

/** A file that a program wrote may be one long line. */
const placeOf = (entries: readonly { line: number }[]): Place =>
  new Set(entries.map(({ line }) => line)).size === entries.length ? 'line' : 'entry';

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function itemsOf(value: unknown): unknown[] | undefined {
  const items = isRecord(value) && Object.hasOwn(value, 'devices') ? value['devices'] : value;
  return Array.isArray(items) ? items : undefined;
}

const isEmpty = (value: unknown): boolean => value === null || (typeof value === 'string' && value.trim() === '');
/** Longer whole numbers have lost digits by now. */
const isCell = (value: unknown): value is Cell =>
  typeof value === 'string' ||
  typeof value === 'boolean' ||
  (typeof value === 'number' && Number.isFinite(value) && (!Number.isInteger(value) || Number.isSafeInteger(value)));

function kindOf(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (value === null) return 'null';
  return typeof value === 'object'
    ? 'an object'
    : typeof value === 'number'
      ? 'a number with too many digits'
      : `a ${typeof value}`;
}

function repeated(keys: readonly string[]): string | undefined {
  const seen = new Set<string>();
  return keys.find((key) => {
    const name = key.trim().toLowerCase();
    const isKnown = seen.has(name);
    seen.add(name);
    return isKnown;
  });
}
