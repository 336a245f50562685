import { isSecretKey } from '#fleet/configuration-secrets.ts';
import { sameValue } from '#fleet/configuration-values.ts';
import type { ConfigurationValue } from '#webex/device-configurations.ts';
import { shownValue } from './shown.ts';

/** Those that have the same value. */
export interface ValueGroup<One> {
  /** As it may be seen. */
  shown: string;
  all: One[];
}

const { compare } = new Intl.Collator('en', { numeric: true });

/**
 * What has a value of this key, by value, what most have first. Of a secret it is only told whether there is one, not whether it is
 * the same.
 */
export function byValue<One extends { value: ConfigurationValue }>(
  key: string,
  all: readonly One[],
): ValueGroup<One>[] {
  const groups: { value: ConfigurationValue; all: One[] }[] = [];
  const isSecret = isSecretKey(key);
  const isSame = (left: ConfigurationValue, right: ConfigurationValue) =>
    isSecret ? shownValue(key, left) === shownValue(key, right) : sameValue(left, right);
  for (const one of all) {
    const group = groups.find(({ value }) => isSame(value, one.value));
    if (group) group.all.push(one);
    else groups.push({ value: one.value, all: [one] });
  }
  return groups
    .map(({ value, all: those }) => ({ shown: shownValue(key, value), all: those }))
    .sort((left, right) => right.all.length - left.all.length || compare(left.shown, right.shown));
}

/** The other way round: the odd ones out first. */
export const oddFirst = <One>(groups: readonly ValueGroup<One>[]): ValueGroup<One>[] =>
  groups.toSorted((left, right) => left.all.length - right.all.length);

/** "120 on 12 · 20 on 4 · 3 other values"; "120 on all of them" where `count` have it. */
export function spread(groups: readonly ValueGroup<unknown>[], count: number, most: number): string {
  const [first, another] = groups;
  if (first && !another && first.all.length === count) return `${first.shown} on all of them`;
  const kept = groups.length > most ? groups.slice(0, most - 1) : groups;
  const more = groups.length - kept.length;
  return [
    ...kept.map(({ shown, all }) => `${shown} on ${all.length.toLocaleString('en')}`),
    ...(more > 0 ? [`${more.toLocaleString('en')} other values`] : []),
  ].join(' · ');
}
