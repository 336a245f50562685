import type { Line } from '#intent/line.ts';
import { alwaysQuoted } from '#lib/quoted.ts';
import { isKeyWord } from './config-words.ts';
import { readOnlyKeys } from './meant.ts';

type Word = Line['words'][number];

/** "Fjord Kew Audio.*": the second device by itself only where quotes or an id say where the first one ends. */
export function readPairLine(line: Line) {
  const { device, ...asked } = readOnlyKeys(line);
  const [, id, rest] = /^(id:\S+)\s+(?:and\s+)?(.+)$/i.exec(device ?? '') ?? [];
  if (id !== undefined) return { ...asked, device: id, other: rest };
  const [first, second, third] = groups(line.words);
  const isQuoted = line.words.some(({ quoted }) => quoted);
  if (!isQuoted || line.on !== undefined || first === undefined || third !== undefined) return { ...asked, device };
  return { ...asked, device: first, other: second };
}

const BETWEEN = /^(?:and|with|to|against|vs\.?|,)$/i;
const NO_NAME = /^(?:page:\d+|as|csv|json)$/i;

/** What stands in quotes is a name, and so are words side by side without any. */
function groups(words: readonly Word[]): string[] {
  const all: string[] = [];
  let open: string[] = [];
  const close = () => {
    if (open.length > 0) all.push(open.join(' '));
    open = [];
  };
  for (const { text, quoted } of words) {
    const isName = !quoted && !isKeyWord(text) && !BETWEEN.test(text) && !NO_NAME.test(text);
    if (isName) open.push(text);
    else close();
    if (quoted) all.push(text);
  }
  close();
  return all;
}

/** The same two as words that are read so again. A phrase of both, as a chooser gives it, stands as it is. */
export function spelledPair(device: string | undefined, other: string | undefined): string[] {
  if (device === undefined) return [];
  if (/^id:\S+ \S/.test(device)) return [device];
  return other === undefined ? [together(device)] : [inQuotes(device), inQuotes(other)];
}

/** Words between the names are none of a name, so that they need no quotes. */
const together = (phrase: string): string =>
  /^[\w ,-]+$/.test(phrase) && !phrase.includes('  ') && !/(?:^| )(?:as|keys?|of|for|from|on)(?: |,|$)/i.test(phrase)
    ? phrase
    : inQuotes(phrase);

const inQuotes = (name: string): string => (/^id:[\w=-]+$/.test(name) ? name : alwaysQuoted(name));
