import { valueWords } from '#fleet/configuration-state.ts';
import type { Compared } from '#fleet/drift.ts';
import { toCsv } from '#lib/csv.ts';
import type { ReplyFile } from '#render/reply.ts';

const COLUMNS = ['device', 'state', 'key', 'now', 'should be', 'why', 'id'];

/** Every device with a row for each setting in which it differs, or one row. */
export function driftFile(all: readonly Compared[], name: string, now: number): ReplyFile {
  const rows = all.flatMap((one) => {
    const { id, displayName } = one.device;
    if (one.kind === 'unread') return [[displayName, 'not read', '', '', '', one.why, id]];
    const found = [
      ...one.differs.map(({ key, now: has, value, locked = '' }) => [
        displayName,
        'differs',
        key,
        valueWords(has),
        valueWords(value),
        locked,
        id,
      ]),
      ...one.lacks.map((key) => [displayName, 'not there', key, '', '', 'The device has no such setting', id]),
    ];
    return found.length > 0 ? found : [[displayName, 'right', '', '', '', '', id]];
  });
  return {
    name: `drift-${name.replace(/[^\p{L}\p{N}_-]+/gu, '-').slice(0, 40)}-${new Date(now).toISOString().slice(0, 16).replace(':', '')}Z.csv`,
    type: 'text/csv',
    bytes: new TextEncoder().encode(toCsv(COLUMNS, rows)),
  };
}
