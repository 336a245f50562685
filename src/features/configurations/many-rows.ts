import type { Selected } from '#fleet/asked.ts';
import { isSecretKey } from '#fleet/configuration-secrets.ts';
import type { DeviceRead } from '#fleet/read-devices.ts';
import type { ReadContext } from '#intent/context.ts';
import { mayGive } from '#intent/may.ts';
import { deviceCount, nameList } from '#lib/name-list.ts';
import type { NextStep } from '#lib/problem.ts';
import type { Configuration, ConfigurationValue } from '#webex/device-configurations.ts';
import type { Device } from '#webex/devices.ts';
import { keysWords } from './config-words.ts';
import { comparing, type OnMany, whichDevices } from './many.ts';
import { setWords } from './set-words.ts';
import { lockOf, rowOf } from './shown.ts';
import { byValue, oddFirst, spread, type ValueGroup } from './value-groups.ts';

const MOST_GROUPS = 6;
const MOST_SPREAD = 3;
const MOST_NAMES = 6;
const NONE = '–';

/** A configuration as one device has it, without what only matters on a card of its own. */
interface Seen {
  key: string;
  value: ConfigurationValue;
  lock: string | undefined;
  row: Row;
}
type Row = ReturnType<typeof rowOf>;
export type Read = DeviceRead<Seen[]>;

export const seenOf = ([key, configuration]: [string, Configuration], { id, displayName }: Device): Seen => ({
  key,
  value: configuration.value,
  lock: lockOf(configuration),
  row: { ...rowOf([key, configuration], id), key: displayName },
});

/** What a card of several devices shows. */
export interface Shown {
  title: string;
  summary: string;
  rows: Row[];
  notes: string[];
  /** What is counted at the foot of a page. */
  count: string;
  next: NextStep[];
}

/** The devices with their values, the odd ones out first, and at the end those that have none or could not be read. */
export function oneSetting(key: string, all: readonly Read[], selected: Selected, context: ReadContext): Shown {
  const seen = all.flatMap((one) => (one.kind === 'read' ? one.found : []));
  const groups = byValue(key, seen);
  const lacking = all.filter((one) => one.kind === 'read' && one.found.length === 0);
  const unread = all.filter((one) => one.kind === 'unread');
  const locks = Map.groupBy(
    seen.filter(({ lock }) => lock !== undefined),
    ({ lock }) => lock,
  );
  const tail = [
    ...(lacking.length > 0 ? [`${lacking.length} without it`] : []),
    ...(unread.length > 0 ? [`${unread.length} not read`] : []),
  ];
  const mayRoll =
    groups.length > 0 && !isSecretKey(key) && ['rollout', 'config set'].every((name) => mayGive(name, context));
  return {
    title: `${key} on ${whichDevices(selected)}`,
    summary: [...(groups.length > 0 ? [spread(groups, all.length, MOST_GROUPS)] : []), ...tail].join(' · '),
    rows: [
      ...oddFirst(groups).flatMap((group) => group.all.map(({ row }) => row)),
      ...lacking.map(({ device }) => emptyRow(device, 'has no such setting')),
      ...unread.map((one) => emptyRow(one.device, one.kind === 'unread' ? `not read: ${one.why}` : '')),
    ],
    notes: [...locks].map(([why, those]) => `Can't be edited (${why}): ${names(those.map(({ row }) => row.key))}`),
    count: deviceCount(all.length),
    next: mayRoll
      ? [{ title: 'Roll out a value…', say: setWords({ device: selected.phrase, settings: [{ key }] }) }]
      : [],
  };
}

const emptyRow = ({ id, displayName }: Read['device'], note: string): Row => ({
  heading: '',
  hasHeading: false,
  key: displayName,
  note,
  mark: '',
  hasMark: false,
  value: NONE,
  say: `device id:${id}`,
});

/** The settings with the values that they have, first those that are not the same everywhere. */
export function severalSettings(
  keys: readonly string[],
  all: readonly Read[],
  { known }: OnMany,
  selected: Selected,
): Shown {
  const read = all.filter((one) => one.kind === 'read');
  const held = Map.groupBy(
    read.flatMap(({ found }) => found),
    ({ key }) => key,
  );
  const settings = keys
    .map((key) => ({ key, groups: byValue(key, held.get(key) ?? []), has: held.get(key)?.length ?? 0 }))
    .sort((left, right) => right.groups.length - left.groups.length || compare(left.key, right.key));
  const differ = settings.filter(({ groups }) => groups.length > 1).length;
  const unread = Map.groupBy(
    all.filter((one) => one.kind === 'unread'),
    ({ why }) => why,
  );
  return {
    title: `${nameList(
      known.map(({ key }) => key),
      MOST_SPREAD,
    )} on ${whichDevices(selected)}`,
    summary: [
      counted(settings.length),
      differ === 0 ? 'the same on all that have them' : `${differ.toLocaleString('en')} not the same everywhere`,
    ].join(' · '),
    rows: settings.map(({ key, groups, has }) => ({
      heading: '',
      hasHeading: false,
      key,
      note: [
        whoHas(groups, read.length),
        ...(has < read.length ? [`${(read.length - has).toLocaleString('en')} without it`] : []),
      ].join(' · '),
      mark: '',
      hasMark: false,
      value: groups.length > 1 ? `${groups.length} values` : (groups[0]?.shown ?? NONE),
      say: keysWords('config', { device: selected.phrase, keys: [key] }),
    })),
    notes: [...unread].map(
      ([why, those]) => `Could not be read (${why}): ${names(those.map(({ device }) => device.displayName))}`,
    ),
    count: counted(settings.length),
    next: comparing(
      selected,
      known.map(({ key }) => key),
    ),
  };
}

/** Its value stands beside it where it is the same everywhere. */
function whoHas(groups: readonly ValueGroup<unknown>[], count: number): string {
  const [only, another] = groups;
  if (!only || another) return spread(groups, count, MOST_SPREAD);
  return only.all.length === count ? 'on all of them' : `on ${only.all.length.toLocaleString('en')}`;
}

const counted = (count: number): string =>
  `${count.toLocaleString('en')} ${count === 1 ? 'configuration' : 'configurations'}`;

const { compare } = new Intl.Collator('en', { numeric: true });
const names = (all: readonly string[]): string => nameList(all, MOST_NAMES);
