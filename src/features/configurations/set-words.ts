import { z } from 'zod';
import { holdsSecret, isSecretKey } from '#fleet/configuration-secrets.ts';
import { valueText } from '#fleet/configuration-values.ts';
import { isSlashValue } from '#fleet/settings.ts';
import { DevicePhrase } from '#intent/device-phrase.ts';
import { touched } from '#intent/entry-form.ts';
import { isOn, readWords, type Token } from '#intent/words.ts';
import { HIDDEN, withoutSecrets } from '#lib/hide.ts';
import { Problem } from '#lib/problem.ts';
import { alwaysQuoted } from '#lib/quoted.ts';
import { shortened } from '#lib/shorten.ts';
import type { ConfigurationValue } from '#webex/device-configurations.ts';
import { isKeyWord, spelledDevice } from './config-words.ts';

/** What a form can hold; more of them are a rollout, or said one after the other. */
export const MOST_SETTINGS = 20;
export const MOST_FIELDS = 8;
/** What takes away the value that was set, so that the default holds again. */
export const DEFAULT = '(default)';

/** One configuration as it was said: with a value, back to its default, or without anything, which asks for it. */
export interface Said {
  key: string;
  text?: string | undefined;
  reset?: true | undefined;
}

const KEY = 'A configuration is written like Audio.DefaultVolume=60';
const SaidOne = z.object({
  key: z.string().max(200, KEY).refine(isKeyWord, KEY),
  text: z.string().max(4_000, 'That is too long for a value.').optional(),
  reset: z.literal(true).optional(),
});

export const SetArgs = z.preprocess(
  fromForm,
  z.object({
    device: DevicePhrase,
    settings: z.array(SaidOne).max(MOST_SETTINGS, `At most ${MOST_SETTINGS} configurations at a time.`).default([]),
    /** The keys of the form it came from, whether they were touched or not. */
    fields: z.array(z.string()).max(MOST_FIELDS).default([]),
    /** Also where the default is the same: it is configured then, and stays when the default becomes another. */
    hold: z.boolean().default(false),
  }),
);
export type SetArgs = z.infer<typeof SetArgs>;

/** The inputs of a form are `v0`, `v1` …, and their keys are arguments `k0`, `k1` …; one without keys has a line of words. */
export const keyArg = (index: number): string => `k${index}`;
export const valueField = (index: number): string => `v${index}`;

function fromForm(raw: unknown): unknown {
  const given = touched(raw);
  if (typeof given !== 'object' || given === null || 'settings' in given) return given;
  const { device, setting, ...rest } = { device: undefined, setting: undefined, ...given };
  if (typeof setting === 'string') return { device, settings: readSettings(readWords(setting).tokens).settings };

  const values = new Map<string, unknown>(Object.entries(rest));
  const fields = Array.from({ length: MOST_FIELDS }, (_, index) => values.get(keyArg(index)));
  const settings = fields.flatMap((key, index) => {
    const text = values.get(valueField(index));
    return typeof key === 'string' && typeof text === 'string' ? [{ key, text }] : [];
  });
  const hold = values.get('hold') === 'yes';
  return { device, settings, hold, fields: fields.filter((key) => typeof key === 'string') };
}

/** "Audio.DefaultVolume=60", also with a colon. */
const PAIR = /^([^=:\s]+)[=:](.*)$/s;
const BETWEEN = /^(?:to|is|=|:)$/i;
const JOINS = /^(?:and|,)$/i;
const OF = /^(?:of|for)$/i;

const keyIn = (text: string): string => (isKeyWord(text) ? text.replace(/,$/, '').replaceAll('/', '.') : '');

/**
 * "Fjord Audio.DefaultVolume 60", "Audio.DefaultVolume=60 Standby.Delay: 10 on Fjord". An "on" where a value has to stand is a
 * value. Throws a Problem for words that belong to nothing.
 */
export function readSettings(all: readonly Token[]): { device: string | undefined; settings: Said[]; hold: boolean } {
  const tokens = all.filter((token) => !isHold(token));
  const settings: Said[] = [];
  const names: string[] = [];
  let at = 0;
  while (at < tokens.length) {
    const token = tokens[at];
    if (!token) break;
    const next = tokens[at + 1];
    const pair = token.quoted ? null : PAIR.exec(token.text);
    const key = token.quoted ? '' : keyIn(pair?.[1] ?? token.text);
    if (key !== '' && pair) {
      const isApart = pair[2] === '';
      const value = isApart && next && !isAssigned(next) ? next : undefined;
      if (value) at += 1;
      settings.push(
        isApart ? valued(key, value, tokens[at + 1]) : valued(key, { ...token, text: pair[2] ?? '' }, next),
      );
    } else if (key !== '') {
      const from = next && !next.quoted && BETWEEN.test(next.text) ? at + 2 : at + 1;
      const value = tokens[from];
      const isAsked =
        !value ||
        (isKeyToken(value) && !isSlashValue(token.text, value.text)) ||
        (isOn(value) && namesDevice(tokens.slice(from + 1), names));
      settings.push(isAsked ? { key } : valued(key, value, tokens[from + 1]));
      at = isAsked ? from - 1 : from;
    } else if (settings.length > 0 && isOn(token) && names.length === 0) {
      const after = tokens.slice(at + 1);
      const end = after.findIndex(isAssigned);
      const device = end === -1 ? after : after.slice(0, end);
      names.push(...device.map(named));
      at += device.length;
    } else if (settings.length > 0) {
      if (token.quoted || !JOINS.test(token.text)) throw stray(token, settings.at(-1)?.key ?? '');
    } else if (token.quoted || !(names.length === 0 && (isOn(token) || OF.test(token.text)))) names.push(named(token));
    at += 1;
  }
  const device = withoutComma(names.filter((name) => name !== '').join(' '));
  return { device: device === '' ? undefined : device, settings, hold: tokens.length < all.length };
}

/** A colon after a name is none of it, but where "two words" of a filter come after it. */
const named = ({ text, quoted }: Token): string =>
  quoted || /^(?:tag|product|location|is):$/i.test(text) ? text : text.replace(/:$/, '');

/** A comma stands between names, and behind the last one is none of it. */
const withoutComma = (names: string): string => names.replace(/[,\s]+$/, '');

const HOLD = 'hold:yes';
const isHold = ({ quoted, text }: Token): boolean => !quoted && text.toLowerCase() === HOLD;

/** `Audio.DefaultVolume=60` */
const isAssigned = ({ quoted, text }: Token): boolean =>
  !quoted && /^[^=:]+=/.test(text) && keyIn(text.split('=')[0] ?? '') !== '';

/** Keys begin with a capital, and the address of a server, which is a value, does not. */
const isKeyToken = (token: Token): boolean =>
  isAssigned(token) ||
  (!token.quoted && /^[A-Z*]/.test(token.text) && keyIn(PAIR.exec(token.text)?.[1] ?? token.text) !== '');

/** "Proximity.Mode on Fjord" names the device; "Fjord Proximity.Mode on" is a value. */
const namesDevice = (after: readonly Token[], names: readonly string[]): boolean =>
  names.length === 0 && after.length > 0 && !after.some((token) => isKeyToken(token) || isOn(token));

function valued(key: string, token: Token | undefined, next: Token | undefined): Said {
  if (!token) return { key };
  if (token.quoted) return { key, text: token.text };
  // A comma between two of them is none of the value.
  const text = next ? token.text.replace(/,$/, '') : token.text;
  return text.toLowerCase() === DEFAULT ? { key, reset: true } : { key, text };
}

const stray = ({ text }: Token, key: string) =>
  new Problem(
    holdsSecret(key, text) ? `I can't tell where ${key} ends` : `I can't tell what "${shortened(text, 40)}" belongs to`,
    {
      code: 'left-over',
      hint: 'A value of several words stands in quotes: SystemUnit.Name="Back office". The device comes first, or after "on". Nothing was sent.',
    },
  );

const PLAIN = /^[\p{L}\p{N}_+/@-][\p{L}\p{N}._+/@%-]*$/u;

/** "Audio.DefaultVolume=60", `SystemUnit.Name="Back office"`; of a secret only that there is one. */
export function settingWords({ key, text, reset }: Said): string {
  if (reset) return `${key}=${DEFAULT}`;
  if (text === undefined) return key;
  const value = isSecretKey(key) ? HIDDEN : withoutSecrets(text);
  return PLAIN.test(value) ? `${key}=${value}` : `${key}=${alwaysQuoted(value)}`;
}

export const settingsWords = (settings: readonly Said[]): string => settings.map(settingWords).join(' ');

/** The words that ask for it; without settings, for the form with these fields. */
export const setWords = ({ device, settings = [], fields = [], hold = false }: Partial<SetArgs>): string =>
  [
    'config set',
    ...(device === undefined ? [] : [spelledDevice(device)]),
    ...(settings.length > 0 ? settings.map(settingWords) : fields),
    ...(hold ? [HOLD] : []),
  ].join(' ');

/** A value as the text that sets it; undefined for none. */
export const textOf = (value: ConfigurationValue): string | undefined =>
  value === null ? undefined : valueText(value);
