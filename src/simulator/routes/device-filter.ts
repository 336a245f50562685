import type { Request } from 'express';
import { type Access, type SimDevice, typeOf } from '../devices/device.ts';
import { locationIdOf } from '../places/legacy-ids.ts';
import { queryMany, queryOne } from '../requests.ts';

type Test = (device: SimDevice, access: Access) => boolean;

/** The filters of `GET /devices` that a request carries; a device must pass all of them. */
export function deviceFilter(req: Request): Test {
  const tests: Test[] = [];
  for (const [name, filter] of Object.entries(FILTERS)) {
    const value = queryOne(req, name);
    if (value !== undefined) tests.push(filter(value));
  }
  const tags = queryMany(req, 'tag');
  if (tags.length > 0) tests.push((device) => tags.every((tag) => device.tags.includes(tag)));
  return (device, access) => tests.every((test) => test(device, access));
}

const contains = (text: string, part: string): boolean => text.toLowerCase().includes(part.toLowerCase());
const withoutColons = (mac: string): string => mac.replaceAll(':', '').toLowerCase();

/** Partial and case-insensitive for names and products, prefix for software, exact for the rest. */
const FILTERS: Readonly<Record<string, (value: string) => Test>> = {
  displayName: (value) => (device) => contains(device.displayName, value),
  product: (value) => (device) => contains(device.product.name, value),
  software: (value) => (device) => device.software.startsWith(value),
  mac: (value) => (device) => withoutColons(device.mac) === withoutColons(value),
  serial: (value) => (device) => device.serial === value,
  personId: (value) => (device) => device.personId === value,
  workspaceId: (value) => (device) => device.workspaceId === value,
  placeId: (value) => (device) => device.workspaceId === value,
  orgId: (value) => (device) => device.orgId === value,
  connectionStatus: (value) => (device) => device.connectionStatus === value,
  type: (value) => (device) => value === typeOf(device),
  upgradeChannel: (value) => (device) => device.upgradeChannel.toLowerCase() === value.toLowerCase(),
  errorCode: (value) => (device) => device.errorCodes.includes(value),
  capability: (value) => (device) => value === 'xapi' && typeOf(device) === 'roomdesk',
  permission: (value) => (device, access) =>
    value === (access === 'full' ? device.permission : access === 'readonly' ? 'xapi:readonly' : undefined),
  locationId: (value) => (device) => device.locationId === value,
  workspaceLocationId: (value) => (device) => device.locationId === locationIdOf(value),
  devicePlatform: (value) => () => value === 'cisco',
  plannedMaintenance: (value) => (device) => device.plannedMaintenance === value,
};
