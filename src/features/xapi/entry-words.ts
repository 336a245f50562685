import type { Entry } from '#fleet/catalogue-entries.ts';
import type { Tier } from '#intent/asker.ts';
import { tierOf } from '#intent/danger.ts';
import { alwaysQuoted } from '#lib/quoted.ts';
import { shortened } from '#lib/shorten.ts';
import { describeSpace, type ValueSpace, valueSpace } from '#lib/value-space.ts';

/** What is said of a command or status in one line. */
const LONGEST = 110;

/** A mark for a command that does not run at once, with the colour of a card. */
export interface Mark {
  mark: string;
  colour: 'default' | 'warning' | 'attention';
}

const MARKS: Record<Tier, Mark> = {
  0: { mark: '', colour: 'default' },
  1: { mark: 'asks first', colour: 'warning' },
  2: { mark: 'asks first', colour: 'warning' },
  3: { mark: 'admins only', colour: 'attention' },
};

export const markOf = ({ kind, name }: Pick<Entry, 'kind' | 'name'>): Mark =>
  kind === 'command' ? MARKS[tierOf(name)] : MARKS[0];

/** "Command: Level (required), Device", "Status: On or Off". */
export function usageOf({ kind, name, catalogues }: Entry): string {
  if (kind === 'status') {
    const allowed = allowedIn(valueSpace(catalogues[0]?.status(name)?.schema));
    return shortened(allowed === '' ? 'Status' : `Status: ${allowed}`, LONGEST);
  }
  const schema = catalogues[0]?.command(name);
  const names = Object.entries(schema?.arguments ?? {})
    .sort(([, left], [, right]) => Number(right.required ?? false) - Number(left.required ?? false))
    .map(([argument, { required }]) => (required ? `${argument} (required)` : argument));
  if (schema?.takesBody) names.push('a body');
  return shortened(names.length === 0 ? 'Command' : `Command: ${names.join(', ')}`, LONGEST);
}

const KINDS: Record<string, string> = { integer: 'a whole number', number: 'a number', string: 'text', object: 'JSON' };

/** What may stand there, also where the device gives no bounds: "a whole number", "up to 4 values: 1–15". */
export function allowedIn(space: ValueSpace): string {
  const each = space.items ?? space;
  const one = describeSpace(each) || (KINDS[each.types.find((type) => type !== 'null') ?? ''] ?? '');
  if (!space.items) return one;
  const count = space.maxItems === undefined ? 'one or more values' : `up to ${space.maxItems} values`;
  return one === '' ? count : `${count}: ${one}`;
}

/** The words that explain it. `Audio.Microphones.Mute` is a command and a status. */
export const helpFor = ({ kind, name }: Pick<Entry, 'kind' | 'name'>): string =>
  `xapi help ${kind === 'status' ? 'xStatus ' : ''}${pathOf(name)}`;

/** A path as words that are read back: without the marks of statuses that occur several times. */
export const pathOf = (name: string): string => name.replace(/\[[^\]]*\]/g, '');

const HEAD = /^x(?:command|status|configuration|event)$/i;

/** A path that somebody typed, as a word that is read back: no quote of it opens one, and no colon makes it a filter. */
export const spelledPath = (path: string): string =>
  /^[\p{L}\p{N}_.*-]*$/u.test(path) && !/^(?:on|privately)$/i.test(path) ? path : alwaysQuoted(path);

/**
 * A path in any notation, as dots: `Audio/Volume`, `audio volume`, `Call 1 Status`. What stands before it in the terminal
 * is taken off; indices are no part of the names that there are.
 */
export function readPath(words: readonly { text: string }[]): { head: string | undefined; path: string } {
  const parts = words
    .flatMap(({ text }) => text.replace(/\[[^\]]*\]/g, '').split(/[\s./]+/))
    .filter((part) => part !== '' && !/^\d+$/.test(part));
  const from = parts.findIndex((part) => !HEAD.test(part));
  const names = from === -1 ? [] : parts.slice(from);
  return { head: from === 0 ? undefined : parts[0]?.toLowerCase(), path: names.join('.') };
}
