import type { AdminReads } from '#intent/admin.ts';
import type { ReadContext } from '#intent/context.ts';
import { ago, duration } from '#lib/time.ts';
import { buttons, said } from '#render/replies.ts';
import type { Reply } from '#render/reply.ts';
import type { WorkspaceNow } from '#webex/workspaces.ts';
import { barOf, type Point, type Slot, scaleOf, sizeFor, slotsOf, sparkline } from './chart.ts';
import { type Measure, type Unit, valueWords } from './measures.ts';
import { type MetricWords, metricWords } from './metric-words.ts';
import { nothingCame, otherTimes } from './place.ts';
import type { Span } from './span.ts';
import { rowTime, spanTitle, timeWidth } from './told.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const MOST_ROWS = 24;

/** What was measured in some time: one point a sample, an hour or a day. */
interface Measured {
  points: Point[];
  low: number;
  high: number;
  mean: number;
  /** The newest value, where it is from the last hour. */
  now: Point | undefined;
}

/** One measure of a workspace as a chart. */
export async function metricCard(
  {
    admin,
    place,
    measure,
    span,
    unit,
    words,
  }: {
    admin: AdminReads;
    place: WorkspaceNow;
    measure: Measure;
    span: Span;
    unit: Unit;
    words: MetricWords;
  },
  { now, timeZone }: ReadContext,
): Promise<Reply> {
  const last = words.from === undefined ? (words.last ?? '24h') : undefined;
  const title = spanTitle(span, { ...words, last }, timeZone);
  const id = `id:${place.id}`;
  const told = await measured(admin, { place, measure, span, unit });
  const next = [
    ...otherTimes({ ...words, workspace: id, last }, 'metrics', ['24h', '7d', '30d']),
    ...(measure.name === 'temperature' ? [otherUnit({ ...words, workspace: id }, unit)] : []),
    { title: 'All measures', say: `metrics ${id}` },
  ];
  if (!told)
    return said(
      measure.isCount
        ? `No people were counted in ${place.displayName}`
        : `${measure.label} was not measured in ${place.displayName}`,
      {
        detail: `${title}. ${nothingCame(place)}`,
        next,
      },
    );
  const value = (one: number) => valueWords(one, measure, unit);
  const size =
    span.by === 'daily' ? DAY_MS : sizeFor(span.from, span.to, span.by === 'hourly' ? HOUR_MS : 0, MOST_ROWS);
  const slots = slotsOf(told.points, span.from, span.to, size);
  const means = slots.flatMap(({ value: mean }) => mean ?? []);
  const { from: low, to: high } = measure.isCount
    ? { from: 0, to: largest(means) }
    : scaleOf(Math.min(told.low, ...means), told.high, unit === 'fahrenheit' ? 2 : stepOf(measure));
  const hasGap = slots.some((slot) => slot.value === undefined);
  const headline = `${place.displayName}: ${measure.label.toLowerCase()}${told.now === undefined ? '' : ` ${value(told.now.value)}`}`;
  const facts = factLine(told, measure, span, value);
  const since = told.now === undefined ? '' : `, measured ${ago(now - told.now.start)}`;
  return {
    view: 'metrics/chart',
    data: {
      title: headline,
      about: `${title}${since}`,
      facts,
      width: timeWidth(span),
      rows: slots.map((slot) => rowOf(slot, span, value, low, high)),
      note: [
        span.by === 'samples' || size > HOUR_MS * (span.by === 'daily' ? 24 : 1)
          ? `A row is the mean of ${duration(size)}.`
          : '',
        noteOf(measure, span, value(low), value(high), hasGap),
      ]
        .filter(Boolean)
        .join(' '),
      ...buttons(next),
    },
    text: [headline, `${title}${since}`, facts, sparkline(slots)].join('\n'),
  };
}

function rowOf(slot: Slot, span: Span, words: (value: number) => string, low: number, high: number) {
  const value = slot.value === undefined ? '–' : words(slot.value);
  return { time: rowTime(slot, span), ...barOf(slot.value, low, high), value };
}

/** Hours and days leave zeros out, so their mean of people is one of the time in use. */
function factLine(
  { low, high, mean }: Measured,
  measure: Measure,
  { by }: Span,
  value: (one: number) => string,
): string {
  if (measure.isCount) return `Mean ${by === 'samples' ? '' : 'when in use '}${value(mean)} · most ${value(high)}`;
  return `Mean ${value(mean)} · lowest ${value(low)} · highest ${value(high)}`;
}

/** Of sound and air a difference of one says nothing. */
const stepOf = ({ digits, name }: Measure): number => (digits > 0 ? 1 : name === 'tvoc' ? 50 : 5);

/** What a dash means is said where there is one. */
function noteOf(measure: Measure, { by }: Span, low: string, high: string, hasGap: boolean): string {
  const nobody =
    by === 'samples' ? '– where no device told anything.' : '– where nobody was counted: zeros are left out.';
  return [
    ...(measure.isCount ? [] : [`Bars go from ${low} to ${high}.`]),
    ...(hasGap ? [measure.isCount ? nobody : '– where nothing was measured.'] : []),
  ].join(' ');
}

async function measured(
  { webex }: AdminReads,
  { place, measure, span, unit }: { place: WorkspaceNow; measure: Measure; span: Span; unit: Unit },
): Promise<Measured | undefined> {
  const question = { workspaceId: place.id, metric: measure.name, unit };
  const { from, to, by, isNow } = span;
  const latest = isNow ? webex.workspaceMetrics.samples({ ...question, from: Math.max(from, to - HOUR_MS), to }) : [];
  if (by === 'samples') {
    const samples = await webex.workspaceMetrics.samples({ ...question, from, to });
    const points = samples.map(({ timestamp, value }) => ({ start: timestamp, value }));
    const values = points.map(({ value }) => value);
    return points.length === 0
      ? undefined
      : { points, low: smallest(values), high: largest(values), mean: meanOf(values), now: lastOf(await latest) };
  }
  const buckets = await webex.workspaceMetrics.buckets({ ...question, from, to, aggregation: by });
  const points = buckets.flatMap(({ start, mean }) => (mean === undefined ? [] : [{ start, value: mean }]));
  if (points.length === 0) return undefined;
  return {
    points,
    low: smallest(buckets.flatMap(({ min, mean }) => min ?? mean ?? [])),
    high: largest(buckets.flatMap(({ max, mean }) => max ?? mean ?? [])),
    mean: meanOf(points.map(({ value }) => value)),
    now: lastOf(await latest),
  };
}

const smallest = (values: readonly number[]): number => values.reduce((one, other) => Math.min(one, other));
const largest = (values: readonly number[]): number => values.reduce((one, other) => Math.max(one, other));
const meanOf = (values: readonly number[]): number => values.reduce((sum, one) => sum + one, 0) / values.length;

const lastOf = (samples: readonly { timestamp: number; value: number }[]): Point | undefined => {
  const last = samples.at(-1);
  return last && { start: last.timestamp, value: last.value };
};

const otherUnit = (words: MetricWords, unit: Unit) => {
  const other: Unit = unit === 'celsius' ? 'fahrenheit' : 'celsius';
  return { title: other === 'celsius' ? 'In °C' : 'In °F', say: `metrics ${metricWords({ ...words, unit: other })}` };
};
