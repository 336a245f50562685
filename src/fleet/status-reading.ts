import type { ReadContext } from '#intent/context.ts';
import { Problem } from '#lib/problem.ts';
import { duration } from '#lib/time.ts';
import type { Device } from '#webex/devices.ts';
import type { StatusTree } from '#webex/merge.ts';
import { accessOf, conditionOf } from './condition.ts';
import { fanOut } from './fan-out.ts';
import { type Leaf, leaves } from './status-tree.ts';

export interface Value {
  path: string;
  value: Leaf;
}

/** What a device told; or why it told nothing, in words that fit several devices, with what is special about this one. */
export type Reading =
  | { device: Device; values: Value[] }
  | { device: Device; values: undefined; why: string; detail?: string };

type Context = Pick<ReadContext, 'webex' | 'fleet' | 'now' | 'log'>;
interface Limits {
  /** Devices are no longer asked once there are more values than this. */
  mostValues?: number;
}

/** So many in a row that do not answer mean that Webex does not: the others are not waited for one after the other. */
const MOST_SILENT = 16;
const SILENT = new Set(['webex-timeout', 'webex-reset', 'webex-unreachable']);

/**
 * Asks devices for statuses, some at a time, in their order. Those that are known to be away are not asked, and one that
 * does not answer within some seconds counts as silent: nobody waits for the slowest of a hundred.
 */
export async function readStatuses(
  devices: readonly Device[],
  paths: string[],
  { webex, fleet, now, log }: Context,
  { mostValues = Infinity }: Limits = {},
): Promise<Reading[]> {
  let silent = 0;
  let count = 0;

  async function ask(device: Device): Promise<StatusTree> {
    try {
      return await webex.glance.status(device.id, paths);
    } catch (error) {
      // It was this bot that had to wait, for Webex's rate limit: that says nothing about the device.
      if (!(error instanceof Problem) || error.code !== 'webex-stopped') throw error;
      return webex.xapi.status(device.id, paths);
    }
  }

  /** The list of devices may be some seconds old. */
  async function goneSince(device: Device) {
    fleet.forget(device.id);
    const current = await fleet.one(`id:${device.id}`).catch(() => undefined);
    return current && notAsked(current, now);
  }

  return fanOut(devices, async (device): Promise<Reading> => {
    const away = notAsked(device, now);
    if (away) return { device, values: undefined, ...away };
    if (count > mostValues) return { device, values: undefined, why: 'Not asked any more' };
    if (silent >= MOST_SILENT) return { device, values: undefined, why: 'Not asked, since nobody answered' };
    try {
      const values = leaves(await ask(device));
      silent = 0;
      count += values.length;
      return { device, values };
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      log.warn({ deviceId: device.id, err: error }, 'a device could not be asked for its status');
      const since = await goneSince(device);
      if (since) return { device, values: undefined, ...since };
      if (!SILENT.has(error.code)) return { device, values: undefined, why: error.message.replace(/\.$/, '') };
      silent += 1;
      return { device, values: undefined, why: 'Did not answer' };
    }
  });
}

/** What keeps a device from being asked at all; read-only access is enough. */
function notAsked(device: Device, now: number): { why: string; detail?: string } | undefined {
  if (accessOf(device) === 'none') return { why: 'Not granted to me' };
  const { isOnline, word } = conditionOf(device);
  if (isOnline) return undefined;
  const seen = Date.parse(device.lastSeen ?? '');
  return { why: word, ...(!Number.isNaN(seen) && { detail: `for ${duration(now - seen)}` }) };
}
