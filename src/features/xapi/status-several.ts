import type { Selected } from '#fleet/asked.ts';
import { isKnown, unanswered } from '#fleet/status-expression.ts';
import { type Missing, meantSteps, missingLines, reasonOf, whyMissing } from '#fleet/status-missing.ts';
import { type Reading, readStatuses } from '#fleet/status-reading.ts';
import { changedSince, hasTold, markOf, type Row, rowsOf } from '#fleet/status-table.ts';
import type { ReadContext } from '#intent/context.ts';
import { deviceCount, nameList } from '#lib/name-list.ts';
import { Problem } from '#lib/problem.ts';
import { shortened } from '#lib/shorten.ts';
import { ago } from '#lib/time.ts';
import { clockTime, plainTime } from '#render/index.ts';
import { buttons } from '#render/replies.ts';
import type { Reply } from '#render/reply.ts';
import type { Device } from '#webex/devices.ts';
import { headingOf } from './status-one.ts';
import { statusWords } from './status-words.ts';

const ROWS = 10;
const MOST_NAMES = 6;
const MOST_LINES = 6;
const LONGEST_LINE = 120;
/** A button says no more than a person may. */
const LONGEST_WORDS = 3_900;

interface Asked {
  paths: string[];
  page: number;
  rows?: string | undefined;
  was?: string | undefined;
}

/** What several devices tell, as a table; those that tell nothing are named with the reason. */
export async function severalDevices(
  asked: Asked,
  { phrase, devices }: Selected,
  context: ReadContext,
): Promise<Reply> {
  const { paths, rows, was } = asked;
  const readings = await readStatuses(devices, paths, context);
  const told = readings.filter(hasTold);
  const { missing, notes } = await silences(paths, readings, phrase, context);
  const answered = paths.filter((path) => !missing.some((one) => one.path === path));
  const since = changedSince(was, told);
  const isNew = ({ device }: Reading) => since?.changed.has(device.id) === true;
  const isEach = rows === 'each';
  const changed = rowsOf(told.filter(isNew), answered, isEach);
  const table = [
    ...changed,
    ...rowsOf(
      told.filter((one) => !isNew(one)),
      answered,
      isEach,
    ),
  ];
  const pages = Math.max(1, Math.ceil(table.length / ROWS));
  const at = Math.min(asked.page, pages);
  const shown = table.slice((at - 1) * ROWS, at * ROWS).map(drawn);
  const say = (more: { page?: number; rows?: string; was?: string }) =>
    statusWords({ paths, device: phrase, rows, ...more });
  const refreshed = say({ was: markOf(told, context.now) });
  // The ids of a button tell nobody anything.
  const place = phrase.startsWith('id:') ? [] : [phrase];
  const isFolded = table.length < told.length || isEach;
  const turned = { ...(was !== undefined && { was }) };
  const summary = [
    ...place,
    counted(told.length, devices.length),
    ...(since && changed.length === 0 ? ['nothing changed'] : []),
  ];
  const near = meantSteps(paths, missing, (meant) => statusWords({ paths: meant, device: phrase }));
  return {
    view: 'xapi/table',
    data: {
      title: headingOf(paths),
      summary: summary.join(' · '),
      since: since ? clockTime(since.at) : '',
      sinceAgo: since ? ago(context.now - since.at) : '',
      rows: shown.map((row, index) => ({
        ...row,
        isFirstChanged: changed.length > 0 && at === 1 && index === 0,
        isFirstSame: changed.length > 0 && (at - 1) * ROWS + index === changed.length,
      })),
      notes: notes.map((text) => ({ text })),
      hasNear: near.length > 0,
      near: near.slice(0, 5),
      pageNote: pages > 1 ? `Page ${at} of ${pages} · ${told.length} devices` : '',
      hasPages: pages > 1,
      ...buttons([
        ...(at > 1 ? [{ title: 'Previous', say: say({ ...turned, page: at - 1 }) }] : []),
        ...(at < pages ? [{ title: 'Next', say: say({ ...turned, page: at + 1 }) }] : []),
        { title: 'Refresh', say: refreshed.length <= LONGEST_WORDS ? refreshed : say({}) },
        { title: 'Export CSV', say: statusWords({ paths, device: phrase, as: 'csv' }, 'export') },
        ...(isFolded ? [fold(isEach, say)] : []),
      ]),
    },
    text: [
      [headingOf(paths), ...place].join(' on '),
      ...(since
        ? [
            `${changed.length > 0 ? `${changed.length} changed` : 'Nothing changed'} since ${plainTime(since.at, context.timeZone)}`,
          ]
        : []),
      ...shown.map(({ lines, names }) => `${lines.map(({ text }) => text).join(', ')}: ${names}`),
      ...notes,
      ...(pages > 1 ? [`Page ${at} of ${pages}`] : []),
    ].join('\n'),
  };
}

const fold = (isEach: boolean, say: (more: { rows?: string }) => string) =>
  isEach
    ? { title: 'Fold the same', say: say({ rows: 'same' }) }
    : { title: 'Every device', say: say({ rows: 'each' }) };

const counted = (told: number, all: number): string =>
  told === all ? deviceCount(all) : `${told} of ${deviceCount(all)}`;

function drawn({ lines, devices }: Row) {
  const kept = lines.length > MOST_LINES ? MOST_LINES - 1 : lines.length;
  const more = lines.length - kept;
  return {
    lines: [
      ...lines.slice(0, kept).map((text) => ({ text: shortened(text, LONGEST_LINE) })),
      ...(more > 0 ? [{ text: `and ${more} more values` }] : []),
    ],
    names: namesOf(devices, MOST_NAMES),
  };
}

const namesOf = (devices: readonly Device[], most: number): string =>
  nameList(
    devices.map(({ displayName }) => displayName),
    most,
  );

/** The paths that nobody answers, and a line for each reason why devices are not in the table. */
export async function silences(paths: string[], readings: readonly Reading[], phrase: string, context: ReadContext) {
  const told = readings.filter(hasTold);
  const heard = readings.flatMap(({ values = [] }) => values.map(({ path }) => path));
  const mute = readings.flatMap(({ device, values }) => (values?.length === 0 ? [device] : []));
  const asked = [...told.map(({ device }) => device), ...mute];
  const missing = asked.length === 0 ? [] : await whyMissing(unanswered(paths, heard), asked, context);
  if (told.length === 0 && mute.length === readings.length) throw nobodyTells(paths, missing, mute, phrase);
  const groups = new Map<string, string[]>();
  const add = (why: string, name: string) => groups.set(why, [...(groups.get(why) ?? []), name]);
  // Where nobody tells anything, the path is to blame and not the devices.
  if (told.length > 0) for (const device of mute) add(await whyMute(paths, device, context), device.displayName);
  for (const reading of readings)
    if (!reading.values)
      add(reading.why, reading.device.displayName + (reading.detail === undefined ? '' : ` (${reading.detail})`));
  const reasons = [...groups].map(([why, names]) => `${shortened(why, 200)}: ${nameList(names, MOST_NAMES)}`);
  return { missing, notes: [...missingLines(missing), ...reasons] };
}

async function whyMute(paths: string[], device: Device, { catalogues }: ReadContext): Promise<string> {
  const catalogue = await catalogues.of(device);
  const isUnknown = catalogue !== undefined && !paths.some((path) => isKnown(path, catalogue));
  return isUnknown ? 'No such status' : 'Nothing to tell now';
}

function nobodyTells(
  paths: string[],
  missing: readonly Missing[],
  devices: readonly Device[],
  phrase: string,
): Problem {
  const next = meantSteps(paths, missing, (meant) => statusWords({ paths: meant, device: phrase }));
  const [first, another] = missing;
  const isUnknown = missing.every(({ kind }) => kind === 'unknown');
  const code = isUnknown ? 'no-such-status' : 'empty-status';
  const count = deviceCount(devices.length);
  if (!first || another)
    return new Problem(`${count} have nothing to tell for these ${paths.length} statuses`, {
      code,
      hint: missingLines(missing).join(' '),
      next,
    });
  const title = isUnknown
    ? `None of ${count} has a status "${first.path}"`
    : `${count} have nothing to tell for "${first.path}" now`;
  return new Problem(title, { code, hint: reasonOf(first), next });
}
