import type { AdminReads } from '#intent/admin.ts';
import type { ReadContext } from '#intent/context.ts';
import { buttons } from '#render/replies.ts';
import type { Reply } from '#render/reply.ts';
import type { WorkspaceNow } from '#webex/workspaces.ts';
import { slotsOf, sparkline } from './chart.ts';
import { MEASURES, type Measure, type Unit, valueWords } from './measures.ts';
import { metricWords } from './metric-words.ts';
import { abilityOf, measuredIn, nothingCame, notMeasured } from './place.ts';

const HOUR_MS = 3_600_000;
const HOURS = 24;

/** All that a workspace measures, a line each: what is true now, and the last 24 hours. */
export async function overview(
  { admin, place, unit }: { admin: AdminReads; place: WorkspaceNow; unit: Unit },
  { now }: ReadContext,
): Promise<Reply> {
  const able = measuredIn(place);
  if (able.length === 0) throw notMeasured(place, undefined);
  const rows = await Promise.all(able.map((measure) => lineOf(measure, { admin, place, unit, now })));
  const isSilent = rows.every(({ value }) => value === NOTHING);
  const about = isSilent ? nothingCame(place) : 'Now, and the last 24 h, an hour a bar';
  const missing = [lacking(place, 'off', 'Switched off'), lacking(place, 'no', 'No sensor for')]
    .filter(Boolean)
    .join(' · ');
  return {
    view: 'metrics/overview',
    data: {
      title: place.displayName,
      about,
      rows,
      note: missing,
      hasNote: missing !== '',
      ...buttons([
        { title: 'Usage', say: `usage id:${place.id}` },
        { title: 'Refresh', say: `metrics id:${place.id}` },
        { title: `Look at ${place.displayName}`, say: `workspace id:${place.id}` },
      ]),
    },
    text: [place.displayName, about, ...rows.map(({ label, value, line }) => `${label}: ${value} ${line}`.trim())].join(
      '\n',
    ),
  };
}

const NOTHING = '–';

async function lineOf(
  measure: Measure,
  { admin, place, unit, now }: { admin: AdminReads; place: WorkspaceNow; unit: Unit; now: number },
) {
  const { webex } = admin;
  const from = now - HOURS * HOUR_MS;
  const samples = await webex.workspaceMetrics.samples({
    workspaceId: place.id,
    metric: measure.name,
    from,
    to: now,
    unit,
  });
  const last = samples.at(-1);
  const isRecent = last !== undefined && now - last.timestamp <= HOUR_MS;
  const points = samples.map(({ timestamp, value }) => ({ start: timestamp, value }));
  return {
    label: measure.label,
    value: isRecent ? valueWords(last.value, measure, unit) : NOTHING,
    hasLine: samples.length > 0,
    line: samples.length === 0 ? '' : sparkline(slotsOf(points, from, now, HOUR_MS)),
    say: `metrics ${metricWords({ workspace: `id:${place.id}`, metric: measure.name, ...(unit === 'fahrenheit' && measure.name === 'temperature' && { unit }) })}`,
  };
}

function lacking(place: WorkspaceNow, ability: 'off' | 'no', words: string): string {
  const names = MEASURES.filter((measure) => abilityOf(place, measure) === ability).map(({ label }) => label);
  return names.length === 0 ? '' : `${words}: ${names.join(', ').toLowerCase().replace('tvoc', 'TVOC')}`;
}
