import { quietNow, quietUntil } from '#guard/limits/quiet.ts';
import { largestOf } from '#guard/limits/radius.ts';
import { placeOf } from '#guard/limits/words.ts';
import type { Concerned, Policy, QuietHours } from '#guard/policy/policy.ts';
import { tiersIn } from '#guard/policy/policy.ts';
import type { LimitLine, MyLimits, Pace } from '#intent/limits.ts';
import { deviceCount } from '#lib/name-list.ts';
import { mayBreakGlass } from './break-glass.ts';
import type { Known } from './context.ts';
import { paceOf, personPace, spacePace } from './rates.ts';
import type { Rooms, Talk } from './rooms.ts';

/** Which limits hold for somebody in this space at this moment, and by which lines of the policy. */
export async function limitsOf(rooms: Rooms, { space }: Pick<Talk, 'space'>, asker: Known): Promise<MyLimits> {
  const { policy, roles } = asker.standing;
  const { store, clock, timeZone } = rooms;
  const pace = paceOf(rooms);
  const isMine = (rule: Concerned) => rule.roles === undefined || rule.roles.some((role) => roles.includes(role));
  const now = clock.now();
  const paceFor = async (name: string, perMinute: number, line: number | undefined): Promise<Pace> => ({
    left: await store.paces.left(name, perMinute),
    perMinute,
    saidIn: line === undefined ? 'the settings' : `${policy.source}, line ${line}`,
  });
  const { perPerson, perSpace, perPersonLine, perSpaceLine } = policy.limits;
  return {
    source: policy.source,
    lines: [
      ...radius(policy, roles),
      ...policy.quietHours.filter(isMine).map((rule) => quietLine(rule, policy, { now, timeZone })),
      ...policy.notInCall.filter(isMine).map(
        (rule): LimitLine => ({
          name: 'Not while in a call',
          text: `${aboutOf(rule)}${placeOf([rule], policy)}`,
        }),
      ),
    ],
    person: await paceFor(personPace(asker.id), pace.perPerson, perPerson === undefined ? undefined : perPersonLine),
    space: await paceFor(spacePace(space.id), pace.perSpace, perSpace === undefined ? undefined : perSpaceLine),
    mayBreakGlass: mayBreakGlass(asker),
  };
}

function radius(policy: Policy, roles: readonly string[]): LimitLine[] {
  const largest = largestOf(policy, roles);
  if (!largest) return [];
  const line = policy.roles.get(largest.role)?.mostDevicesLine;
  return [
    {
      name: 'Devices',
      text: `at most ${deviceCount(largest.most)} a change, as ${largest.role}${placeOf([{ line }], policy)}`,
    },
  ];
}

function quietLine(rule: QuietHours, policy: Policy, { now, timeZone }: { now: number; timeZone: string }): LimitLine {
  const zone = rule.timeZone ?? timeZone;
  const text = `${clock(rule.from)}–${clock(rule.to)} ${daysIn(rule.days)}, ${zone}; ${aboutOf(rule)}${placeOf([rule], policy)}`;
  const until = quietNow(now, [rule], timeZone).length > 0 ? quietUntil(now, [rule], timeZone) : undefined;
  return { name: 'Quiet hours', text, ...(until !== undefined && { until }) };
}

/** "tiers 2 to 3, reboot, on location:Oslo" */
function aboutOf({ tiers, commands, devices }: Concerned): string {
  const kinds = tiersIn(tiers);
  return [
    `${kinds.length === 1 ? 'tier' : 'tiers'} ${kinds}`,
    ...(commands ? [commands.join(', ')] : []),
    ...(devices === undefined ? [] : [`on ${devices}`]),
  ].join(', ');
}

const clock = (minutes: number): string =>
  `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;

const WEEK = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;

/** "daily", "mon to fri", "sat and sun" as a list. */
function daysIn(days: QuietHours['days']): string {
  const on = WEEK.map((day) => days.includes(day));
  const [first, last] = [on.indexOf(true), on.lastIndexOf(true)];
  if (on.every(Boolean)) return 'daily';
  const isRange = last - first > 1 && on.slice(first, last + 1).every(Boolean);
  return isRange ? `${WEEK[first]} to ${WEEK[last]}` : WEEK.filter((_, index) => on[index]).join(', ');
}
