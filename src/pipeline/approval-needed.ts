import { chooses } from '#fleet/chooses.ts';
import { approvalNeeded, type Needed } from '#guard/approve.ts';
import type { Wanted } from '#guard/policy/matches.ts';
import type { Policy } from '#guard/policy/policy.ts';
import type { ChangeIntent, Plan } from '#intent/command.ts';
import type { Target } from '#intent/parts.ts';
import { devicesOf, wantedBy } from './allowed.ts';
import type { Asked } from './perform.ts';
import type { Rooms } from './rooms.ts';

/** Who has to agree to a change before it is done; undefined when nobody else has to. */
export async function approvalFor(
  rooms: Pick<Rooms, 'fleet' | 'guard'>,
  { asker, talk }: Pick<Asked, 'asker' | 'talk'>,
  intent: Pick<ChangeIntent, 'name' | 'needs'>,
  plan: Plan<unknown>,
): Promise<Needed | undefined> {
  // Whoever breaks the glass goes past it, and everybody hears of that.
  if (talk.glass || plan.calms) return undefined;
  return neededNow(rooms, asker.standing, wantedBy(rooms, intent, plan, talk.space), plan.targets);
}

/** The same by what the policy says now of something that was asked. */
export async function neededNow(
  rooms: Pick<Rooms, 'fleet'>,
  { policy, roles }: { policy: Policy; roles: readonly string[] },
  wanted: Wanted,
  targets: readonly Target[],
): Promise<Needed | undefined> {
  if (policy.approvals.length === 0) return undefined;
  const isByDevice = policy.approvals.some(({ devices }) => devices !== undefined);
  const locations = isByDevice ? await rooms.fleet.locations() : new Map();
  const devices = await devicesOf(rooms, targets);
  const by = (words: string, device: (typeof devices)[number]) => chooses(words, device, locations);
  return approvalNeeded(policy, { wanted, roles, devices, chooses: by });
}
