/** What makes a spreadsheet take a cell for a formula: https://owasp.org/www-community/attacks/CSV_Injection */
const FORMULA = /^[=+\-@\t\r\n＝＋－＠]/u;
/** Blanks at the ends are lost to most readers otherwise. */
const NEEDS_QUOTES = /[",\r\n]|^\s|\s$/;

/** What a file of CSV begins with. */
export const BOM = '\uFEFF';

export type Cell = string | number | boolean;

/**
 * A text that would be a formula gets an apostrophe in front, which spreadsheets do not show. Numbers are written as they
 * are: -1 is a number and no formula.
 */
function cell(value: Cell): string {
  if (typeof value !== 'string') return String(value);
  const safe = FORMULA.test(value) ? `'${value}` : value;
  return NEEDS_QUOTES.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** A cell as it was before `csvRow` kept spreadsheets from taking it for a formula. */
export const withoutGuard = (text: string): string =>
  text.startsWith("'") && FORMULA.test(text.slice(1)) ? text.slice(1) : text;

/** One row, with its end. */
export const csvRow = (row: readonly Cell[]): string => `${row.map(cell).join(',')}\r\n`;

/**
 * Rows as CSV (RFC 4180: commas, CRLF, doubled quotes) with a header, in UTF-8 that begins with a byte order mark:
 * without it Excel reads "Sognefjord, Ærøskøbing" as if it were Windows-1252. Readers of UTF-8 skip it.
 */
export function toCsv(header: readonly string[], rows: readonly (readonly Cell[])[]): string {
  return `${BOM}${[header, ...rows].map(csvRow).join('')}`;
}
