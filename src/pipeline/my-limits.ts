import { quietNow, quietUntil } from '#guard/limits/quiet.ts';
import { limitingRoles } from '#guard/limits/radius.ts';
import { aboutOf, hoursOf, placeOf } from '#guard/limits/words.ts';
import type { Concerned, Policy, QuietHours } from '#guard/policy/policy.ts';
import type { LimitLine, MyLimits, Pace } from '#intent/limits.ts';
import { deviceCount } from '#lib/name-list.ts';
import { mayBreakGlass } from './break-glass.ts';
import type { Known } from './context.ts';
import { paceOf, personPace, spacePace } from './rates.ts';
import type { Rooms, Talk } from './rooms.ts';
import { titleOf } from './titles.ts';

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
    told: async () =>
      policy.breakGlass && mayBreakGlass(asker) ? titleOf(rooms, { space }, policy.breakGlass.tell) : undefined,
  };
}

function radius(policy: Policy, roles: readonly string[]): LimitLine[] {
  return limitingRoles(policy, roles).map(({ role, most }) => ({
    name: 'Devices',
    text: `at most ${deviceCount(most)} a change, as ${role}${placeOf([{ line: policy.roles.get(role)?.mostDevicesLine }], policy)}`,
  }));
}

function quietLine(rule: QuietHours, policy: Policy, { now, timeZone }: { now: number; timeZone: string }): LimitLine {
  const text = `${hoursOf(rule, timeZone)}${placeOf([rule], policy)}`;
  const until = quietNow(now, [rule], timeZone).length > 0 ? quietUntil(now, [rule], timeZone) : undefined;
  return { name: 'Quiet hours', text, ...(until !== undefined && { until }) };
}
