import type { Device } from '#webex/devices.ts';
import { type Chooses, decide } from '../policy/decide.ts';
import type { Wanted } from '../policy/matches.ts';
import type { Policy } from '../policy/policy.ts';

/** How many devices one change may touch, and which role says so. */
export interface Radius {
  most: number;
  role: string;
}

/**
 * The most devices that one change may touch; undefined when nothing limits it. Of the roles that allow it on a device
 * the largest counts, so that a role never takes away what another one gives; of the devices, the strictest.
 */
export function radiusOf(
  policy: Policy,
  roles: readonly string[],
  wanted: Wanted,
  devices: readonly Device[],
  chooses: Chooses,
): Radius | undefined {
  const limited = roles.some((role) => policy.roles.get(role)?.mostDevices !== undefined);
  if (!limited) return undefined;
  let strictest: Radius | undefined;
  for (const device of devices) {
    const largest = largestOf(
      policy,
      roles.filter((role) => decide(policy, [role], wanted, [device], chooses).isAllowed),
    );
    if (largest && (!strictest || largest.most < strictest.most)) strictest = largest;
  }
  return strictest;
}

/** Undefined as soon as one of them has no limit. */
function largestOf(policy: Policy, roles: readonly string[]): Radius | undefined {
  const limits = roles.map((role) => ({ role, most: policy.roles.get(role)?.mostDevices ?? Infinity }));
  const largest = limits.sort((left, right) => right.most - left.most)[0];
  return largest && largest.most !== Infinity ? largest : undefined;
}

/** The limits of somebody's roles, but of those where another role of theirs allows the same to more devices. */
export function limitingRoles(policy: Policy, roles: readonly string[]): Radius[] {
  return roles.flatMap((role) => {
    const most = policy.roles.get(role)?.mostDevices;
    if (most === undefined) return [];
    const isWider = (other: string) => (policy.roles.get(other)?.mostDevices ?? Infinity) > most;
    return roles.some((other) => isWider(other) && includes(policy, other, role)) ? [] : [{ role, most }];
  });
}

/** Whether a role surely allows all that another one does: everything of those tiers, anywhere. */
function includes({ roles }: Policy, wide: string, narrow: string): boolean {
  const rules = roles.get(wide)?.rules ?? [];
  if (rules.some(({ effect }) => effect === 'deny')) return false;
  const whole = rules.filter(
    ({ commands, devices, spaces }) => commands.includes('all') && devices === undefined && spaces === undefined,
  );
  const tiers = new Set(whole.flatMap((rule) => rule.tiers));
  return (roles.get(narrow)?.rules ?? []).every(
    (rule) => rule.effect === 'deny' || rule.tiers.every((tier) => tiers.has(tier)),
  );
}
