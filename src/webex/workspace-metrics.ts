import { z } from 'zod';
import { type Call, query } from './call.ts';

const HOUR_MS = 3_600_000;

/** The longest span from `from` to `to` that Webex answers, in ms, by aggregation; more is a 400. */
export const METRIC_SPAN_MS = { none: 48 * HOUR_MS, hourly: 48 * HOUR_MS, daily: 30 * 24 * HOUR_MS } as const;

/** `soundLevel` and `ambientNoise` are in dB(A), `humidity` in %, `temperature` in the unit asked for. */
export type MetricName = 'soundLevel' | 'ambientNoise' | 'temperature' | 'humidity' | 'tvoc' | 'peopleCount';

/** An ISO 8601 date as ms since the epoch. */
const time = z.string().transform((given, context) => {
  const at = Date.parse(given);
  if (!Number.isNaN(at)) return at;
  context.addIssue('is no date');
  return z.NEVER;
});
const figure = z.number().optional().catch(undefined);

const Sample = z.object({ deviceId: z.string().optional().catch(undefined), timestamp: time, value: z.number() });
/** What one device reported at one moment. `timestamp` is in ms since the epoch. */
export type MetricSample = z.infer<typeof Sample>;

const Bucket = z.object({ start: time, end: time, mean: figure, max: figure, min: figure });
/** An hour or a day, in ms since the epoch. Zeros don't count: a mean of people is one of the time in use. */
export type MetricBucket = z.infer<typeof Bucket>;

const DurationBucket = z.object({ start: time, end: time, duration: z.number() });
/** How many minutes of an hour or a day, which `start` and `end` give in ms since the epoch. */
export type DurationBucket = z.infer<typeof DurationBucket>;

/** Of which workspace and which time, in ms since the epoch. */
export interface MetricSpan {
  workspaceId: string;
  from: number;
  to: number;
}

export interface MetricQuestion extends MetricSpan {
  metric: MetricName;
  /** Of temperatures; left out, celsius. */
  unit?: 'celsius' | 'fahrenheit';
}

/** All lists are oldest first. They are empty where no device of the workspace measures that. */
export interface WorkspaceMetrics {
  samples(question: MetricQuestion): Promise<MetricSample[]>;
  buckets(question: MetricQuestion & { aggregation: 'hourly' | 'daily' }): Promise<MetricBucket[]>;
  durations(
    question: MetricSpan & { aggregation: 'hourly' | 'daily'; measurement: 'timeUsed' | 'timeBooked' },
  ): Promise<DurationBucket[]>;
}

/** https://developer.webex.com/docs/api/v1/workspace-metrics */
export function workspaceMetrics(call: Call): WorkspaceMetrics {
  async function list<T>(path: string, item: z.ZodType<T>): Promise<T[]> {
    return (await call({ method: 'GET', path }, z.object({ items: z.array(item) }))).data.items;
  }
  const metrics = ({ workspaceId, metric, unit, ...span }: MetricQuestion, aggregation: string) =>
    `/workspaceMetrics${query({
      workspaceId,
      metricName: metric,
      aggregation,
      ...inWords(span),
      unit: metric === 'temperature' ? unit : undefined,
      sortBy: 'oldestFirst',
    })}`;
  return {
    samples: (question) => list(metrics(question, 'none'), Sample),
    buckets: ({ aggregation, ...question }) => list(metrics(question, aggregation), Bucket),
    async durations({ from, to, ...rest }) {
      const found = await list(
        `/workspaceDurationMetrics${query({ ...rest, ...inWords({ from, to }) })}`,
        DurationBucket,
      );
      // Their order can't be asked for and is not documented.
      return found.sort((one, other) => one.start - other.start);
    },
  };
}

const inWords = ({ from, to }: { from: number; to: number }) => ({
  from: new Date(from).toISOString(),
  to: new Date(to).toISOString(),
});
