import { isReachable, type SimDevice } from '../devices/device.ts';
import type { Access, Fleet } from '../devices/fleet.ts';
import type { LiveState } from '../devices/panel.ts';
import type { Account } from '../people.ts';

/** A device as the side panel shows it: what stands in its record, and what one would see in front of it. */
export interface ShownDevice {
  id: string;
  name: string;
  product: string;
  place: string;
  connection: string;
  isOnline: boolean;
  software: string;
  errors: string[];
  tags: string[];
  /** What the bot may do with it. */
  access: Access;
  /** Left out in the list of a large fleet: most devices were never touched. */
  live?: LiveState;
}

/** In a larger fleet the list comes without live states, so that it stays quick. */
const SMALL_FLEET = 100;

export function shownDevices(fleet: Fleet, bot: Account): ShownDevice[] {
  const devices = fleet.all();
  const isSmall = devices.length <= SMALL_FLEET;
  return devices.map((device) => ({ ...record(fleet, bot, device), ...(isSmall && { live: fleet.state(device.id) }) }));
}

/** Undefined when there is no such device. */
export function shownDevice(fleet: Fleet, bot: Account, id: string): ShownDevice | undefined {
  const device = fleet.get(id);
  return device && { ...record(fleet, bot, device), live: fleet.state(id) };
}

function record(fleet: Fleet, bot: Account, device: SimDevice): ShownDevice {
  return {
    id: device.id,
    name: device.displayName,
    product: device.product.name.replace(/^Cisco /, ''),
    place: device.personId ? `${device.locationName}, personal` : device.locationName,
    connection: device.connectionStatus,
    isOnline: isReachable(device),
    software: device.software,
    errors: device.errorCodes,
    tags: device.tags,
    access: fleet.access(device, bot),
  };
}
