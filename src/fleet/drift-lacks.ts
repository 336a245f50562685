import { deviceCount, nameList } from '#lib/name-list.ts';
import type { Device } from '#webex/devices.ts';

const LINES = 4;
const KEYS = 4;
const PRODUCTS = 3;

/** A device, and the settings that it does not have. */
interface Lacking {
  device: Pick<Device, 'displayName' | 'product'>;
  lacks: readonly string[];
}

/** Settings that the same devices do not have. */
interface Gap {
  keys: string[];
  devices: Lacking['device'][];
}

/**
 * "Cameras.SpeakerTrack.Mode is not on 12 devices (Desk Mini)": mostly a whole product does not have it, so devices that lack
 * the same share a line, and so do settings. `rest` is put behind the line that says how many are not told.
 */
export function lackLines(lacking: readonly Lacking[], rest = ''): string[] {
  const [byDevices, bySettings] = [settingsTogether(lacking), devicesTogether(lacking)];
  const gaps = byDevices.length <= bySettings.length ? byDevices : bySettings;
  const kept = gaps.length > LINES ? LINES - 1 : gaps.length;
  const others = new Set(gaps.slice(kept).flatMap(({ devices }) => devices));
  return [
    ...gaps.slice(0, kept).map(lineOf),
    ...(others.size > 0 ? [`More settings are not on ${whichOf([...others])}${rest}`] : []),
  ];
}

function lineOf({ keys, devices }: Gap): string {
  const [key] = keys;
  return keys.length === 1 && key !== undefined
    ? `${key} is not on ${whichOf(devices)}`
    : `${keys.length.toLocaleString('en')} settings are not on ${whichOf(devices)}: ${nameList(keys, KEYS)}`;
}

/** "Reception panel (Room Navigator)", "12 devices (Desk Mini and Desk)". */
function whichOf(devices: Gap['devices']): string {
  const products = [...new Set(devices.map(({ product }) => product.replace(/^Cisco /, '')))].sort();
  const [only, another] = devices;
  const name = only && !another ? only.displayName : deviceCount(devices.length);
  return `${name} (${nameList(products, PRODUCTS)})`;
}

/** Settings that are missing on the very same devices, those of the most devices first. */
function settingsTogether(lacking: readonly Lacking[]): Gap[] {
  const without = Map.groupBy(
    lacking.flatMap(({ device, lacks }) => lacks.map((key) => ({ key, device }))),
    ({ key }) => key,
  );
  const numbers = new Map(lacking.map(({ device }, number) => [device, number]));
  const gaps = Map.groupBy(without, ([, those]) => those.map(({ device }) => numbers.get(device)).join());
  return largestFirst(
    [...gaps.values()].map((those) => ({
      keys: those.map(([key]) => key),
      devices: those[0]?.[1].map(({ device }) => device) ?? [],
    })),
  );
}

/** Devices that lack the very same settings. */
function devicesTogether(lacking: readonly Lacking[]): Gap[] {
  const gaps = Map.groupBy(lacking, ({ lacks }) => lacks.toSorted().join('\n'));
  return largestFirst(
    [...gaps.values()].map((those) => ({
      keys: [...(those[0]?.lacks ?? [])],
      devices: those.map(({ device }) => device),
    })),
  );
}

const largestFirst = (gaps: Gap[]): Gap[] => gaps.sort((left, right) => right.devices.length - left.devices.length);
