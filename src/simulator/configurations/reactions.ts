import { z } from 'zod';
import type { SimDevice } from '../devices/device.ts';
import type { Fleet } from '../devices/fleet.ts';
import { isAmong, SomeDevices } from '../share.ts';

/**
 * What comes of a changed configuration on some devices: `stuck` never takes it, `offline` drops from the network,
 * `error` has `errorCode` from then on.
 */
export const Reaction = z.strictObject({
  devices: SomeDevices,
  does: z.enum(['stuck', 'offline', 'error']),
  errorCode: z.string().min(1).optional(),
});
export type Reaction = z.infer<typeof Reaction>;

/** Whether it concerns the device; then it happens. */
export function react(
  { devices, does, errorCode = 'configurationerror' }: Reaction,
  device: SimDevice,
  fleet: Fleet,
): boolean {
  if (!isAmong(devices, device.id)) return false;
  if (does === 'offline') fleet.setConnection(device.id, 'disconnected');
  if (does === 'error' && !device.errorCodes.includes(errorCode))
    fleet.setErrorCodes(device.id, [...device.errorCodes, errorCode]);
  return true;
}
