import type { Wanted } from '#fleet/drift.ts';
import { outlineOf, parseJson } from '#lib/json-lines.ts';
import { createFaults, faultLines, inFile, type LineFaults } from '#lib/line-faults.ts';
import { Problem } from '#lib/problem.ts';
import { readTable } from '#lib/table-file.ts';
import { isValue, keyFault, typedValue, valueFault } from './setting-words.ts';

export const MOST_SETTINGS = 200;

/** A setting as it stands in a file. */
interface Entry {
  line: number;
  key: string;
  value: unknown;
}

/**
 * The settings of a file or of a body: `{"Audio.DefaultVolume": 60}`, or CSV with the columns key and value. Throws a Problem
 * that says by line what is wrong.
 */
export function settingsIn(text: string): Wanted[] {
  const read = /^\s*\{/.test(text) ? ofObject(text) : ofTable(text);
  const { place = 'line' } = read.faults;
  const faults = createFaults();
  const settings: Wanted[] = [];
  const lines = new Map<string, number>();
  for (const { line, key, value: given } of read.entries) {
    const value = typeof given === 'string' && read.isTyped ? typedValue(given.trim()) : given;
    const first = lines.get(key.toLowerCase());
    const fault =
      keyFault(key) ??
      valueFault(key, value) ??
      (first === undefined ? undefined : `${inFile(key)} stands in ${place} ${first} already`);
    if (first === undefined) lines.set(key.toLowerCase(), line);
    if (fault !== undefined) faults.add(line, () => fault);
    else if (isValue(value)) settings.push({ key, value });
  }
  const all = read.faults.faults.length > 0 ? read.faults : { ...faults, place };
  if (all.faults.length > 0) throw faulty(all);
  if (settings.length === 0) throw unread('There are no settings in the file');
  if (settings.length > MOST_SETTINGS)
    throw unread(
      `There are ${settings.length.toLocaleString('en')} settings in the file, and a profile holds ${MOST_SETTINGS}`,
    );
  return settings;
}

interface Read {
  entries: Entry[];
  faults: LineFaults;
  /** Its values are texts, whatever they mean. */
  isTyped: boolean;
}

const NO_FAULTS: LineFaults = { faults: [], more: 0 };

function ofTable(text: string): Read {
  const table = readTable(new TextEncoder().encode(text), { mostRows: 5_000 });
  const column = (name: RegExp) => table.columns.find((one) => name.test(one));
  const [key, value] = [column(/^(key|setting|configuration)s?$/i), column(/^values?$/i)];
  if (table.faults.length === 0 && (key === undefined || value === undefined))
    throw unread('The file has no columns "key" and "value"');
  const entries = table.rows.map(({ line, values }) => ({
    line,
    key: String(values.get(key ?? '') ?? ''),
    value: values.get(value ?? ''),
  }));
  return { entries, faults: table, isTyped: true };
}

function ofObject(text: string): Read {
  const read = parseJson(text);
  if ('fault' in read) {
    const { fault: sentence, line } = read;
    const fault = { sentence, ...(line !== undefined && { line }) };
    return { entries: [], faults: { faults: [fault], more: 0 }, isTyped: false };
  }
  const values = new Map(Object.entries(Object(read.value)));
  // Of two of one name the parser keeps the last.
  const entries = outlineOf(text, 2).rootKeys.map(({ key, line }) => ({ key, line, value: values.get(key) }));
  return { entries, faults: NO_FAULTS, isTyped: false };
}

const faulty = (faults: LineFaults) =>
  new Problem(
    faults.faults.length + faults.more === 1 ? 'There is a fault in the settings' : 'There are faults in the settings',
    { code: 'bad-settings', hint: [...faultLines(faults), 'Nothing was saved.'].join('\n') },
  );

const unread = (sentence: string) =>
  new Problem(sentence, {
    code: 'bad-settings',
    hint: 'I read {"Audio.DefaultVolume": 60, …}, or CSV with the columns key and value. Nothing was saved.',
  });
