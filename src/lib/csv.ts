/** What makes a spreadsheet take a cell for a formula: https://owasp.org/www-community/attacks/CSV_Injection */
const FORMULA = /^[=+\-@\t\r\n＝＋－＠]/u;
const NEEDS_QUOTES = /[",\r\n]/;

type Cell = string | number | boolean;

/**
 * A text that would be a formula gets an apostrophe in front, which spreadsheets do not show. Numbers are written as they
 * are: -1 is a number and no formula.
 */
function cell(value: Cell): string {
  if (typeof value !== 'string') return String(value);
  const safe = FORMULA.test(value) ? `'${value}` : value;
  return NEEDS_QUOTES.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/**
 * Rows as CSV (RFC 4180: commas, CRLF, doubled quotes) with a header, in UTF-8 that begins with a byte order mark:
 * without it Excel reads "Sognefjord, Ærøskøbing" as if it were Windows-1252. Readers of UTF-8 skip it.
 */
export function toCsv(header: readonly string[], rows: readonly (readonly Cell[])[]): string {
  return `\uFEFF${[header, ...rows].map((row) => `${row.map(cell).join(',')}\r\n`).join('')}`;
}
