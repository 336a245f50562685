import type { Place, Target } from '#intent/parts.ts';
import type { Device } from '#webex/devices.ts';

/** Types of what is no device; Webex gives none of its devices one of these. */
const PLACES: readonly string[] = ['workspace', 'location'];

/** Whether a record stands for a workspace or a location: rules about tags and products say nothing of it. */
export const isPlace = ({ type }: Pick<Device, 'type'>): boolean => PLACES.includes(type);

/** What rules see of a target that is in no list of the bot's own devices. */
export const recordOfPlace = ({ id, name }: Target, place: Place): Device => ({
  id,
  displayName: name,
  orgId: '',
  product: place.product ?? '',
  type: place.kind === 'device' ? 'unknown' : place.kind,
  connectionStatus: 'unknown',
  permissions: [],
  tags: place.tags ?? [],
  workspaceId: place.kind === 'workspace' ? id : place.workspaceId,
  personId: place.personId,
  locationId: place.kind === 'location' ? id : place.locationId,
  errorCodes: [],
  capabilities: [],
  ip: undefined,
  mac: undefined,
  serial: undefined,
  software: undefined,
  lastSeen: undefined,
  firstSeen: undefined,
  upgradeChannel: undefined,
});

/** The same of a device that only an administrator sees. */
export const placeOf = ({ tags, product, workspaceId, personId, locationId }: Device): Place => ({
  kind: 'device',
  tags,
  product,
  workspaceId,
  personId,
  locationId,
});

/** A device as a plan names it; with its place where it is none of the bot's `own`, by their ids. */
export const planTarget = (device: Device, own: ReadonlySet<string>): Target => ({
  id: device.id,
  name: device.displayName,
  ...(!own.has(device.id) && { place: placeOf(device) }),
});
