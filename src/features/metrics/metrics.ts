import { z } from 'zod';
import { defineRead } from '#intent/command.ts';
import { Problem } from '#lib/problem.ts';
import { measureOf } from './measures.ts';
import { metricCard } from './metric-card.ts';
import { metricShape, metricWords, readMetricWords } from './metric-words.ts';
import { overview } from './overview.ts';
import { abilityOf, measuredPlace, notMeasured } from './place.ts';
import { spanOf } from './span.ts';

/** What the devices of a workspace measure: one thing as a chart, or all of it, a line each. */
export const metrics = defineRead({
  name: 'metrics',
  aliases: ['metric', 'measure', 'climate'],
  topic: 'workspaces',
  summary: 'See what is measured in a workspace',
  usage:
    'metrics <workspace> [temperature|humidity|tvoc|sound level|ambient noise|people] [last 24h|from 2026-11-20 to 2026-11-21] [hourly|daily|samples] [fahrenheit]',
  example: (device) => `metrics ${device} sound level last 7d`,
  needs: 'look',
  args: z.object(metricShape),
  read: ({ raw }) => readMetricWords(raw),
  instead: () => [{ title: 'Workspaces', say: 'workspaces' }],
  say: ({ unknown: _, ...words }) => `metrics ${metricWords(words)}`,

  async run({ unknown: _, ...words }, context) {
    const { now, timeZone } = context;
    const measure = measureOf(words.metric);
    const say = (other: Partial<typeof words>) => `metrics ${metricWords({ ...words, ...other })}`;
    if (words.unit === 'fahrenheit' && measure && measure.name !== 'temperature')
      throw new Problem(`Fahrenheit goes with temperature only, not with ${measure.label.toLowerCase()}`, {
        code: 'bad-arguments',
        hint: 'Leave it out, or ask for the temperature.',
        next: [{ title: `${measure.label} without it`, say: say({ unit: undefined }) }],
      });
    // What Webex would refuse is told before it is asked, and before a workspace is looked for.
    const without = { last: undefined, from: undefined, to: undefined, by: undefined };
    const span = spanOf(words, { now, timeZone, usual: '24h', say: (other) => say({ ...without, ...other }) });
    const { admin, place } = await measuredPlace(words.workspace, context, (workspace) => say({ workspace }));
    const unit = words.unit ?? 'celsius';
    if (!measure) return overview({ admin, place, unit }, context);
    if (abilityOf(place, measure) !== 'yes') throw notMeasured(place, measure);
    return metricCard({ admin, place, measure, span, unit, words }, context);
  },
});
