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
export function largestOf(policy: Policy, roles: readonly string[]): Radius | undefined {
  const limits = roles.map((role) => ({ role, most: policy.roles.get(role)?.mostDevices ?? Infinity }));
  const largest = limits.sort((left, right) => right.most - left.most)[0];
  return largest && largest.most !== Infinity ? largest : undefined;
}
