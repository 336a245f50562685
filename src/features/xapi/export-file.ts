import { askedDevices, isSeveral } from '#fleet/asked.ts';
import { readyForStatus } from '#fleet/ready.ts';
import { covering } from '#fleet/status-expression.ts';
import { whyMissing } from '#fleet/status-missing.ts';
import { type Reading, readStatuses } from '#fleet/status-reading.ts';
import { hasTold, type Told } from '#fleet/status-table.ts';
import { leaves } from '#fleet/status-tree.ts';
import type { ReadContext } from '#intent/context.ts';
import { toCsv } from '#lib/csv.ts';
import { deviceCount, nameList } from '#lib/name-list.ts';
import { Problem } from '#lib/problem.ts';
import { shortened } from '#lib/shorten.ts';
import { buttons } from '#render/replies.ts';
import type { Reply, ReplyFile } from '#render/reply.ts';
import type { Device } from '#webex/devices.ts';
import { headingOf, nothingTold } from './status-one.ts';
import { silences } from './status-several.ts';
import { type Format, statusWords } from './status-words.ts';

/** More rows are work for other tools, and Webex shows previews of files below 1 MB. */
const MOST_ROWS = 10_000;
const MOST_BYTES = 1_000_000;
/** More rows are of use to whoever asked for them, and to nobody else in the space. */
const MOST_SHARED = 50;
const MOST_NAMES = 6;
const COLUMNS = ['device', 'deviceId', 'path', 'value', 'at'];

interface Asked {
  paths: string[];
  device?: string | undefined;
  as: Format;
}

/** Statuses of one device or of a selection as a file, a row a value. Throws a Problem when there is none, or too much. */
export async function exportFile({ paths, device: phrase, as }: Asked, context: ReadContext): Promise<Reply> {
  const asked = await askedDevices(phrase, context);
  const target = isSeveral(asked) ? asked.phrase : `id:${asked.id}`;
  const readings = isSeveral(asked)
    ? await readStatuses(asked.devices, paths, context, { mostValues: MOST_ROWS })
    : [await readOne(asked, paths, context)];
  const told = readings.filter(hasTold);
  const { missing, notes: reasons } = await silences(paths, readings, target, context);
  const answered = paths.filter((path) => !missing.some((one) => one.path === path));
  const notes = [...reasons, ...(paths.length > 1 ? partsMissing(answered, told) : [])];
  const count = told.reduce((sum, { values }) => sum + values.length, 0);
  if (count === 0)
    throw new Problem(`None of ${deviceCount(readings.length)} told anything`, {
      code: 'empty-status',
      hint: notes.join(' · '),
      next: [{ title: 'Try again', say: statusWords({ paths, device: target, as }, 'export') }],
    });
  if (count > MOST_ROWS) throw tooMuch(`more than ${MOST_ROWS.toLocaleString('en')} values`);
  const file = fileOf(told, paths, as, context.now);
  const bytes = file.bytes.byteLength;
  if (bytes > MOST_BYTES) throw tooMuch(`a file of ${size(bytes)}, and I attach at most ${size(MOST_BYTES)}`);
  const [first, another] = told;
  const whose = first && !another ? first.device.displayName : deviceCount(told.length);
  const title = `${count.toLocaleString('en')} ${count === 1 ? 'value' : 'values'} of ${whose}`;
  const summary = `${file.name} · ${size(bytes)} · ${headingOf(paths)}`;
  const other = as === 'csv' ? 'json' : 'csv';
  return {
    view: 'xapi/table',
    data: {
      title,
      summary,
      since: '',
      sinceAgo: '',
      rows: [],
      notes: notes.map((text) => ({ text })),
      hasNear: false,
      near: [],
      pageNote: '',
      hasPages: false,
      ...buttons([
        { title: `As ${other.toUpperCase()}`, say: statusWords({ paths, device: target, as: other }, 'export') },
        { title: 'Show here', say: statusWords({ paths, device: target }) },
      ]),
    },
    text: [title, summary, ...notes].join('\n'),
    files: [file],
    ...(count > MOST_SHARED && { private: { why: `It has ${count.toLocaleString('en')} rows.` } }),
  };
}

/** One device is waited for as in `status`, and its errors are told as such. */
async function readOne(device: Device, paths: string[], context: ReadContext): Promise<Reading> {
  readyForStatus(device, context.now);
  const values = leaves(await context.webex.xapi.status(device.id, paths));
  if (values.length === 0) throw nothingTold(paths, await whyMissing(paths, [device], context), device);
  return { device, values };
}

/** Which devices have no row for a path that others have one for. */
const partsMissing = (paths: readonly string[], told: readonly Told[]): string[] =>
  paths.flatMap((expression) => {
    const isAnswer = covering(expression);
    const without = told.filter(({ values }) => !values.some(({ path }) => isAnswer(path)));
    const names = without.map(({ device }) => device.displayName);
    return names.length === 0 ? [] : [`Without ${shortened(expression, 100)}: ${nameList(names, MOST_NAMES)}`];
  });

function fileOf(told: readonly Told[], paths: readonly string[], as: Format, now: number): ReplyFile {
  const at = new Date(now).toISOString();
  const rows = told.flatMap(({ device: { id, displayName }, values }) =>
    values.map(({ path, value }) => [displayName, id, path, value, at]),
  );
  const text =
    as === 'csv'
      ? toCsv(COLUMNS, rows)
      : `[\n${rows.map((row) => JSON.stringify(Object.fromEntries(COLUMNS.map((name, index) => [name, row[index]])))).join(',\n')}\n]\n`;
  // A colon is no character for a file's name, and a path may hold brackets and stars.
  const what =
    paths.length === 1
      ? (paths[0] ?? '')
          .toLowerCase()
          .replace(/[^a-z0-9]+/g, '-')
          .replace(/^-+|-+$/g, '')
      : '';
  return {
    name: `${what.slice(0, 60) || 'status'}-${at.slice(0, 16).replace(':', '')}Z.${as}`,
    type: as === 'csv' ? 'text/csv' : 'application/json',
    bytes: new TextEncoder().encode(text),
  };
}

const size = (bytes: number): string =>
  bytes < 1_000_000 ? `${Math.ceil(bytes / 1000).toLocaleString('en')} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;

const tooMuch = (what: string): Problem =>
  new Problem(`That is ${what}`, {
    code: 'export-too-large',
    hint: 'Name fewer statuses, for example Audio.* in place of *, or fewer devices, for example with tag: or location:.',
  });
