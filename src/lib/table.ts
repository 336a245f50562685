import type { Cell } from './csv.ts';
import { createFaults, type LineFaults } from './line-faults.ts';

/** What is empty is not in `values`; texts are as they stand. `line` is that on which the row begins, from 1, or which entry it is. */
export interface TableRow {
  line: number;
  values: Map<string, Cell>;
}

/** `columns` are spelled as in the file. With a fault in the header, or about all of the file, there are no rows. */
export interface Table extends LineFaults {
  columns: string[];
  rows: TableRow[];
}

export interface TableOptions {
  /** Rows that it may have. */
  mostRows: number;
  /** Columns that nobody reads: their cells are left out, whatever they hold. */
  isIgnored?: (column: string) => boolean;
}

export const MOST_COLUMNS = 50;

/** A table that nothing can be read of. */
export const unreadable = (sentence: string, line?: number): Table => {
  const faults = createFaults();
  faults.add(line, () => sentence);
  return { columns: [], rows: [], faults: faults.faults, more: 0 };
};

export const tooManyRows = (count: number, most: number): string =>
  `The file has ${count.toLocaleString('en')} rows, and ${most.toLocaleString('en')} are the most`;

export const tooManyColumns = (count: number): string =>
  `The file has ${count.toLocaleString('en')} columns, and ${MOST_COLUMNS} are the most`;
