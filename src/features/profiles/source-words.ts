import { z } from 'zod';
import type { Wanted } from '#fleet/drift.ts';
import { entered } from '#intent/entry-form.ts';
import type { Line } from '#intent/line.ts';
import { isWord, readWords, type Token, textOf } from '#intent/words.ts';
import { alwaysQuoted } from '#lib/quoted.ts';
import { shortened } from '#lib/shorten.ts';
import { isValue, settingsOf, settingWords } from './setting-words.ts';

const MOST_KEYS = 50;

/** "Audio.*", "Standby.Delay": what can only be a key, and no part of a device's name. */
const KEY = /^[A-Za-z][\w-]*(\[[^\]]{0,12}\])?([./](\*|[A-Za-z][\w-]*(\[[^\]]{0,12}\])?))+,?$|^\*$/;

const SETTING = /^[A-Za-z][\w.[\]-]*\.[\w.[\]-]+=/;
const PLAIN = /^[\p{L}\p{N}_-]+$/u;

const keysIn = (text: string): string[] => text.split(/[\s,]+/).filter((word) => word !== '');

/** What was wrong with settings in words, as sentences. */
export const Faults = z
  .array(z.string())
  .max(0, { error: ({ input }) => `${Array.isArray(input) ? input[0] : 'Something does not fit'}.` })
  .default([]);

export const Settings = z.array(z.object({ key: z.string(), value: z.custom<Wanted['value']>(isValue) }));

const leftOver = (word: string): string =>
  `I can't tell what "${shortened(word, 40)}" belongs to. Settings go into a file, or below a blank line in a direct message.`;

/** What "profile save" takes; a form sends its keys as one text, and nothing for what is empty. */
export const SaveArgs = z.preprocess(
  (raw) => entered(Object(raw)),
  z.object({
    name: z.string().trim().max(200).default(''),
    device: z.string().trim().max(200, 'That device name is too long.').default(''),
    keys: z
      .preprocess(
        (given) => (typeof given === 'string' ? keysIn(given) : given),
        z
          .array(
            z
              .string()
              .max(200)
              .regex(/^[\w.*[\]/-]+$/, 'A key is written like Audio.DefaultVolume or Audio.*'),
          )
          .max(MOST_KEYS, `At most ${MOST_KEYS} keys; a wildcard such as Audio.* is one of them.`),
      )
      .default([]),
    settings: Settings.default([]),
    faults: Faults,
    left: z
      .string()
      .max(0, { error: ({ input }) => leftOver(String(input)) })
      .default(''),
    body: z.string().optional(),
  }),
);
export type SaveArgs = z.infer<typeof SaveArgs>;

/** "lobby from Fjord keys Audio.* Standby.*", "lobby from Fjord Audio.*", "lobby Audio.DefaultVolume=60". */
export function readSave({ raw, body }: Pick<Line, 'raw' | 'body'>): unknown {
  const { tokens } = readWords(raw);
  const isMark = isWord(/^(from|keys?:?)$/i);
  const [first] = tokens;
  const named = first && !isMark(first) ? first.text : '';
  const others = first && !isMark(first) ? tokens.slice(1) : tokens;
  const from = others.findIndex(isWord(/^from$/i));
  const mark = others.findIndex(isWord(/^keys?:?$/i));
  const part = (begin: number): Token[] => {
    if (begin === -1) return [];
    const end = [from, mark].filter((one) => one > begin);
    return others.slice(begin + 1, Math.min(others.length, ...end));
  };
  const before = others.slice(0, Math.min(others.length, ...[from, mark].filter((one) => one !== -1)));
  const source = part(from);
  // Said beside a device they are a second source, which is told.
  const { settings, rest, faults } = settingsOf([...before, ...source.filter(isWord(SETTING))]);
  const left = rest.filter((word) => !KEY.test(word));
  const isName = left.every((word) => PLAIN.test(word));
  return {
    // Words beside a name may be meant as a part of it; anything else is told as it is.
    name: isName ? [named, ...left].join(' ') : named,
    left: isName ? '' : left[0],
    device: textOf(source.filter((token) => !isWord(SETTING)(token) && !isWord(KEY)(token))),
    keys: [
      ...rest.filter((word) => KEY.test(word)),
      ...source.filter(isWord(KEY)).map(({ text }) => text),
      ...part(mark).map(({ text }) => text),
    ].flatMap(keysIn),
    settings,
    faults,
    body,
  };
}

export const saveWords = ({ name, device, keys, settings }: SaveArgs): string =>
  [
    'profile save',
    ...(name === '' ? [] : [inQuotes(name)]),
    ...settings.map(settingWords),
    ...(device === '' ? [] : [`from ${/^id:[\w=-]+$/.test(device) ? device : inQuotes(device)}`]),
    ...(keys.length === 0 ? [] : [`keys ${keys.join(' ')}`]),
  ].join(' ');

/** One word as it is; more of them, and what means something between them, in quotes. */
const inQuotes = (text: string): string =>
  PLAIN.test(text) && !/^(from|keys?)$/i.test(text) ? text : alwaysQuoted(text);
