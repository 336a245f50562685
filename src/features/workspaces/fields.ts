import { z } from 'zod';
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

/** Those of the arguments that are fields. */
export const givenIn = (args: Given): Given =>
  Object.fromEntries(KEYS.flatMap((key) => (args[key] === undefined ? [] : [[key, args[key]]])));

/** The words of fields. */
export const spelledFields = (given: Given): string[] =>
  KEYS.flatMap((key) => {
    const value = given[key];
    return value === undefined ? [] : [spelledKey(key, value)];
  });
