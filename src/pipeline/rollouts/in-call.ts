import { isPanel } from '#fleet/abilities.ts';
import { callsOf } from '#fleet/activity.ts';
import { chooses } from '#fleet/chooses.ts';
import { conditionOf } from '#fleet/condition.ts';
import { type Change, concernedInCall } from '#guard/limits/limits.ts';
import { START, weightOf } from '#intent/rollout-weight.ts';
import { CALL_MS, IN_CALL, restarts } from '#lib/rollout.ts';
import type { Rollout, RolloutItem, Settled } from '#store/index.ts';
import type { Device } from '#webex/devices.ts';
import { WebexError } from '#webex/errors.ts';
import type { Webex } from '#webex/index.ts';
import type { Rooms } from '../rooms.ts';
import type { Starter } from './acting.ts';

/** A device in a call is asked again after this. */
const AGAIN_MS = 30_000;
const PATHS = ['SystemUnit.State.NumberOfActiveCalls', 'Call[*].Status'];

/** What becomes of a device that is in a call; undefined when it may have its turn. */
export type WaitsForCall = (item: RolloutItem, device: Device, xapi: Webex['xapi']) => Promise<Settled | undefined>;

/**
 * Asks a device whether it is in a call, right before its turn: where it is to be restarted, and where the policy keeps it from
 * being disturbed. What does not tell counts as in a call for the policy alone.
 */
export async function callsOfRollout(
  rooms: Pick<Rooms, 'fleet' | 'clock'>,
  { spec, isOverGlass }: Pick<Rollout, 'spec' | 'isOverGlass'>,
  { asker, talk }: Pick<Starter, 'asker' | 'talk'>,
): Promise<WaitsForCall> {
  const { policy, roles } = asker.standing;
  const locations = policy.notInCall.length > 0 ? await rooms.fleet.locations() : new Map();
  const change = {
    wanted: { command: START, needs: 'administer' as const, space: talk.space },
    roles,
    chooses: (words: string, device: Device) => chooses(words, device, locations),
  };

  return async (item, device, xapi) => {
    const own: Change = { ...change, wanted: { ...change.wanted, ...weightOf(spec, [item]) }, devices: [device] };
    const isByPolicy = !isOverGlass && policy.notInCall.some((rule) => concernedInCall(rule, own).length > 0);
    // What is offline is in no call, and can't be asked.
    if ((!isByPolicy && !restarts(spec)) || !conditionOf(device).isOnline) return undefined;
    const count = isPanel(device) ? 0 : await callCount(device, xapi);
    const why = count === undefined ? 'It does not tell whether it is in a call' : IN_CALL.why;
    if (count === 0 || (count === undefined && !isByPolicy)) return undefined;
    const now = rooms.clock.now();
    const { state, callSince = now } = item;
    if (now - callSince < CALL_MS)
      return { state, reason: IN_CALL.reason, why, callSince, until: now + AGAIN_MS, isUntouched: true };
    return {
      state: 'skipped',
      reason: IN_CALL.reason,
      why: `${why}, for ${CALL_MS / 60_000} min now; it stays as it is`,
      callSince: undefined,
    };
  };
}

/** Undefined where it does not tell: a personal device tells only its owner. */
async function callCount({ id }: Device, xapi: Webex['xapi']): Promise<number | undefined> {
  try {
    return callsOf(await xapi.status(id, PATHS)).count;
  } catch (error) {
    if (error instanceof WebexError && (error.status === 403 || error.status === 404)) return undefined;
    throw error;
  }
}
