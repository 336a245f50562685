import type { ReadContext } from '#intent/context.ts';
import { deviceCount } from '#lib/name-list.ts';
import { Problem } from '#lib/problem.ts';
import { statusOf } from '#lib/status.ts';
import type { Device } from '#webex/devices.ts';
import { fanOut } from './fan-out.ts';

/** A question holds up the others of its space until it is answered: more devices are read by jobs. */
export const MOST_READ = 200;

/** Fewer are read before anybody wonders. */
const MOST_QUIET = 50;

/** Devices in a row that get no answer from Webex before the others are not asked any more. */
const MOST_OUTAGES = 8;

/** What was found of a device, or why its configurations could not be read, as words without a full stop. */
export type DeviceRead<Found> = { device: Pick<Device, 'id' | 'displayName' | 'product'> } & (
  | { kind: 'read'; found: Found }
  | { kind: 'unread'; why: string }
);

/**
 * Reads something of each device, some at a time, in their order; `onDone` is told how many are done. Throws when Webex is away, and
 * what a login is needed for.
 */
export async function readDevices<Found>(
  devices: readonly Device[],
  read: (device: Device) => Promise<Found>,
  onDone: (count: number) => void = () => {},
): Promise<DeviceRead<Found>[]> {
  let outages = 0;
  let count = 0;
  return fanOut(devices, async (device): Promise<DeviceRead<Found>> => {
    try {
      const found = await read(device);
      outages = 0;
      return { device, kind: 'read', found };
    } catch (error) {
      if (!isAboutDevice(error)) throw error;
      if (isAway(error) && ++outages >= MOST_OUTAGES) throw error;
      return { device, kind: 'unread', why: whyNot(error) };
    } finally {
      count += 1;
      onDone(count);
    }
  });
}

/** A login that has ended has to come through, and so has the end of the process. */
function isAboutDevice(error: unknown): error is Problem {
  return error instanceof Problem && error.code.startsWith('webex-') && error.code !== 'webex-stopped';
}

/** Webex itself does not answer, or lets nobody in. */
function isAway(error: Problem): boolean {
  const status = statusOf(error);
  return status === undefined || status === 401 || status === 429 || status >= 500;
}

/** Whether it says something of this device alone: Webex does not know it any more, or keeps it from this login. */
export const isOfOneDevice = (error: unknown): boolean => isAboutDevice(error) && !isAway(error);

function whyNot(error: Problem): string {
  const status = statusOf(error);
  if (status === 404) return 'Webex knows no such device any more';
  if (status === 403) return 'Webex does not let its configurations be read';
  return error.message.replace(/\.$/, '');
}

/** Tells whoever waits how far it is: at once of many devices, else where it takes long. Others read it too, so it does not say what was asked. */
export function tellingReads(
  { length }: readonly unknown[],
  { tells }: Pick<ReadContext, 'tells'>,
): (count: number) => void {
  const tell = (count: number) =>
    tells(
      `Reading configurations: ${count.toLocaleString('en')} of ${deviceCount(length)}.`,
      length > MOST_QUIET ? length : 0,
    );
  tell(0);
  return tell;
}
