import { shortened } from './shorten.ts';

/** A name that is longer says nothing more in a list. */
const LONGEST = 40;

/** "Camden", "Camden, Fjord and Kew", or "Camden, Fjord and 7 more": at most `most` names, a last single one included. */
export function nameList(names: readonly string[], most: number): string {
  const short = names.map((name) => shortened(name, LONGEST));
  if (short.length <= 1) return short.join('');
  if (short.length <= most) return `${short.slice(0, -1).join(', ')} and ${short.at(-1)}`;
  const shown = short.slice(0, Math.max(1, most - 1));
  return `${shown.join(', ')} and ${short.length - shown.length} more`;
}

/** "1 device", "12 devices". */
export const deviceCount = (count: number): string =>
  `${count.toLocaleString('en')} ${count === 1 ? 'device' : 'devices'}`;

/** "1 workspace", "1,412 workspaces". */
export const workspaceCount = (count: number): string =>
  `${count.toLocaleString('en')} ${count === 1 ? 'workspace' : 'workspaces'}`;

/** At most so many lines, and how many there are besides. */
export const firstOf = (lines: readonly string[], most: number): string[] => [
  ...lines.slice(0, most),
  ...(lines.length > most ? [`and ${lines.length - most} more`] : []),
];
