import { createFaults, inFile, joinFaults, type LineFaults } from '#lib/line-faults.ts';
import type { Setting } from '#lib/rollout.ts';
import type { Table } from '#lib/table.ts';
import { joinPath } from '#lib/xpath.ts';

/** How a device is named, the most exact first. */
const WAYS = ['id', 'serial', 'mac', 'name'] as const;
export type NamedBy = (typeof WAYS)[number];

export interface NamedDevice {
  by: NamedBy;
  text: string;
}

/** A configuration without a setting stays as it is on this device. */
export interface TargetRow {
  line: number;
  device: NamedDevice;
  settings: Setting[];
}

export interface Targets extends LineFaults {
  /** Dotted, in the spelling of the header. */
  keys: string[];
  rows: TargetRow[];
}

const DEVICE_COLUMNS: Record<string, NamedBy> = {
  id: 'id',
  deviceid: 'id',
  serial: 'serial',
  serialnumber: 'serial',
  mac: 'mac',
  macaddress: 'mac',
  device: 'name',
  name: 'name',
  devicename: 'name',
};
const NOT_READ = new Set(['note', 'notes', 'comment', 'comments', 'product', 'location', 'workspace', 'tags']);
const DEFAULT = /^\(default\)$/i;
const EXAMPLE = 'device,Audio.DefaultVolume';

const plain = (column: string): string => column.toLowerCase().replace(/[\s_-]+/g, '');

/** Columns that say something about a device to people alone. */
export const isNote = (column: string): boolean => NOT_READ.has(plain(column));

type Column = { kind: 'device'; by: NamedBy } | { kind: 'key'; key: string } | { kind: 'unknown'; why: string };

function columnOf(name: string): Column {
  const by = Object.hasOwn(DEVICE_COLUMNS, plain(name)) ? DEVICE_COLUMNS[plain(name)] : undefined;
  if (by) return { kind: 'device', by };
  const words = name.replace(/^xconf(?:ig(?:uration)?)?\s+/i, '').split(/\s+/);
  const path = joinPath(words, { withIndices: true });
  if ('wrong' in path || !path.path.includes('.'))
    return {
      kind: 'unknown',
      why: `${inFile(name)} is neither a device nor a configuration such as Audio.DefaultVolume`,
    };
  if (/[*]|\[n\]|\.\./.test(path.path))
    return { kind: 'unknown', why: `${inFile(name)} is more than one configuration, and each has a column of its own` };
  return { kind: 'key', key: path.path };
}

/**
 * What a file says about devices: which, and what each of them is to get. `needsKeys` is for words that name no settings:
 * otherwise devices alone are enough. Faults of the table come along.
 */
export function targetsOf(table: Table, { needsKeys = false }: { needsKeys?: boolean } = {}): Targets {
  if (table.columns.length === 0) return { keys: [], rows: [], faults: table.faults, more: table.more };
  const faults = createFaults();
  const ways = new Map<NamedBy, string>();
  const keys = new Map<string, { column: string; key: string }>();
  for (const name of table.columns.filter((column) => !isNote(column))) {
    const column = columnOf(name);
    if (column.kind === 'unknown') faults.add(undefined, () => column.why);
    else if (column.kind === 'device') {
      const first = ways.get(column.by);
      if (first === undefined) ways.set(column.by, name);
      else faults.add(undefined, () => `${inFile(first)} and ${inFile(name)} both name the device`);
    } else {
      const first = keys.get(column.key.toLowerCase());
      if (!first) keys.set(column.key.toLowerCase(), { column: name, key: column.key });
      // The table tells the rest.
      else if (first.column !== name)
        faults.add(undefined, () => `${inFile(first.column)} and ${inFile(name)} are the same configuration`);
    }
  }
  if (needsKeys && keys.size === 0)
    faults.add(undefined, () => `No column is a configuration. The first line says what the columns are: ${EXAMPLE}`);
  // Most likely there is no header, and then its other faults say nothing.
  if (ways.size === 0) return noDevices(table);
  const all = { keys: [...keys.values()].map(({ key }) => key) };

  const rows: TargetRow[] = [];
  const lines = new Map<string, number>();
  for (const { line, values } of table.rows) {
    const device = deviceOf(ways, values);
    if (!device) {
      faults.add(line, () => 'No device is named here');
      continue;
    }
    const known = `${device.by} ${comparable(device)}`;
    const first = lines.get(known);
    if (first !== undefined) {
      faults.add(line, () => `${inFile(device.text)} is in ${table.place ?? 'line'} ${first} already`);
      continue;
    }
    lines.set(known, line);
    const settings = [...keys.values()].flatMap(({ column, key }): Setting[] => {
      const value = values.get(column);
      if (value === undefined) return [];
      return DEFAULT.test(String(value).trim()) ? [{ key, reset: true }] : [{ key, text: String(value) }];
    });
    rows.push({ line, device, settings });
  }
  return { ...all, rows, ...joinFaults(table, faults) };
}

function noDevices(table: Table): Targets {
  const faults = createFaults();
  faults.add(undefined, () => `No column names the device. The first line says what the columns are: ${EXAMPLE}`);
  return { keys: [], rows: [], ...joinFaults(table, faults) };
}

/** By the most exact of its columns that holds anything; `id:…` names a device by its id in any of them. */
function deviceOf(ways: ReadonlyMap<NamedBy, string>, values: ReadonlyMap<string, unknown>): NamedDevice | undefined {
  for (const by of WAYS) {
    const text = String(values.get(ways.get(by) ?? '') ?? '').trim();
    if (/^id:./.test(text)) return { by: 'id', text: text.slice('id:'.length) };
    if (text !== '') return { by, text };
  }
  return undefined;
}

/** Two texts with the same form name the same device. Ids come with and without the padding of base64, and in one case. */
export function comparable({ by, text }: NamedDevice): string {
  if (by === 'id') return text.replace(/=+$/, '');
  if (by === 'mac') return text.toLowerCase().replace(/[\s:.-]/g, '');
  return text.normalize('NFKC').toLowerCase().replace(/\s+/g, ' ').trim();
}
