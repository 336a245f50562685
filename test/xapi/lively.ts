import type { SimDevice } from '#simulator/devices/device.ts';
import type { Fleet } from '#simulator/devices/fleet.ts';
import type { ValueSpace } from '#simulator/xapi/schema/index.ts';

/**
 * Brings a device into a state in which every status of its schema has a value: an idle one has no calls, nothing is
 * shared on it and no web page is open, so that those statuses are not there.
 */
export function makeLively(fleet: Fleet, { id }: SimDevice): void {
  const live = fleet.live(id);
  if (!live) throw new Error('No such device.');
  fleet.setInCall(id, true);
  for (const { path, space } of live.schema.statuses.values()) {
    if (live.state.find(path.replaceAll('[n]', '[*]')).length > 0) continue;
    fleet.setStatus(id, { [path.replaceAll('[n]', '[1]')]: anyOf(space) });
  }
}

const anyOf = (space: ValueSpace): string | number =>
  space.type === 'literal' ? (space.values[0] ?? '') : space.type === 'integer' ? 1 : 'some text';
