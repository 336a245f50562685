import { hiddenSettings, holdsSecret, isSecretKey } from '#fleet/configuration-secrets.ts';
import { valueWords } from '#fleet/configuration-state.ts';
import { sameValue } from '#fleet/configuration-values.ts';
import type { Wanted } from '#fleet/drift.ts';
import { readSettings } from '#fleet/settings.ts';
import { inFile } from '#lib/line-faults.ts';
import { Problem } from '#lib/problem.ts';
import { alwaysQuoted } from '#lib/quoted.ts';

type Value = Wanted['value'];

const PART = String.raw`[A-Za-z][\w-]*(?:\[\d{1,4}\])?`;
const KEY = new RegExp(`^${PART}(?:\\.${PART})+$`);
const LONGEST_KEY = 200;
const LONGEST_VALUE = 2_000;
/** What resets a configuration elsewhere. */
const RESET = /^\(default\)$/i;

/** What is wrong with a key of a profile, as a sentence without its full stop; undefined when nothing is. */
export function keyFault(key: string): string | undefined {
  if (/[*]|\.\.|\[n\]/.test(key)) return `${inFile(key)} stands for several settings; a profile names each one`;
  if (key.length > LONGEST_KEY || !KEY.test(key))
    return `${inFile(key)} is no key of a setting; one is written like Audio.DefaultVolume`;
  return isSecretKey(key) ? `${inFile(key)} holds a secret, and profiles keep none` : undefined;
}

/** What is wrong with a value. */
export function valueFault(key: string, value: unknown): string | undefined {
  if (value === null || value === undefined || value === '') return `${inFile(key)} has no value`;
  if (typeof value === 'string' && RESET.test(value.trim()))
    return `${inFile(key)} is to be reset, and a profile has values only`;
  if (!isValue(value)) return `${inFile(key)} has a value that is no text, number, true, false or list of those`;
  if (holdsSecret(key, value))
    return `${inFile(key)} has an address with a password or a token, and profiles keep none`;
  return String(value).length > LONGEST_VALUE ? `The value of ${inFile(key)} is too long` : undefined;
}

export const isValue = (value: unknown): value is Value =>
  typeof value === 'string' ||
  typeof value === 'boolean' ||
  (typeof value === 'number' && Number.isFinite(value)) ||
  (Array.isArray(value) && value.every((one) => typeof one === 'string' || typeof one === 'number'));

/** A value as it was typed or stands in a cell: "60" is a number, `["a","b"]` a list; the device's own value space has the last word. */
export function typedValue(text: string): Value {
  if (/^(0|-?[1-9]\d{0,14})$/.test(text)) return Number(text);
  if (/^\[.*\]$/s.test(text.trim())) {
    try {
      const list: unknown = JSON.parse(text);
      if (Array.isArray(list) && isValue(list)) return list;
    } catch {
      // Then it is a text that begins so.
    }
  }
  return text;
}

/** "Audio.DefaultVolume=60", as `settingsOf` reads it; of a secret only that there is one. */
export function settingWords({ key, value }: Wanted): string {
  const text = Array.isArray(value) ? JSON.stringify(value) : String(value);
  return hiddenSettings(
    /^[\p{L}\p{N}][\p{L}\p{N}._+-]*$/u.test(text) ? `${key}=${text}` : `${key}=${alwaysQuoted(text)}`,
  );
}

/** "Audio.DefaultVolume: 60" */
export const settingLine = ({ key, value }: Wanted): string => `${key}: ${valueWords(value)}`;

/** Settings out of words, typed as far as words tell, and the words that are none. */
export function settingsOf(words: readonly { text: string; quoted: boolean }[]): {
  settings: Wanted[];
  rest: string[];
  faults: string[];
} {
  const { settings, rest, faults } = readSettings(words);
  return { settings: settings.map(({ key, text }) => ({ key, value: typedValue(text) })), rest, faults };
}

/** Of settings that were typed, or stand in a file. */
export const UNCHECKED = 'Checked on no device: a comparison or the plan of a rollout tells which devices take it.';

/** Throws for what no profile can keep, the first of it. */
export function checkSettings(settings: readonly Wanted[]): void {
  const seen = new Set<string>();
  for (const { key, value } of settings) {
    const fault = keyFault(key) ?? valueFault(key, value);
    const twice = seen.has(key.toLowerCase()) ? `${inFile(key)} is set twice` : undefined;
    seen.add(key.toLowerCase());
    if (fault ?? twice) throw new Problem(fault ?? twice ?? '', { code: 'bad-setting', hint: 'Nothing was changed.' });
  }
}

/** What is other between two sets of settings, a line each: "Audio.DefaultVolume: 40 → 60"; what would be lost comes first. */
export function changesBetween(before: readonly Wanted[], after: readonly Wanted[]) {
  const had = new Map(before.map((one) => [one.key.toLowerCase(), one]));
  const has = new Set(after.map(({ key }) => key.toLowerCase()));
  const removed = before
    .filter(({ key }) => !has.has(key.toLowerCase()))
    .map(({ key, value }) => `${key}: not any more, was ${valueWords(value)}`);
  const changed = after.flatMap(({ key, value }) => {
    const old = had.get(key.toLowerCase());
    return !old || sameValue(old.value, value) ? [] : [`${key}: ${valueWords(old.value)} → ${valueWords(value)}`];
  });
  const added = after
    .filter(({ key }) => !had.has(key.toLowerCase()))
    .map(({ key, value }) => `${key}: new, ${valueWords(value)}`);
  return {
    lines: [...removed, ...changed, ...added],
    counts: [
      ...(removed.length > 0 ? [`${removed.length} removed`] : []),
      ...(changed.length > 0 ? [`${changed.length} other ${changed.length === 1 ? 'value' : 'values'}`] : []),
      ...(added.length > 0 ? [`${added.length} new`] : []),
    ].join(', '),
  };
}
