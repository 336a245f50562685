import { createFaults, inFile, type LineFaults, type Place } from '#lib/line-faults.ts';
import { createNearest, type Nearest } from '#lib/nearest.ts';
import type { Device } from '#webex/devices.ts';
import { comparable, type NamedBy, type NamedDevice, type TargetRow } from './targets-file.ts';

export interface MatchedTarget {
  row: TargetRow;
  device: Device;
}

const TEXT_OF: Record<NamedBy, (device: Device) => string | undefined> = {
  id: ({ id }) => id,
  serial: ({ serial }) => serial,
  mac: ({ mac }) => mac,
  name: ({ displayName }) => displayName,
};
const WHAT: Record<NamedBy, string> = { id: 'id', serial: 'serial number', mac: 'MAC address', name: 'name' };

/**
 * The devices that the rows of a file name. Whole names only: in a file nobody sees what a part of a name was taken for. A
 * name with the same upper and lower case goes before others. Rows that name no device, several, or one that another row
 * names as well are faults. Linear in rows and devices. `all` are those besides that the words `phrase` leave out.
 */
export function matchTargets(
  rows: readonly TargetRow[],
  devices: readonly Device[],
  {
    all = [],
    phrase = '',
    place = 'line',
  }: { all?: readonly Device[]; phrase?: string | undefined; place?: Place | undefined } = {},
): LineFaults & { matched: MatchedTarget[] } {
  const faults = createFaults();
  const find = finder(devices);
  const findBesides = finder(all);
  const matched: MatchedTarget[] = [];
  const lines = new Map<string, number>();
  let near: Nearest | undefined;
  const meant = ({ by, text }: NamedDevice): string => {
    if (by !== 'name') return '';
    near ??= createNearest(devices.map(({ displayName }) => displayName));
    const names = near(text, { max: 2 });
    return names.length === 0 ? '' : `. Nearest: ${names.map(inFile).join(', ')}`;
  };
  for (const row of rows) {
    const [device, another] = find(row.device);
    if (!device) {
      faults.add(row.line, () =>
        findBesides(row.device).length > 0
          ? `${inFile(row.device.text)} exists, but is not in ${inFile(phrase)}`
          : `No device has the ${WHAT[row.device.by]} ${inFile(row.device.text)}${meant(row.device)}`,
      );
    } else if (another) {
      const count = find(row.device).length;
      faults.add(
        row.line,
        () =>
          `${count} devices have the ${WHAT[row.device.by]} ${inFile(row.device.text)}: name it by its id or serial number`,
      );
    } else {
      const first = lines.get(device.id);
      if (first === undefined) {
        lines.set(device.id, row.line);
        matched.push({ row, device });
      } else faults.add(row.line, () => `${inFile(row.device.text)} is the device of ${place} ${first}`);
    }
  }
  return { matched, faults: faults.faults, more: faults.more };
}

/** Finds devices by what names them; each way gets its index when it is first asked for. */
function finder(devices: readonly Device[]): (named: NamedDevice) => Device[] {
  const indexes = new Map<NamedBy, Map<string, Device[]>>();
  const indexOf = (by: NamedBy): Map<string, Device[]> => {
    const known = indexes.get(by);
    if (known) return known;
    const made = new Map<string, Device[]>();
    for (const device of devices) {
      const text = TEXT_OF[by](device);
      if (text === undefined || text.trim() === '') continue;
      const key = comparable({ by, text });
      const there = made.get(key);
      if (there) there.push(device);
      else made.set(key, [device]);
    }
    indexes.set(by, made);
    return made;
  };
  return (named) => {
    const found = indexOf(named.by).get(comparable(named)) ?? [];
    if (found.length < 2) return found;
    const exact = found.filter((device) => TEXT_OF[named.by](device) === named.text);
    return exact.length > 0 ? exact : found;
  };
}
