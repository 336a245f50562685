const formatters = new Map<string, Intl.DateTimeFormat>();

/** How far a zone's clocks are ahead of UTC at a moment, in ms. Throws a RangeError for a zone that nobody knows. */
export function aheadMs(epochMs: number, timeZone: string): number {
  let formatter = formatters.get(timeZone);
  if (!formatter) {
    formatter = new Intl.DateTimeFormat('en-US', {
      timeZone,
      calendar: 'gregory',
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
    formatters.set(timeZone, formatter);
  }
  const seconds = Math.floor(epochMs / 1_000) * 1_000;
  const parts = new Map(formatter.formatToParts(seconds).map(({ type, value }) => [type, Number(value)]));
  const part = (name: Intl.DateTimeFormatPartTypes) => parts.get(name) ?? 0;
  const wall = Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'));
  return wall - seconds;
}

/**
 * The moment (epoch ms) at which clocks of a zone show this: `2026-11-20` is the first of that day, `2026-11-20T08:30` that
 * minute. Undefined for what is no date. A time that clocks skip or show twice gives a moment beside it.
 */
export function fromZoned(text: string, timeZone: string): number | undefined {
  const [, day, time = '00:00'] = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}))?$/.exec(text) ?? [];
  if (day === undefined) return undefined;
  const asUtc = Date.parse(`${day}T${time}:00Z`);
  // Date.parse takes the 31st of a month of thirty days for the day after.
  if (Number.isNaN(asUtc) || new Date(asUtc).toISOString().slice(0, 10) !== day) return undefined;
  const near = asUtc - aheadMs(asUtc, timeZone);
  return asUtc - aheadMs(near, timeZone);
}

/** The day of a moment, as clocks of a zone show it: `2026-11-20`. */
export const dayIn = (epochMs: number, timeZone: string): string =>
  new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' }).format(epochMs);

/** The time of a moment, as clocks of a zone show it: `08:30`. */
export const timeIn = (epochMs: number, timeZone: string): string =>
  new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(epochMs);
