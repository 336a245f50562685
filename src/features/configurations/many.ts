import type { Selected } from '#fleet/asked.ts';
import { type KnownKey, keysOnMany, MOST_KEYS_ON_MANY } from '#fleet/many-settings.ts';
import { isSelection, seeThem } from '#fleet/selection.ts';
import type { AdminReads } from '#intent/admin.ts';
import { EntryNeeded } from '#intent/entry-form.ts';
import { deviceCount, nameList } from '#lib/name-list.ts';
import { type NextStep, Problem } from '#lib/problem.ts';
import { shortened } from '#lib/shorten.ts';
import { keysWords } from './config-words.ts';
import { expressionOf } from './looked-up.ts';
import { noSuchKey } from './missing.ts';

/** More values are work for other tools. */
const MOST_VALUES = 10_000;
const MOST_NAMES = 3;

type Verb = 'config' | 'config export';

interface Asked {
  verb: Verb;
  keys: string[];
}

/** What is asked of several devices: keys that some of them have, and those that none has. */
export interface OnMany {
  known: KnownKey[];
  missing: { key: string; near: string[] }[];
}

/** Throws a Problem where that is too much, or nothing that any of the devices has; the form for keys where none was said. */
export async function askedOnMany(
  { verb, keys }: Asked,
  { phrase, devices }: Selected,
  { deviceConfigurations: reads }: Pick<AdminReads['webex'], 'deviceConfigurations'>,
): Promise<OnMany> {
  if (keys.length === 0) throw whichKeys(verb, { phrase, devices });
  const say = (wanted: readonly string[]) => keysWords(verb, { device: phrase, keys: wanted });
  if (keys.length > MOST_KEYS_ON_MANY) throw tooManyKeys(keys, say);
  const typed = keys.map((text) => ({ text, expression: expressionOf(text) }));
  const open = typed.find(({ text }) => text.startsWith('*'));
  if (open) throw tooWide(open.text, say);
  const found = await keysOnMany(reads, devices, typed);
  if (found.known.length === 0) {
    const [sample] = devices;
    throw noSuchKey(
      { displayName: `any of ${whichDevices({ phrase, devices }).replace(/^all /, '')}`, id: sample?.id ?? '' },
      found.missing,
      (meant, lost) => say(keys.map((key) => (key === lost ? meant : key))),
      sample?.displayName,
    );
  }
  return found;
}

/** Throws a Problem where all of it is more than anybody reads. */
export function mustFit({ known }: OnMany, { phrase, devices }: Selected): void {
  const each = known.reduce((sum, { sample }) => sum + sample.size, 0);
  if (each * devices.length > MOST_VALUES) throw tooMuch(each, devices.length, phrase);
}

/** "3 devices of tag:lobby", "all 24 devices", "Fjord and Kew". */
export function whichDevices({ phrase, devices }: Selected): string {
  const count = deviceCount(devices.length);
  if (phrase.startsWith('id:') || !isSelection(phrase))
    return devices.length <= MOST_NAMES
      ? nameList(
          devices.map(({ displayName }) => displayName),
          MOST_NAMES,
        )
      : count;
  if (/^\S+:/.test(phrase) && !/\s(?:except|but|without)\s/i.test(phrase))
    return `${count} of ${shortened(phrase, 80)}`;
  return /\s(?:except|but|without)\s/i.test(phrase) ? `${count} (${shortened(phrase, 80)})` : `all ${count}`;
}

/** Nobody said what of them: a line for keys. */
function whichKeys(verb: Verb, selected: Selected): EntryNeeded {
  const { phrase, devices } = selected;
  const isFew = devices.length <= MOST_NAMES;
  return new EntryNeeded({
    command: verb,
    args: { device: phrase },
    title: `Which configurations of ${whichDevices(selected)}?`,
    about: 'I read them on each of the devices and say which values there are. Nothing is changed.',
    fields: [
      {
        id: 'keys',
        label: `Keys, at most ${MOST_KEYS_ON_MANY}`,
        kind: 'text',
        isRequired: true,
        hint: 'Standby.Delay, or a family such as Audio.*',
        maxLength: 800,
      },
    ],
    action: 'Show',
    tier: 0,
    next: [
      ...comparing(selected, []),
      ...(isFew
        ? devices.map(({ id, displayName }) => ({ title: displayName, say: `config id:${id}` }))
        : seeThem(phrase)),
    ],
  });
}

/** Two devices can be held side by side as well. */
export function comparing({ devices: [first, second, third] }: Selected, keys: readonly string[]): NextStep[] {
  if (!first || !second || third) return [];
  return [{ title: 'Compare them', say: ['config diff', `id:${first.id}`, `id:${second.id}`, ...keys].join(' ') }];
}

function tooManyKeys(keys: readonly string[], say: (keys: readonly string[]) => string): Problem {
  return new Problem(`That is ${keys.length} keys; of several devices I read at most ${MOST_KEYS_ON_MANY} at a time`, {
    code: 'too-many-keys',
    hint: 'A family such as Audio.* counts as one. Of one device I read up to 50. Nothing was read.',
    next: [{ title: `The first ${MOST_KEYS_ON_MANY}`, say: say(keys.slice(0, MOST_KEYS_ON_MANY)) }],
  });
}

const tooWide = (key: string, say: (keys: readonly string[]) => string): Problem =>
  new Problem(`${shortened(key, 60)} is too much to read on several devices`, {
    code: 'too-many-keys',
    hint: 'Begin with a family, such as Audio.* or Standby.*. Nothing was read.',
    next: ['Audio.*', 'Standby.*'].map((family) => ({ title: family, say: say([family]) })),
  });

const tooMuch = (each: number, devices: number, phrase: string): Problem =>
  new Problem(
    `That is some ${(each * devices).toLocaleString('en')} values: ${each} on each of ${deviceCount(devices)}`,
    {
      code: 'too-many-keys',
      hint: `I read at most ${MOST_VALUES.toLocaleString('en')} at a time. Say a part of the keys, such as Audio.Input.*, or fewer devices. Only some devices were looked at.`,
      next: seeThem(phrase),
    },
  );
