import { createHash } from 'node:crypto';
import { z } from 'zod';
import { entered } from '#intent/entry-form.ts';
import { CLEARED, spelledKey } from '#intent/keyed.ts';

/** What can be said of a workspace, in the order of forms and plans. */
export const KEYS = [
  'name',
  'type',
  'capacity',
  'location',
  'floor',
  'calling',
  'number',
  'extension',
  'sip',
  'calendar',
  'mail',
  'hotdesk',
  'hosted',
  'map',
  'supported',
  'notes',
] as const;
export type Key = (typeof KEYS)[number];

/** Fields as they were typed; an empty text is one that was emptied. */
export type Given = Partial<Record<Key, string>>;
export type Faults = Partial<Record<Key, string>>;

const LONGEST = 1_000;

const Field = z
  .string()
  .max(LONGEST, `Nothing of a workspace is longer than ${LONGEST} characters.`)
  .transform((text) => (text.trim().toLowerCase() === CLEARED ? '' : text.trim()))
  .optional();

/** The fields as arguments, and whether they came from a form. */
export const FIELDS = {
  ...(Object.fromEntries(KEYS.map((key) => [key, Field])) as Record<Key, typeof Field>),
  isForm: z.boolean().default(false),
};

/** The argument of a form that says how its inputs were filled. */
export const SEEN = 'seen';

/** What a form was filled with, so that only what was touched counts: the rest may be another by now. */
export const seenOf = (shown: Given): string =>
  JSON.stringify(Object.fromEntries(Object.entries(shown).map(([key, value]) => [key, printOf(value)])));

const printOf = (value: string): string => createHash('sha256').update(value.trim()).digest('base64url').slice(0, 6);
const Seen = z.record(z.string(), z.string());

/** Arguments without the inputs that nobody touched. For `z.preprocess`. */
export function touched(raw: unknown): unknown {
  if (typeof raw !== 'object' || raw === null) return raw;
  const { [SEEN]: seen, ...given } = entered({ ...raw });
  if (typeof seen !== 'string') return given;
  const shown = Seen.safeParse(parsed(seen)).data ?? {};
  const own = Object.entries(given).filter(
    ([key, value]) => !(Object.hasOwn(shown, key) && typeof value === 'string' && printOf(value) === shown[key]),
  );
  return { ...Object.fromEntries(own), isForm: true };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Those of the arguments that are fields. */
export const givenIn = (args: Given): Given =>
  Object.fromEntries(KEYS.flatMap((key) => (args[key] === undefined ? [] : [[key, args[key]]])));

/** The words of fields. */
export const spelledFields = (given: Given): string[] =>
  KEYS.flatMap((key) => {
    const value = given[key];
    return value === undefined ? [] : [spelledKey(key, value)];
  });
