import { z } from 'zod';
import { defineRead } from '#intent/command.ts';
import { buttons, said } from '#render/replies.ts';
import { barOf } from './chart.ts';
import { measureOf } from './measures.ts';
import { metricWords, readMetricWords, spanShape } from './metric-words.ts';
import { abilityOf, measuredPlace, nothingCame, notMeasured, otherTimes } from './place.ts';
import { spanOf } from './span.ts';
import { rowTime, spanTitle, timeWidth } from './told.ts';

const HOUR_MS = 3_600_000;
/** Hours of one card: two days of them have a row for two hours. */
const MOST_ROWS = 25;

/** How long a workspace was in use, and how long it was booked. */
export const usage = defineRead({
  name: 'usage',
  aliases: ['time used', 'utilisation', 'utilization'],
  topic: 'workspaces',
  summary: 'See how long a workspace was used and booked',
  usage: 'usage <workspace> [last 7d|from 2026-11-20 to 2026-11-21] [hourly|daily]',
  example: (device) => `usage ${device} last 30d`,
  needs: 'look',
  args: z.object({ ...spanShape, by: z.enum(['hourly', 'daily'], 'Usage is told hourly or daily.').optional() }),
  read({ raw }) {
    const { metric, unit, ...words } = readMetricWords(raw);
    return { ...words, unknown: words.unknown ?? metric ?? unit };
  },
  instead: () => [{ title: 'Workspaces', say: 'workspaces' }],
  say: ({ unknown: _, ...words }) => `usage ${metricWords(words)}`,

  async run({ unknown: _, ...words }, context) {
    const { now, timeZone } = context;
    const say = (other: Partial<typeof words>) => `usage ${metricWords({ ...words, ...other })}`;
    const without = { last: undefined, from: undefined, to: undefined, by: undefined };
    const span = spanOf(words, {
      now,
      timeZone,
      usual: '7d',
      say: ({ by, ...other }) => say({ ...without, ...other, ...(by !== 'samples' && { by }) }),
    });
    const { admin, place } = await measuredPlace(words.workspace, context, (workspace) => say({ workspace }));
    const people = measureOf('peopleCount');
    if (people && abilityOf(place, people) !== 'yes') throw notMeasured(place, people);
    const aggregation = span.by === 'daily' ? 'daily' : 'hourly';
    const question = { workspaceId: place.id, from: span.from, to: span.to, aggregation } as const;
    const durations = admin.webex.workspaceMetrics.durations;
    const [used, booked] = await Promise.all([
      durations({ ...question, measurement: 'timeUsed' }),
      durations({ ...question, measurement: 'timeBooked' }),
    ]);
    const id = `id:${place.id}`;
    const last = words.from === undefined ? (words.last ?? '7d') : undefined;
    const about = spanTitle(span, { ...words, last }, timeZone);
    const next = [
      ...otherTimes({ workspace: id, last }, 'usage', ['24h', '7d', '30d']),
      { title: 'People', say: `metrics ${id} people` },
      { title: 'All measures', say: `metrics ${id}` },
    ];
    if (used.length + booked.length === 0)
      return said(`Webex knows nothing of the use of ${place.displayName}`, {
        detail: `${about}. ${nothingCame(place)}`,
        next,
      });
    const size =
      aggregation === 'daily' ? 24 * HOUR_MS : (span.to - span.from) / HOUR_MS > MOST_ROWS ? 2 * HOUR_MS : HOUR_MS;
    const rows = rowsOf(used, booked, { from: span.from, to: span.to, size });
    const most = Math.max(...rows.map((row) => Math.max(row.used ?? 0, row.booked ?? 0)));
    const hasGap = rows.some((row) => row.used === undefined || row.booked === undefined);
    const total = (list: readonly { duration: number }[]) =>
      time(list.reduce((sum, { duration }) => sum + duration, 0));
    const title = `${place.displayName} was used ${total(used)}`;
    const facts = `Booked ${total(booked)}`;
    return {
      view: 'metrics/usage',
      data: {
        title,
        about,
        facts,
        width: timeWidth(span),
        rows: rows.map((row) => ({
          time: rowTime(row, span),
          ...barOf(row.used, 0, most),
          value: [row.used, row.booked].map((minutes) => (minutes === undefined ? '–' : time(minutes))).join(' · '),
        })),
        note: `The bars are the time used; the longest is ${time(most)}.${hasGap ? ' – where nothing was told.' : ''}`,
        ...buttons(next),
      },
      text: [title, `${facts} · ${about}`].join('\n'),
    };
  },
});

interface Minutes {
  start: number;
  duration: number;
}

/** Minutes used and booked of each part of a time; undefined where Webex tells nothing. */
function rowsOf(
  used: readonly Minutes[],
  booked: readonly Minutes[],
  { from, to, size }: { from: number; to: number; size: number },
) {
  const first = Math.floor(from / size);
  const within = (list: readonly Minutes[], start: number) => {
    const parts = list.filter((one) => one.start >= start && one.start < start + size);
    return parts.length === 0 ? undefined : parts.reduce((sum, { duration }) => sum + duration, 0);
  };
  return Array.from({ length: Math.max(1, Math.ceil(to / size) - first) }, (_, at) => {
    const start = (first + at) * size;
    return { start, used: within(used, start), booked: within(booked, start) };
  });
}

/** "4 h 35 min" of minutes. */
function time(minutes: number): string {
  const whole = Math.round(minutes);
  const [hours, rest] = [Math.floor(whole / 60), whole % 60];
  if (hours === 0) return `${rest} min`;
  return rest === 0 ? `${hours.toLocaleString('en')} h` : `${hours.toLocaleString('en')} h ${rest} min`;
}
