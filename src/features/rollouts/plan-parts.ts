import type { Fact } from '#intent/command.ts';
import type { BriefItem } from '#intent/rollouts.ts';
import { nameList } from '#lib/name-list.ts';
import { shortened } from '#lib/shorten.ts';

const MOST_GROUPS = 4;
const MOST_KEYS = 3;
const MOST_NAMES = 3;
const LONGEST_WHY = 160;

/** Why a setting is left alone on so many devices. */
const WORDS: Record<string, (count: string, keys: string, isOne: boolean) => string> = {
  'unknown-key': (count, keys) => `${count} without ${keys}`,
  'not-editable': (count, keys) => `${count} can't edit ${keys}`,
  value: (count, keys) => `${count} can't take the value of ${keys}`,
  secret: (count, keys, isOne) => `${count} ${isOne ? 'has' : 'have'} a secret in ${keys}`,
};

interface Group {
  reason: string;
  why: string;
  names: string[];
  keys: string[];
}

/** Which devices get a part of their settings only, and what is left alone there: "2 without Audio.X (Kew and Vault)". */
export function partFacts(changing: readonly BriefItem[]): Fact[] {
  const parts = changing.filter(({ leftAlone = [] }) => leftAlone.length > 0);
  if (parts.length === 0) return [];
  const groups = groupsOf(parts);
  const words = groups.slice(0, MOST_GROUPS).map(wordsOf);
  const more = groups.length > MOST_GROUPS ? [`and ${groups.length - MOST_GROUPS} more reasons, in the file`] : [];
  const get = parts.length === 1 ? 'gets' : 'get';
  return [
    {
      key: `parts ${JSON.stringify(groups)}`,
      text: `${parts.length.toLocaleString('en')} ${get} only a part: ${[...words, ...more].join(', ')}.`,
    },
    // What a device has not, it has not; why it can't take or edit something is not to be guessed.
    ...groups
      .filter(({ reason }) => reason === 'value' || reason === 'not-editable')
      .slice(0, MOST_GROUPS)
      .map(({ why, names }) => ({
        key: `part ${why}`,
        text: `${shortened(why, LONGEST_WHY)} (${nameList(names, MOST_NAMES)}).`,
      })),
  ];
}

const wordsOf = ({ reason, names, keys }: Group): string => {
  const count = names.length.toLocaleString('en');
  const words = WORDS[reason]?.(count, nameList(keys, MOST_KEYS), names.length === 1);
  return `${words ?? `${count}: ${nameList(keys, MOST_KEYS)}`} (${nameList(names, MOST_NAMES)})`;
};

/** Settings that are left alone for the same reason on the same devices are told at once; the most devices come first. */
function groupsOf(parts: readonly BriefItem[]): Group[] {
  const byKey = new Map<string, { reason: string; why: string; key: string; ids: string[]; names: string[] }>();
  for (const { deviceId, name, leftAlone = [] } of parts)
    for (const { key, reason, why } of leftAlone) {
      // Keys that are not there are told without a why: what is nearest differs from device to device.
      const id = reason === 'unknown-key' ? `${reason} ${key}` : `${reason} ${key} ${why}`;
      const known = byKey.get(id) ?? { reason, why, key, ids: [], names: [] };
      known.ids.push(deviceId);
      known.names.push(name);
      byKey.set(id, known);
    }
  const groups = new Map<string, Group>();
  for (const { reason, why, key, ids, names } of byKey.values()) {
    const id = `${reason} ${ids.join()}`;
    const group = groups.get(id) ?? { reason, why, names, keys: [] };
    group.keys.push(key);
    groups.set(id, group);
  }
  return [...groups.values()].sort((left, right) => right.names.length - left.names.length);
}
