/** Some time of a chart, in ms since the epoch. `value` is undefined where nothing was measured. */
export interface Slot {
  start: number;
  end: number;
  value: number | undefined;
}

/** A value of some time; one moment ends where it begins. */
export interface Point {
  start: number;
  value: number;
}

const MINUTE = 60_000;
const SIZES = [5, 10, 15, 30, 60, 120].map((minutes) => minutes * MINUTE);

/** The smallest part of an hour, or of two, of which no more than `most` fill this time. */
export const sizeFor = (from: number, to: number, smallest: number, most: number): number =>
  SIZES.find((size) => size >= smallest && (to - from) / size <= most) ?? 2 * 60 * MINUTE;

/** The time cut into equal parts, each with the mean of what was measured in it. Parts begin where UTC's clocks are even. */
export function slotsOf(points: readonly Point[], from: number, to: number, size: number): Slot[] {
  const first = Math.floor(from / size);
  const count = Math.max(1, Math.ceil(to / size) - first);
  const groups = Map.groupBy(points, ({ start }) => Math.floor(start / size) - first);
  return Array.from({ length: count }, (_, at) => {
    const values = groups.get(at)?.map(({ value }) => value) ?? [];
    const start = (first + at) * size;
    const value = values.length === 0 ? undefined : values.reduce((sum, one) => sum + one, 0) / values.length;
    return { start, end: start + size, value };
  });
}

/**
 * Where bars begin and end, as rounded values: wide enough that a small change looks like one, and the highest value within.
 * `step` is how far apart values are that people tell apart.
 */
export function scaleOf(low: number, high: number, step: number): { from: number; to: number } {
  const width = Math.max(high - low, 4 * step);
  const size =
    [1, 2, 5, 10, 20, 50, 100, 200, 500].map((times) => times * step).find((one) => width / one <= 5) ?? 1_000 * step;
  return { from: Math.max(0, Math.floor(low / size) * size - size), to: Math.ceil(high / size) * size };
}

const STEPS = '▁▂▃▄▅▆▇█';
/** Stands where nothing was measured. */
const GAP = '·';

/** A line of little bars, from the lowest to the highest value; of equal values all are low. */
export function sparkline(slots: readonly Slot[]): string {
  const values = slots.flatMap(({ value }) => value ?? []);
  const low = Math.min(...values);
  const range = Math.max(...values) - low;
  return slots
    .map(({ value }) => {
      if (value === undefined) return GAP;
      const share = range === 0 ? 0 : (value - low) / range;
      return STEPS[Math.round(share * (STEPS.length - 1))] ?? GAP;
    })
    .join('');
}

/** Parts of a letter's width, from an eighth to all of it. */
const PARTS = ' ▏▎▍▌▋▊▉█';
/** Letters of the longest bar: it stands between a time and a value, also on a telephone. */
const WIDTH = 14;

/** The bar of a value in letters of blocks, `low` being where bars begin; the smallest one can still be seen. */
export function barOf(value: number | undefined, low: number, high: number): { hasBar: boolean; bar: string } {
  if (value === undefined || (value <= 0 && low === 0)) return { hasBar: false, bar: '' };
  const share = high > low ? (value - low) / (high - low) : 1;
  const eighths = Math.min(8 * WIDTH, Math.max(1, Math.round(share * 8 * WIDTH)));
  const rest = eighths % 8;
  return { hasBar: true, bar: '█'.repeat(Math.floor(eighths / 8)) + (rest === 0 ? '' : PARTS.charAt(rest)) };
}
