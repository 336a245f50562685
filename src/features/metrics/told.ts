import { DAY_MS } from '#lib/time.ts';
import { clockTime, dateTime, plainDateTime } from '#render/index.ts';
import type { Markup } from '#render/markup.ts';
import type { Slot } from './chart.ts';
import type { Span, SpanWords } from './span.ts';

const DAY = new Intl.DateTimeFormat('en-GB', { weekday: 'short', day: 'numeric', month: 'short', timeZone: 'UTC' });

/** Whose midnight it is nobody knows: readers have clocks of their own, so from half a day on the day is told. */
const isOfSeveralDays = ({ from, to }: Span): boolean => to - from > DAY_MS / 2;

/** When a row of a chart begins, on the reader's own clock. Days are those of UTC, as Webex cuts them. */
export const rowTime = ({ start }: Pick<Slot, 'start'>, span: Span): string | Markup => {
  if (span.by === 'daily') return DAY.format(start);
  return isOfSeveralDays(span) ? dateTime(start) : clockTime(start);
};

/** How wide that is on a card. */
export const timeWidth = (span: Span): string =>
  span.by === 'daily' ? '90px' : isOfSeveralDays(span) ? '130px' : '70px';

const EACH = { samples: 'samples', hourly: 'by the hour', daily: 'by the day (UTC)' } as const;

/** "24 h" of `24h`. */
const spaced = (last: string): string => `${last.slice(0, -1)} ${last.slice(-1)}`;

/** "Last 24 h, by the hour"; times that were said are told in the bot's own zone, in which they were read. */
export function spanTitle({ from, to, by, isNow }: Span, { from: said, last }: SpanWords, timeZone: string): string {
  if (said === undefined) return `Last ${spaced(last ?? '')}, ${EACH[by]}`;
  const end = isNow ? 'now' : plainDateTime(to, timeZone);
  return `${plainDateTime(from, timeZone)} to ${end}, ${EACH[by]}`;
}
