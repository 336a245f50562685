import { z } from 'zod';

/** Some devices: by their ids, or as a share of all of them, 0 to 1. A share is always of the same devices. */
export const SomeDevices = z.union([z.array(z.string()), z.number().min(0).max(1)]);
export type SomeDevices = z.infer<typeof SomeDevices>;

export function isAmong(devices: SomeDevices, id: string): boolean {
  return typeof devices === 'number' ? placeOf(id) < devices : devices.includes(id);
}

/** A number in [0, 1) that an id always has. */
function placeOf(id: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < id.length; at++) hash = Math.imul(hash ^ id.charCodeAt(at), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 15), 0x85ebca6b);
  return ((hash ^ (hash >>> 13)) >>> 0) / 4_294_967_296;
}
