import { chooses } from '#fleet/chooses.ts';
import { quietFor } from '#guard/limits/limits.ts';
import { START, weightOf } from '#intent/rollout-weight.ts';
import { plainDateTime } from '#render/index.ts';
import type { Rollout, RolloutItem, Settled } from '#store/index.ts';
import type { Device } from '#webex/devices.ts';
import type { Rooms } from '../rooms.ts';
import type { Starter } from './acting.ts';

/** The policy may be another one by then. */
const AGAIN_MS = 60_000;

/** What becomes of a device whose quiet hours it is; undefined when it may have its turn. */
export type WaitsForQuiet = (item: RolloutItem, device: Device) => Settled | undefined;

/** Whether it is quiet hours for a device, right before its turn: a rollout may go on for longer than the day is loud. */
export async function quietOfRollout(
  rooms: Pick<Rooms, 'fleet' | 'clock' | 'timeZone'>,
  { spec, isOverGlass }: Pick<Rollout, 'spec' | 'isOverGlass'>,
  { asker, talk }: Pick<Starter, 'asker' | 'talk'>,
): Promise<WaitsForQuiet> {
  const { policy, roles } = asker.standing;
  // Whoever broke the glass to begin it was heard of by everybody.
  if (isOverGlass || policy.quietHours.length === 0) return () => undefined;
  const isByDevice = policy.quietHours.some(({ devices }) => devices !== undefined);
  const locations = isByDevice ? await rooms.fleet.locations() : new Map();

  return (item, device) => {
    const now = rooms.clock.now();
    const change = {
      wanted: { command: START, needs: 'administer' as const, ...weightOf(spec, [item]), space: talk.space },
      roles,
      devices: [device],
      chooses: (words: string, one: Device) => chooses(words, one, locations),
    };
    const quiet = quietFor(policy, change, { now, timeZone: rooms.timeZone });
    if (!quiet) return undefined;
    const { until = Infinity } = quiet;
    const end = until === Infinity ? ', which have no end' : ` until ${plainDateTime(until, rooms.timeZone)}`;
    return {
      state: item.state,
      reason: 'quiet',
      why: `It waits: quiet hours${end}`,
      until: Math.min(until, now + AGAIN_MS),
      isUntouched: true,
    };
  };
}
