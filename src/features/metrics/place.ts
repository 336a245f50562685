import { conditionOf } from '#fleet/condition.ts';
import { workspaceNamed } from '#fleet/workspaces.ts';
import type { AdminReads } from '#intent/admin.ts';
import type { ReadContext } from '#intent/context.ts';
import { deviceCount, nameList } from '#lib/name-list.ts';
import { type NextStep, Problem } from '#lib/problem.ts';
import type { WorkspaceNow } from '#webex/workspaces.ts';
import { MEASURES, type Measure } from './measures.ts';
import { type MetricWords, metricWords } from './metric-words.ts';

const NAMES = 4;

/** The workspace that is meant, with its devices and what it can measure. */
export async function measuredPlace(
  phrase: string,
  context: ReadContext,
  say: (workspace: string) => string,
): Promise<{ admin: AdminReads; place: WorkspaceNow }> {
  const admin = await context.admin('workspaces:read', 'metrics:read');
  const include = { includeDevices: true, includeCapabilities: true };
  return { admin, place: await workspaceNamed(phrase, { admin, context, say, include }) };
}

/** Whether a workspace measures something, and if not, what is missing. */
export type Ability = 'yes' | 'off' | 'no';

export function abilityOf({ capabilities = {} }: WorkspaceNow, { capability }: Measure): Ability {
  const known = capabilities[capability];
  if (!known?.supported) return 'no';
  return known.configured ? 'yes' : 'off';
}

export const measuredIn = (place: WorkspaceNow): Measure[] =>
  MEASURES.filter((measure) => abilityOf(place, measure) === 'yes');

const lookAt = ({ id, displayName }: WorkspaceNow): NextStep => ({
  title: `Look at ${displayName}`,
  say: `workspace id:${id}`,
});

/** Says which is missing for it, a device, a sensor or a setting, and the next step. */
export function notMeasured(place: WorkspaceNow, measure: Measure | undefined): Problem {
  const { displayName, devices = [] } = place;
  const others: NextStep[] = measuredIn(place)
    .slice(0, 3)
    .map((one) => ({
      title: one.label,
      say: `metrics ${metricWords({ workspace: `id:${place.id}`, metric: one.name })}`,
    }));
  if (devices.length === 0)
    return new Problem(`Nothing is measured in ${displayName}: it has no device`, {
      code: 'not-measured',
      hint: 'Put a device into it first: an activation code makes one a device of this workspace.',
      next: [lookAt(place)],
    });
  const isOff = measure ? abilityOf(place, measure) === 'off' : MEASURES.some((one) => abilityOf(place, one) === 'off');
  const names = nameList(
    devices.map(({ displayName: name }) => name),
    NAMES,
  );
  return new Problem(titleOf(displayName, measure), {
    code: 'not-measured',
    hint: isOff
      ? `A device there could (${names}), but it is switched off. An administrator switches it on: Control Hub → Devices → the device → All configurations → RoomAnalytics.`
      : `No device there has a sensor for it (${names}).`,
    next: [...others, lookAt(place)],
  });
}

function titleOf(name: string, measure: Measure | undefined): string {
  if (!measure) return `Nothing is measured in ${name}`;
  return measure.isCount ? `Nobody counts the people in ${name}` : `${measure.label} is not measured in ${name}`;
}

/** Why there are no values: its devices may all be away. */
export function nothingCame(place: WorkspaceNow): string {
  const { devices = [] } = place;
  const away = devices.filter((device) => !conditionOf(device).isOnline);
  if (devices.length === 0) return 'There is no device in it now.';
  return away.length === devices.length
    ? `${deviceCount(devices.length)} there, and none is online now: ${nameList(
        away.map(({ displayName }) => displayName),
        NAMES,
      )}.`
    : 'Its devices are online, and told nothing of that time.';
}

/** Buttons of other times, without the one that is shown. */
export const otherTimes = (words: MetricWords, verb: string, times: readonly string[]): NextStep[] =>
  times
    .filter((last) => last !== words.last)
    .map((last) => ({
      title: `Last ${last.slice(0, -1)} ${last.slice(-1)}`,
      say: `${verb} ${metricWords({ workspace: words.workspace, metric: words.metric, unit: words.unit, last })}`,
    }));
