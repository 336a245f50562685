import { z } from 'zod';
import { spelled } from '#intent/device-phrase.ts';
import type { EntryField } from '#intent/entry-form.ts';
import type { Line } from '#intent/line.ts';
import { alwaysQuoted } from '#lib/quoted.ts';

/** Words after "profile" that are no names. */
const RESERVED = [
  'save',
  'list',
  'export',
  'rename',
  'delete',
  'remove',
  'set',
  'unset',
  'apply',
  'restore',
  'rollout',
  'check',
  'checks',
  'run',
  'stop',
  'on',
  'to',
  'as',
  'from',
  'key',
  'keys',
  'against',
  'every',
  'all',
  'page',
  'privately',
  'show',
  'new',
  'add',
];

const LONGEST = 40;

/** "profile:lobby", as rollouts name it, is "lobby". */
export const bareName = (text: string): string => text.replace(/^profile:/i, '');

const Name = z
  .string()
  .trim()
  .transform(bareName)
  .pipe(
    z
      .string()
      .min(1, 'Which profile? For example: profile lobby')
      .max(LONGEST, `The name of a profile has at most ${LONGEST} characters.`)
      .regex(/^[\p{L}\p{N}_-]+$/u, 'The name of a profile has letters, digits, - and _ only, and no spaces.'),
  );

/** Whether it is a word of a command, which no profile is called by. */
export const isReserved = (name: string): boolean => RESERVED.includes(name.toLowerCase());

/** The name of a profile that is there, or is to be made. */
export const ProfileName = Name.refine((name) => !isReserved(name), {
  error: ({ input }) => `A profile can't be called "${String(input)}", since that is a word of commands.`,
});

/** The words after a verb that takes a name alone: what stands behind "on" is no part of one, and is told so. */
export const nameOf = ({ text, on }: Pick<Line, 'text' | 'on'>): string =>
  on === undefined ? text : `${text} on ${on}`;

/** `tag: lobby`, as people type it too. */
export const tidied = (phrase: string): string => phrase.replace(/\b(tag|product|location|is):\s+/gi, '$1:');

/** Words that part the others. */
const PARTS = /(^|\s)(against|vs\.?|versus|on|of|for|as|to|every|daily|hourly|page|from|keys?:?)(\s|$)/i;

/** A name, or devices, as words that read back as the same between others. */
export function inWords(text: string): string {
  const words = spelled(text);
  return words === text && PARTS.test(text) ? alwaysQuoted(text) : words;
}

/** Where a form asks for devices. */
export const devicesField = (value: string): EntryField => ({
  id: 'devices',
  label: 'Devices',
  kind: 'text',
  isRequired: true,
  value,
  hint: 'tag:lobby, location:Oslo, or names with commas',
  maxLength: 500,
});

export const Page = z.coerce.number().int().min(1).max(10_000).catch(1).default(1);

/** The words after the verb, with "page:2" taken out. */
export function withPage(line: Pick<Line, 'words'>): { words: Line['words']; page: string | undefined } {
  const isPage = ({ text, quoted: isQuoted }: Line['words'][number]) => !isQuoted && /^page:\d{1,5}$/i.test(text);
  return {
    words: line.words.filter((word) => !isPage(word)),
    page: line.words.findLast(isPage)?.text.slice('page:'.length),
  };
}

export const onPage = (page: number): string => (page > 1 ? ` page:${page}` : '');
