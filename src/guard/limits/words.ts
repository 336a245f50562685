import { deviceCount, nameList } from '#lib/name-list.ts';
import { type Concerned, type Policy, type QuietHours, tiersIn } from '../policy/policy.ts';
import type { Limit } from './limits.ts';

const NAMES = 5;

type Source = Pick<Policy, 'source'>;

/** "policy.yaml, line 31", "policy.yaml, lines 31 and 35" */
export function saidIn(rules: readonly { line?: number | undefined }[], { source }: Source): string {
  const lines = [...new Set(rules.flatMap(({ line }) => line ?? []))].sort((left, right) => left - right);
  if (lines.length === 0) return source;
  return `${source}, ${lines.length === 1 ? 'line' : 'lines'} ${nameList(lines.map(String), NAMES)}`;
}

/** " (policy.yaml, line 31)" */
export const placeOf = (rules: readonly { line?: number | undefined }[], source: Source): string =>
  ` (${saidIn(rules, source)})`;

export const namesOf = (devices: readonly { displayName: string }[]): string =>
  nameList(
    devices.map(({ displayName }) => displayName),
    NAMES,
  );

/** What a limit is called where it is broken: "quiet hours (policy.yaml, line 31)". */
export function limitName(limit: Limit, policy: Policy): string {
  switch (limit.kind) {
    case 'radius': {
      const { role, most } = limit.radius;
      const line = policy.roles.get(role)?.mostDevicesLine;
      return `at most ${deviceCount(most)} a change${placeOf([{ line }], policy)}`;
    }
    case 'quiet':
      return `quiet hours${placeOf(limit.rules, policy)}`;
    case 'call':
      return `not while in a call${placeOf(limit.rules, policy)}`;
    case 'approval':
      return `approval by ${limit.rule.by.join(' or ')}${placeOf([limit.rule], policy)}`;
    case 'lock':
      return `the lock of ${nameList(limit.names, NAMES)}`;
  }
}

/** "08:00 to 18:00, Mon to Fri, Europe/Oslo, tiers 2 to 3"; `timeZone` is that of rules without one. */
export const hoursOf = (rule: QuietHours, timeZone: string): string =>
  [`${clock(rule.from)} to ${clock(rule.to)}`, daysIn(rule.days), rule.timeZone ?? timeZone, aboutOf(rule)].join(', ');

/** "tiers 2 to 3, reboot, on location:Oslo" */
export function aboutOf({ tiers, commands, devices }: Concerned): string {
  const kinds = tiersIn(tiers);
  return [
    `${kinds.length === 1 ? 'tier' : 'tiers'} ${kinds}`,
    ...(commands ? [commands.join(', ')] : []),
    ...(devices === undefined ? [] : [`on ${devices}`]),
  ].join(', ');
}

const clock = (minutes: number): string =>
  `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;

const WEEK = { mon: 'Mon', tue: 'Tue', wed: 'Wed', thu: 'Thu', fri: 'Fri', sat: 'Sat', sun: 'Sun' } as const;
const DAYS: readonly (keyof typeof WEEK)[] = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];

/** "daily", "Mon to Fri", "Sat and Sun". */
function daysIn(days: QuietHours['days']): string {
  const on = DAYS.filter((day) => days.includes(day));
  const [first, last] = [on.at(0), on.at(-1)];
  if (on.length === DAYS.length) return 'daily';
  const isRange = first && last && on.length > 2 && DAYS.indexOf(last) - DAYS.indexOf(first) === on.length - 1;
  return isRange
    ? `${WEEK[first]} to ${WEEK[last]}`
    : nameList(
        on.map((day) => WEEK[day]),
        DAYS.length,
      );
}
