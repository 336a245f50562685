import { z } from 'zod';
import { EntryNeeded, entered } from '#intent/entry-form.ts';
import type { Line } from '#intent/line.ts';
import { isOn, isWord, readWords, type Token, textOf } from '#intent/words.ts';
import { devicesField, inWords, Page, tidied } from './profile-words.ts';

/** A list of ids is made by the bot, which knows how long it may be. */
const Devices = z
  .string()
  .trim()
  .transform(tidied)
  .refine((phrase) => phrase.length <= 500 || /^id:[\w=,-]+$/.test(phrase), 'That selection of devices is too long.');

export const DriftArgs = z.preprocess(
  (raw) => entered(Object(raw)),
  z.object({
    devices: Devices.default(''),
    against: z.string().trim().max(200, 'That name is too long.').transform(tidied).default(''),
    page: Page,
    as: z.enum(['csv']).optional(),
  }),
);
export type DriftArgs = z.infer<typeof DriftArgs>;

/** The devices of a selection, with filters such as `tag:"San Jose"` in one piece. */
const phraseOf = (tokens: readonly Token[]): string => {
  const [first, ...others] = tokens;
  return textOf(first && isWord(/^(on|of|for)$/i)(first) ? others : tokens);
};

/** "tag:lobby against lobby", "against lobby", "lobby on tag:lobby"; "page:2" and "as csv" at the end. */
export function readDrift({ raw }: Pick<Line, 'raw'>): Partial<Record<keyof DriftArgs, string>> {
  const all = readWords(raw).tokens;
  const page = all.find(isWord(/^page:\d{1,5}$/i));
  const csv = all.findIndex((token, index) => isWord(/^as$/i)(token) && isWord(/^csv$/i)(all[index + 1] ?? token));
  const tokens = all.filter((token, index) => token !== page && (csv === -1 || (index !== csv && index !== csv + 1)));
  const more = {
    ...(page && { page: page.text.slice('page:'.length) }),
    ...(csv !== -1 && { as: 'csv' }),
  };
  const at = tokens.findLastIndex(isWord(/^(against|vs\.?|versus)$/i));
  if (at !== -1) return { devices: phraseOf(tokens.slice(0, at)), against: textOf(tokens.slice(at + 1)), ...more };
  const on = tokens.findIndex(isOn);
  if (on > 0) return { against: textOf(tokens.slice(0, on)), devices: phraseOf(tokens.slice(on)), ...more };
  return { devices: phraseOf(tokens), ...more };
}

export function driftWords({ devices, against, page, as }: Partial<DriftArgs>): string {
  return [
    'config drift',
    ...(devices ? [inWords(devices)] : []),
    ...(against ? [`against ${inWords(against)}`] : []),
    ...(as === undefined ? [] : [`as ${as}`]),
    ...(page !== undefined && page > 1 ? [`page:${page}`] : []),
  ].join(' ');
}

/** The form for what was not said. */
export function driftForm({ devices, against }: DriftArgs, names: readonly string[]): EntryNeeded {
  const isEmpty = devices === '' && against === '';
  const first = names.slice(0, 3).join(', ');
  return new EntryNeeded({
    command: 'config drift',
    args: {},
    title: against === '' ? 'Compare devices' : `Compare devices with ${against}`,
    about: 'I read what holds on each of them, and say where it is something else. Nothing is changed.',
    fields: [
      devicesField(devices),
      {
        id: 'against',
        label: 'Compare with',
        kind: 'text',
        isRequired: true,
        value: against,
        hint: first === '' ? 'a device' : `a profile (${first}), or a device`,
        maxLength: 200,
        fault: isEmpty || against !== '' ? undefined : 'Compare with which profile, or which device?',
      },
    ],
    action: 'Compare',
    tier: 0,
    next: [{ title: 'Profiles', say: 'profiles' }],
  });
}
