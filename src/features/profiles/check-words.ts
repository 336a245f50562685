import { z } from 'zod';
import { EntryNeeded, entered } from '#intent/entry-form.ts';
import type { Line } from '#intent/line.ts';
import { isOn, isWord, readWords, type Token, textOf } from '#intent/words.ts';
import { isTimeZone } from '#lib/time.ts';
import { bareName, devicesField, inWords, isReserved, tidied } from './profile-words.ts';

const HOW = 'Write it as "day at 07:00", "weekday at 07:00", "monday at 07:00" or "6 hours".';

export const CheckArgs = z.preprocess(
  (raw) => entered(Object(raw)),
  z.object({
    profile: z
      .string()
      .trim()
      .max(200, 'That name is too long.')
      .transform((name) => tidied(bareName(name)))
      .refine((name) => !isReserved(name), {
        error: ({ input }) => `A profile can't be called "${String(input)}", since that is a word of commands.`,
      })
      .default(''),
    devices: z.string().trim().max(500, 'That selection of devices is too long.').transform(tidied).default(''),
    every: z
      .string()
      .trim()
      .max(100, 'That is too long for a time.')
      .regex(/^(?!.*\b(every|daily|hourly)\b)[\w :./+-]*$/i, HOW)
      .default(''),
  }),
);
export type CheckArgs = z.infer<typeof CheckArgs>;

/** "lobby on tag:lobby every weekday at 07:00", "tag:lobby against lobby every 6 hours". */
export function readCheck({ raw }: Pick<Line, 'raw'>): CheckArgs {
  const { tokens: all } = readWords(raw);
  const at = all.findLastIndex(isWord(/^(every|daily|hourly)$/i));
  const tokens = at === -1 ? all : all.slice(0, at);
  const after = at === -1 ? [] : all.slice(at);
  const [first, ...others] = after;
  const said = textOf(others);
  const every = !first ? '' : isWord(/^daily$/i)(first) ? `day ${said}` : isWord(/^hourly$/i)(first) ? 'hour' : said;
  const against = tokens.findLastIndex(isWord(/^against$/i));
  if (against !== -1)
    return { devices: withoutOn(tokens.slice(0, against)), profile: textOf(tokens.slice(against + 1)), every };
  const on = tokens.findIndex(isOn);
  if (on === -1) return { profile: textOf(tokens), devices: '', every };
  return { profile: textOf(tokens.slice(0, on)), devices: withoutOn(tokens.slice(on)), every };
}

function withoutOn(tokens: readonly Token[]): string {
  const [first, ...others] = tokens;
  return textOf(first && others.length > 0 && isOn(first) ? others : tokens);
}

export const checkWords = ({ profile, devices, every }: CheckArgs): string =>
  [
    'drift check',
    ...(profile === '' ? [] : [inWords(profile)]),
    ...(devices === '' ? [] : [`on ${inWords(devices)}`]),
    ...(every === '' ? [] : [`every ${every}`]),
  ].join(' ');

/** The time without the zone that may be said behind it: "day at 07:00 Europe/Oslo". */
export function zoneIn(every: string): { text: string; zone: string | undefined } {
  const [, text = every, zone] = /^(.*\S)\s+(?:in\s+)?([A-Za-z_]+(?:\/[A-Za-z_+-]+\d*)+|UTC)$/.exec(every) ?? [];
  return zone !== undefined && isTimeZone(zone) ? { text, zone } : { text: every, zone: undefined };
}

/** The form for what is missing, or was not understood. */
export function checkForm({ profile, devices, every }: CheckArgs, names: readonly string[]): EntryNeeded {
  const isEmpty = devices === '' && every === '';
  const choices = names.slice(0, 50).map((name) => ({ title: name, value: name }));
  return new EntryNeeded({
    command: 'drift check',
    args: {},
    title: 'Check devices for drift',
    about: 'I compare them with a profile again and again, and tell here when one is no longer as it says.',
    fields: [
      {
        id: 'profile',
        label: 'Profile',
        kind: choices.length > 0 ? 'choice' : 'text',
        isRequired: true,
        value: names.find((name) => name.toLowerCase() === profile.toLowerCase()) ?? '',
        ...(choices.length > 0 && { choices }),
        hint: 'lobby',
      },
      { ...devicesField(devices), fault: isEmpty || devices !== '' ? undefined : 'Which devices?' },
      {
        id: 'every',
        label: 'Every',
        kind: 'text',
        isRequired: true,
        value: every === '' ? 'day at 07:00' : every,
        hint: 'day at 07:00, weekday at 07:00, monday at 07:00, or 6 hours',
        maxLength: 100,
        fault: every === '' ? undefined : HOW,
      },
    ],
    action: 'Start',
    note: 'It runs with your login, and stops when you may no longer look.',
    tier: 0,
    next: [{ title: 'Drift checks', say: 'drift checks' }],
  });
}
