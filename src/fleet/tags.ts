import { nameList } from '#lib/name-list.ts';

/** What to do with the tags of a device. */
export interface TagEdit {
  /** add: beside those that are there. remove: these alone; none means all. replace: these and no others. */
  kind: 'add' | 'remove' | 'replace';
  tags: readonly string[];
}

/** Names of tags shown in a sentence. */
const SHOWN = 8;

const folded = (tag: string): string => tag.toLocaleLowerCase('en');

/** Whether a list has a tag, whatever its letters: people do not tell "Lobby" from "lobby". */
export const hasTag = (tags: readonly string[], wanted: string): boolean =>
  tags.some((tag) => folded(tag) === folded(wanted));

/** Of tags that differ in upper and lower case only the first. */
export const distinct = (tags: readonly string[]): string[] =>
  tags.filter((tag, index) => !hasTag(tags.slice(0, index), tag));

/** The tags of a device after an edit. Those that stay are spelled as they were. */
export function edited(had: readonly string[], { kind, tags }: TagEdit): string[] {
  if (kind === 'replace') return [...tags];
  if (kind === 'add') return [...had, ...tags.filter((tag) => !hasTag(had, tag))];
  return tags.length === 0 ? [] : had.filter((tag) => !hasTag(tags, tag));
}

/** The same tags, in whatever order. */
export const sameTags = (left: readonly string[], right: readonly string[]): boolean =>
  JSON.stringify([...new Set(left)].sort()) === JSON.stringify([...new Set(right)].sort());

/** A tag may be several words. */
const shown = (tags: readonly string[]): string[] => tags.map((tag) => (/\s/.test(tag) ? `"${tag}"` : tag));

/** "no tags", "the tag lobby", "the tags lobby and vip". */
export function tagWords(tags: readonly string[]): string {
  if (tags.length === 0) return 'no tags';
  return `the ${tags.length === 1 ? 'tag' : 'tags'} ${nameList(shown(tags), SHOWN)}`;
}

/** "lobby and vip", or "none". */
export const tagList = (tags: readonly string[]): string => (tags.length === 0 ? 'none' : nameList(shown(tags), SHOWN));
