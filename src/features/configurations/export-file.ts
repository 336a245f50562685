import { holdsSecret, isSecretKey } from '#fleet/configuration-secrets.ts';
import { lockWords, sourceWords, takenState } from '#fleet/configuration-state.ts';
import { spaceWords } from '#fleet/configuration-values.ts';
import type { KnownKey } from '#fleet/many-settings.ts';
import type { DeviceRead } from '#fleet/read-devices.ts';
import { toCsv } from '#lib/csv.ts';
import { HIDDEN, withoutSecrets } from '#lib/hide.ts';
import type { ReplyFile } from '#render/reply.ts';
import type { ConfigurationValue } from '#webex/device-configurations.ts';
import type { Device } from '#webex/devices.ts';
import { textOf } from './set-words.ts';
import type { Entry } from './shown.ts';

export type Format = 'csv' | 'json';

/** More rows are of use to whoever asked for them, and to nobody else in the space. */
export const MOST_SHARED = 50;

/** As it goes into a file: of a secret only whether there is one. */
export function kept(key: string, value: ConfigurationValue): ConfigurationValue {
  if (!holdsSecret(key, value)) return value;
  return isSecretKey(key) || value === null ? HIDDEN : withoutSecrets([value].flat().join(','));
}

const COLUMNS = [
  'device',
  'key',
  'value',
  'source',
  'configured',
  'default',
  'editable',
  'whyNot',
  'state',
  'applied',
  'appliedAt',
  'allowed',
  'deviceId',
];

/** All that is known of one configuration but secrets, by column. */
export type Row = Record<string, ConfigurationValue>;

export function recordOf([key, now]: Entry): Row {
  return {
    key,
    value: kept(key, now.value),
    source: sourceWords(now),
    configured: kept(key, now.configured.value),
    default: kept(key, now.defaultValue),
    editable: now.configured.isEditable ? 'yes' : 'no',
    whyNot: lockWords(now) ?? null,
    state: takenState(now),
    applied: kept(key, now.applied?.value ?? null),
    appliedAt: now.applied?.updatedAt ?? null,
    allowed: spaceWords(now.valueSpace),
  };
}

/** The configurations of one device, a row each. */
export function fileOf(entries: readonly Entry[], device: Device, as: Format, now: number): ReplyFile {
  const { id, displayName } = device;
  const records = entries.map(recordOf);
  return file(
    `configurations-${plain(displayName)}`,
    as,
    now,
    () =>
      toCsv(
        COLUMNS,
        records.map((record) =>
          COLUMNS.map((column) =>
            cell(column === 'device' ? displayName : column === 'deviceId' ? id : record[column]),
          ),
        ),
      ),
    () => ({ device: { id, name: displayName }, readAt: new Date(now).toISOString(), configurations: records }),
  );
}

/** What several devices have: a row for each configuration, and one with the reason where a device has none or could not be read. */
export function fileOfMany(
  all: readonly DeviceRead<Row[]>[],
  keys: readonly KnownKey[],
  as: Format,
  now: number,
): { file: ReplyFile; rows: number } {
  const told = all.map((one) => {
    const { id, displayName: name } = one.device;
    if (one.kind === 'unread') return { id, name, configurations: [], lacks: [], notRead: one.why };
    const has = one.found.map(({ key }) => String(key));
    const lacks = keys.filter(({ expression }) => !has.some(expression.matches)).map(({ key }) => key);
    return { id, name, configurations: one.found, lacks, notRead: null };
  });
  const rows = told.flatMap(({ id, name, configurations, lacks, notRead }): Row[] => {
    const whose = { device: name, deviceId: id };
    return [
      ...configurations.map((record) => ({ ...record, ...whose, note: null })),
      ...lacks.map((key) => ({ ...whose, key, note: 'no such setting' })),
      ...(notRead === null ? [] : [{ ...whose, key: null, note: `not read: ${notRead}` }]),
    ];
  });
  const columns = COLUMNS.toSpliced(-1, 0, 'note');
  const [first, another] = keys;
  return {
    rows: rows.length,
    file: file(
      `configurations-${another ? 'devices' : plain(first?.key ?? '')}`,
      as,
      now,
      () =>
        toCsv(
          columns,
          rows.map((row) => columns.map((column) => cell(row[column]))),
        ),
      () => ({ readAt: new Date(now).toISOString(), keys: keys.map(({ key }) => key), devices: told }),
    ),
  };
}

/** A file of either kind, named after the time. */
export function file(name: string, as: Format, now: number, csv: () => string, json: () => unknown): ReplyFile {
  const at = new Date(now).toISOString().slice(0, 16).replace(':', '');
  return {
    name: `${name}-${at}Z.${as}`,
    type: as === 'csv' ? 'text/csv' : 'application/json',
    bytes: new TextEncoder().encode(as === 'csv' ? csv() : `${JSON.stringify(json(), null, 1)}\n`),
  };
}

/** Numbers stay numbers; nothing is an empty cell. */
export const cell = (value: ConfigurationValue | undefined): string | number | boolean =>
  typeof value === 'number' || typeof value === 'boolean' ? value : (textOf(value ?? null) ?? '');

const plain = (name: string): string =>
  name
    .normalize('NFKD')
    .replace(/[^\w]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 40)
    .toLowerCase() || 'device';

export const size = (bytes: number): string =>
  bytes < 1_000_000 ? `${Math.ceil(bytes / 1000).toLocaleString('en')} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
