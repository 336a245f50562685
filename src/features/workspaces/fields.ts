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

/** What was true after a change that words take back: told when it is not so any more. */
export const AFTER = 'after';

/** Fields as they were typed; an empty text is one that was emptied. */
export type Given = Partial<Record<Key, string>>;
export type Faults = Partial<Record<Key, string>>;

const LONGEST = 1_000;

/** These are values of their own, or texts that may be called so. */
const NONE_COUNTS: readonly Key[] = ['name', 'location', 'calling', 'calendar', 'hotdesk', 'hosted', 'supported'];
const isCleared = (key: Key, text: string): boolean =>
  text.toLowerCase() === CLEARED || (!NONE_COUNTS.includes(key) && /^(?:none|-|–|not set)$/i.test(text));

const fieldOf = (key: Key) =>
  z
    .string()
    .max(LONGEST, `Nothing of a workspace is longer than ${LONGEST} characters.`)
    .transform((text) => (isCleared(key, text.trim()) ? '' : text.trim()))
    .optional();

/** Other words for them, as forms and people call them. */
const ALSO: Readonly<Record<string, Key>> = { for: 'supported', email: 'mail', address: 'mail', hotdesking: 'hotdesk' };

/** Which of them are texts of several words. */
export const KINDS = {
  texts: ['name', 'notes'],
  textsAfterName: ['type', 'location', 'floor'],
  hidden: [AFTER, ...Object.keys(ALSO)],
};

/** What was said under other words, under the key itself. */
export const ownKeys = (given: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(given).map(([key, value]) => [ALSO[key] ?? key, value]));

/** The fields as arguments, and whether they came from a form. */
export const FIELDS = {
  ...(Object.fromEntries(KEYS.map((key) => [key, fieldOf(key)])) as Record<Key, ReturnType<typeof fieldOf>>),
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
