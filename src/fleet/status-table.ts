import { createHash } from 'node:crypto';
import type { Device } from '#webex/devices.ts';
import { covering } from './status-expression.ts';
import type { Reading, Value } from './status-reading.ts';

export type Told = Reading & { values: Value[] };

/** Devices that say the same. `lines` is what they say: a value alone where all say one thing, else each with its path. */
export interface Row {
  lines: string[];
  devices: Device[];
}

export const hasTold = (reading: Reading): reading is Told => reading.values !== undefined && reading.values.length > 0;

const shownValue = ({ value }: Value): string => (value === '' ? '(empty)' : String(value));

interface Question {
  expression: string;
  isAnswer: (path: string) => boolean;
}

/**
 * What a device says, as lines in the order of the expressions; one that it does not answer, while others do, has a dash.
 * So all rows read alike.
 */
function linesOf(values: readonly Value[], questions: readonly Question[], isPlain: boolean): string[] {
  if (isPlain) return values.map(shownValue);
  const rest = new Set(values);
  const lines = questions.flatMap(({ expression, isAnswer }) => {
    const answers = [...rest].filter(({ path }) => isAnswer(path));
    for (const answer of answers) rest.delete(answer);
    return answers.length > 0 || values.some(({ path }) => isAnswer(path)) ? answers.map(line) : [`${expression}: –`];
  });
  return [...lines, ...[...rest].map(line)];
}

const line = (value: Value): string => `${value.path}: ${shownValue(value)}`;

/**
 * The answers as rows: devices that say the same share one, those that most share first; or with `isEach` one row a device,
 * by name. `expressions` are those that anybody answered.
 */
export function rowsOf(told: readonly Told[], expressions: readonly string[], isEach: boolean): Row[] {
  const paths = new Set(told.flatMap(({ values }) => values.map(({ path }) => path)));
  const isPlain = paths.size === 1 && told.every(({ values }) => values.length === 1);
  const questions = expressions.map((expression) => ({ expression, isAnswer: covering(expression) }));
  const rows = new Map<string, Row>();
  for (const { device, values } of told) {
    const lines = linesOf(values, questions, isPlain);
    const key = isEach ? device.id : JSON.stringify(lines);
    const row = rows.get(key);
    if (row) row.devices.push(device);
    else rows.set(key, { lines, devices: [device] });
  }
  return [...rows.values()].sort((left, right) => right.devices.length - left.devices.length);
}

const DEVICE_CHARS = 4;
const VALUE_CHARS = 3;
const MARK = new RegExp(`^([0-9a-z]{1,7})\\.((?:[\\w-]{${DEVICE_CHARS + VALUE_CHARS}})*)$`);

const short = (text: string, length: number): string =>
  createHash('sha256').update(text).digest('base64url').slice(0, length);
const deviceMark = (id: string): string => short(id, DEVICE_CHARS);
const valueMark = (values: readonly Value[]): string => short(JSON.stringify(values), VALUE_CHARS);

/**
 * What was seen and when, in a few characters a device. The Refresh button carries it in its words, so that the next look
 * can say what changed: nothing has to be kept for cards that nobody may ever refresh, and any process of the bot can answer.
 */
export function markOf(told: readonly Told[], now: number): string {
  const marks = told.map(({ device, values }) => deviceMark(device.id) + valueMark(values));
  return `${Math.floor(now / 1000).toString(36)}.${marks.join('')}`;
}

/** When the last look was, in ms since the epoch, and who says something else now; undefined for no mark of ours. */
export function changedSince(
  mark: string | undefined,
  told: readonly Told[],
): { at: number; changed: Set<string> } | undefined {
  const [, at, marks] = MARK.exec(mark ?? '') ?? [];
  if (at === undefined || marks === undefined) return undefined;
  const before = new Map<string, string>();
  for (let from = 0; from < marks.length; from += DEVICE_CHARS + VALUE_CHARS)
    before.set(
      marks.slice(from, from + DEVICE_CHARS),
      marks.slice(from + DEVICE_CHARS, from + DEVICE_CHARS + VALUE_CHARS),
    );
  const changed = told.filter(({ device, values }) => before.get(deviceMark(device.id)) !== valueMark(values));
  return { at: Number.parseInt(at, 36) * 1000, changed: new Set(changed.map(({ device }) => device.id)) };
}
