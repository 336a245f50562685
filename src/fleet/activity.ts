import type { Fact, ReadContext } from '#intent/command.ts';
import { duration } from '#lib/time.ts';
import type { Device } from '#webex/devices.ts';
import type { StatusTree } from '#webex/merge.ts';
import { leaf, list } from './status-tree.ts';

export interface Calls {
  count: number;
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
  const active = Number(leaf(tree, 'SystemUnit.State.NumberOfActiveCalls') ?? 0);
  const seconds = calls
    .map((call) => Number(leaf(call, 'Duration')))
    .filter((value) => Number.isFinite(value) && value > 0);
  return { count: Math.max(calls.length, active), seconds: seconds.length > 0 ? Math.max(...seconds) : undefined };
}

/** What goes on at a device, as facts of a plan; a device that does not tell is said to be unknown, never idle. */
export async function activity(device: Device, consequence: string, context: ReadContext): Promise<Fact[]> {
  let tree: StatusTree;
  try {
    tree = await context.webex.xapi.status(device.id, ACTIVITY_PATHS);
  } catch (error) {
    context.log.warn({ deviceId: device.id, err: error }, 'activity of a device is unknown');
    return [{ key: 'activity-unknown', text: 'It did not tell me whether it is in a call.' }];
  }
  const facts: Fact[] = [];
  const calls = callsOf(tree);
  if (calls.count > 0) {
    const since = calls.seconds === undefined ? '' : ` (${duration(calls.seconds * 1000)})`;
    facts.push({ key: 'in-call', text: `It is in a call${since}: ${consequence}` });
  }
  if (calls.count === 0) facts.push({ key: 'idle', text: 'It is not in a call.' });
  const mode = leaf(tree, 'Conference.Presentation.Mode');
  if (mode === 'Sending' || mode === 'Receiving')
    facts.push({ key: 'presenting', text: 'Somebody is presenting on it.' });
  return facts;
}
