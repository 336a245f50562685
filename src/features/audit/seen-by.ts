import type { ReadContext } from '#intent/context.ts';
import { sameId } from '#lib/ids.ts';
import { deviceCount } from '#lib/name-list.ts';

type Entry = Awaited<ReturnType<ReadContext['store']['audit']['recent']>>[number];

/** How `intent/privately.ts` writes that an answer was for one person. */
const PRIVATE = / privately$/;

/**
 * An entry as somebody in its space may read it: devices that are hidden from them are only counted, and what another person
 * asked privately names none.
 */
export function asSeenBy(entry: Entry, readerId: string, isSeen: (deviceId: string) => boolean): Entry {
  const isPrivate = PRIVATE.test(entry.words) && !sameId(entry.personId, readerId);
  const seen = isPrivate ? [] : entry.targets.filter(({ id }) => isSeen(id));
  const hidden = entry.targets.filter((target) => !seen.includes(target));
  if (hidden.length === 0) return entry;
  const count = isPrivate ? [] : [{ id: '', name: `${deviceCount(hidden.length)} not yours to see` }];
  return { ...entry, words: withoutNames(entry.words, hidden), targets: [...seen, ...count] };
}

/** A button names a device by its id, and the record by its name. */
const withoutNames = (words: string, devices: readonly { name: string }[]): string =>
  devices
    .map(({ name }) => name)
    // Of names that hold each other the longer one first.
    .sort((left, right) => right.length - left.length)
    .reduce((text, name) => text.replace(wholly(name), '…'), words);

const wholly = (name: string): RegExp =>
  new RegExp(`(?<![\\p{L}\\p{N}])${name.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&')}(?![\\p{L}\\p{N}])`, 'giu');
