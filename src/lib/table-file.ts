import { type Table, type TableOptions, unreadable } from './table.ts';
import { readCsv } from './table-csv.ts';
import { readJson } from './table-json.ts';

/** A larger file is not read. */
export const MOST_BYTES = 5_000_000;

/**
 * A file of rows, as CSV (commas, semicolons or tabs) or JSON (an array of objects, or `{"devices":[…]}`), in UTF-8 or in
 * UTF-16 with a byte order mark. Never throws: what is wrong is told by line. Linear in the size of the file; one that is too
 * large is refused before its rows are read.
 */
export function readTable(bytes: Uint8Array, options: TableOptions): Table {
  const read = tableText(bytes);
  if ('fault' in read) return unreadable(read.fault, read.line);
  const text = read.text.replace(/\r\n?/g, '\n');
  if (text.trim() === '') return unreadable('The file is empty');
  return /^\s*[[{]/.test(text) ? readJson(text, options) : readCsv(text, options);
}

/** The text of such a file, or what keeps it from being read as one, as a sentence without a full stop. */
export function tableText(bytes: Uint8Array): { text: string } | { fault: string; line?: number } {
  if (bytes.length > MOST_BYTES)
    return { fault: `The file has more than ${megabytes(MOST_BYTES)} MB, and I read no larger one` };
  return textOf(bytes);
}

const megabytes = (bytes: number): string => (bytes / 1_000_000).toLocaleString('en', { maximumFractionDigits: 1 });

const AS_CSV = 'Save it as "CSV UTF-8"';

function textOf(bytes: Uint8Array): { text: string } | { fault: string; line?: number } {
  const mark = (...wanted: number[]) => wanted.every((byte, index) => bytes[index] === byte);
  if (mark(0x50, 0x4b, 0x03, 0x04)) return { fault: `The file is a workbook or an archive. ${AS_CSV}` };
  const encoding = mark(0xff, 0xfe) ? 'utf-16le' : mark(0xfe, 0xff) ? 'utf-16be' : 'utf-8';
  const text = new TextDecoder(encoding).decode(bytes);
  if (text.includes('\0')) return { fault: `The file is no text. ${AS_CSV}` };
  // What can't be read becomes U+FFFD, which a file may hold as well.
  const bad = text.indexOf('\uFFFD');
  if (bad === -1 || isValid(bytes, encoding)) return { text };
  return {
    fault: `This is not ${encoding.toUpperCase().slice(0, 6).replace(/-$/, '')}. ${AS_CSV}`,
    line: lineAt(text, bad),
  };
}

function isValid(bytes: Uint8Array, encoding: string): boolean {
  try {
    new TextDecoder(encoding, { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}

const lineAt = (text: string, place: number): number => text.slice(0, place).split(/\r\n?|\n/).length;
