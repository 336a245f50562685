import type { Fact } from '#intent/command.ts';
import type { ReadContext } from '#intent/context.ts';
import { duration } from '#lib/time.ts';
import type { Device } from '#webex/devices.ts';
import type { StatusTree } from '#webex/merge.ts';
import { leaf, list } from './status-tree.ts';

export interface Calls {
  /** Undefined when the device does not say: a personal device tells only its owner, and a touch panel has no calls. */
  count: number | undefined;
  /** Seconds of the longest call; undefined when the device does not say. */
  seconds: number | undefined;
}

/** Asked in one query: is there a call, for how long, and does somebody present. */
export const ACTIVITY_PATHS = ['SystemUnit.State.NumberOfActiveCalls', 'Call[*].*', 'Conference.Presentation.Mode'];

/** Reads calls out of an answer to ACTIVITY_PATHS. */
export function callsOf(tree: StatusTree): Calls {
  const calls = list(tree, 'Call').filter(
    (call) => !['Idle', 'Disconnecting'].includes(String(leaf(call, 'Status') ?? '')),
  );
  const active = leaf(tree, 'SystemUnit.State.NumberOfActiveCalls');
  const seconds = calls
    .map((call) => Number(leaf(call, 'Duration')))
    .filter((value) => Number.isFinite(value) && value > 0);
  const isUntold = active === undefined && calls.length === 0;
  const count = isUntold ? undefined : Math.max(calls.length, Number(active ?? 0));
  return { count, seconds: seconds.length > 0 ? Math.max(...seconds) : undefined };
}

const UNTOLD: Fact = { key: 'activity-unknown', text: 'It did not tell me whether it is in a call.' };

function inCall({ count, seconds }: Calls, consequence: string): Fact {
  if (count === undefined) return UNTOLD;
  if (count === 0) return { key: 'idle', text: 'It is not in a call.' };
  const since = seconds === undefined ? '' : ` (${duration(seconds * 1000)})`;
  return { key: 'in-call', text: `It is in a call${since}: ${consequence}` };
}

export interface Activity {
  calls: Calls;
  isPresenting: boolean;
}

/** What goes on at a device; undefined when it does not tell. */
export async function activityOf(
  device: Device,
  context: Pick<ReadContext, 'webex' | 'log'>,
): Promise<Activity | undefined> {
  try {
    const tree = await context.webex.glance.status(device.id, ACTIVITY_PATHS);
    const mode = leaf(tree, 'Conference.Presentation.Mode');
    return { calls: callsOf(tree), isPresenting: mode === 'Sending' || mode === 'Receiving' };
  } catch (error) {
    context.log.warn({ deviceId: device.id, err: error }, 'activity of a device is unknown');
    return undefined;
  }
}

/** The same as facts of a plan; a device that does not tell is said to be unknown, never idle. */
export async function activity(device: Device, consequence: string, context: ReadContext): Promise<Fact[]> {
  const told = await activityOf(device, context);
  if (!told) return [UNTOLD];
  const facts = [inCall(told.calls, consequence)];
  if (told.isPresenting) facts.push({ key: 'presenting', text: 'Somebody is presenting on it.' });
  return facts;
}
