import { z } from 'zod';
import { DevicePhrase, spelled } from '#intent/device-phrase.ts';
import type { Line } from '#intent/line.ts';
import { alwaysQuoted } from '#lib/quoted.ts';
import { joinPath, withStars } from '#lib/xpath.ts';

/** Some hundred keys by name are a table of many pages; whoever wants more says a wildcard. */
const MOST_KEYS = 50;
const LONGEST_KEY = 200;

const PART = String.raw`(?:\*|[A-Za-z_][\w-]*)(?:\[(?:\*|n|\d{1,5}(?:\.\.(?:\d{1,5}|n))?)\])?`;
const KEY = new RegExp(`^${PART}(?:\\.${PART})*$`);
/** Without any of these a word may be the name of a device. */
const TELLING = /[.*[]/;

/** Whether a word can only be a key, such as "Audio.*", and no part of a device's name. */
export const isKeyWord = (word: string): boolean => TELLING.test(tidied(word)) && KEY.test(tidied(word));

/** What people write for the same: slashes for dots, and a path of one part for all below it. */
function tidied(word: string): string {
  const path = withStars(word.replace(/,$/, '')).replaceAll('/', '.');
  return path.replace(/\.+$/, '');
}
const wholeFamily = (key: string): string => (/^[A-Za-z_][\w-]*(\[.*\])?$/.test(key) ? `${key}.*` : key);

const Key = z
  .string()
  .max(LONGEST_KEY, 'That is too long for the key of a configuration.')
  .regex(KEY, 'A configuration is written like Audio.DefaultVolume, Audio.* or SerialPort[1..2].Mode')
  .transform(wholeFamily);

const keysIn = (text: string): string[] =>
  text
    .split(/[\s,]+/)
    .filter((word) => word !== '')
    .map(tidied);

/** Keys as a list, or as the one text that a form sends; each once. */
export const Keys = z
  .preprocess(
    (given) => (typeof given === 'string' ? keysIn(given) : given),
    z.array(Key).max(MOST_KEYS, `At most ${MOST_KEYS} keys at a time; a wildcard such as Audio.* is one of them.`),
  )
  .transform((keys) => [...new Map(keys.map((key) => [key.toLowerCase(), key])).values()])
  .default([]);

export const Page = z.coerce.number().int().min(1).max(10_000).catch(1).default(1);
export const Format = z.enum(['csv', 'json'], { error: 'Write "as csv" or "as json".' });

/** What reads keys takes. */
export const ReadArgs = { device: DevicePhrase, keys: Keys, page: Page };

/** Words that only join others. */
const JOINS = /^(?:keys?|and|of|for|from)$/i;

/** "the configuration of Fjord" */
const OF = /^(?:of|for|from)$/i;

interface Asked {
  device: string | undefined;
  keys: string[];
  page: number | string;
  as: string | undefined;
}

type Word = Line['words'][number];

/** "Fjord Audio.*", "Audio.* on Fjord", "on Fjord Audio.*", "Audio.DefaultVolume, Standby.Delay of Fjord"; "page:2" and "as json" anywhere. */
export function readKeysLine({ words, on }: Pick<Line, 'words' | 'on'>): Asked {
  const after = (on ?? '')
    .split(/\s+/)
    .filter(Boolean)
    .map((text): Word => ({ text, quoted: false }));
  const { rest: said, page, as } = withoutTail([...words, ...after]);
  const [opening] = said;
  const rest = opening && said.length > 1 && !opening.quoted && OF.test(opening.text) ? said.slice(1) : said;
  const first = rest.findIndex(isKey);
  const keys = rest.filter(isKey).map(({ text }) => tidied(text));
  const isName = (word: Word | undefined) => word !== undefined && !isKey(word) && !isJoin(word);
  const joinsNames = (index: number) => index >= first && isName(rest[index - 1]) && isName(rest[index + 1]);
  const names = rest.filter(
    (word, index) => !isKey(word) && !(isJoin(word) && isBesideKey(index, first) && !joinsNames(index)),
  );
  const device = names
    .map(({ text, quoted }, index) => (quoted || index < names.length - 1 ? text : text.replace(/,+$/, '')))
    .join(' ')
    .trim();
  return { device: device === '' ? undefined : device, keys, page, as };
}

const isKey = ({ text, quoted }: Word): boolean => !quoted && isKeyWord(text);
const isJoin = ({ text, quoted }: Word): boolean => !quoted && JOINS.test(text);
/** Before the keys such a word may be a part of the device's name, unless it stands right before them. */
const isBesideKey = (index: number, first: number): boolean => first !== -1 && index >= first - 1;

function withoutTail(words: readonly Word[]): { rest: Word[]; page: number | string; as: string | undefined } {
  const rest: Word[] = [];
  let page: number | string = 1;
  let as: string | undefined;
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index];
    const next = words[index + 1];
    if (!word) continue;
    const [, paged] = (word.quoted ? null : /^page:(\d{1,6})$/i.exec(word.text)) ?? [];
    if (paged !== undefined) page = paged;
    else if (!word.quoted && /^as$/i.test(word.text) && next && index === words.length - 2) {
      as = next.text.toLowerCase();
      index += 1;
    } else rest.push(word);
  }
  return { rest, page, as };
}

/** Words that join what is said, where a device's name stands. */
const ODD = /^(?:as|page|on|with|to|against|vs|keys?|and|of|for|from)$/i;
/** With "config" before it such a word would be another command, even in quotes. */
const VERB = /^(?:set|reset|diff|export|form|drift|change|edit|compare)$/i;
export const isVerb = (word: string): boolean => VERB.test(word);

/** A device as words before keys that read back as the same. */
export function spelledDevice(device: string): string {
  const words = device.split(/\s+/);
  const isOdd = words.some((word) => isKeyWord(word) || ODD.test(word) || VERB.test(word) || word.endsWith(','));
  return isOdd && !device.startsWith('id:') ? alwaysQuoted(device) : spelled(device);
}

/** The words that ask for it. */
export const keysWords = (
  verb: string,
  {
    device,
    keys,
    page = 1,
    as,
  }: { device?: string | undefined; keys: readonly string[]; page?: number; as?: string | undefined },
): string =>
  [
    verb,
    ...(device === undefined || VERB.test(device) ? [] : [spelledDevice(device)]),
    ...keys,
    ...(page > 1 ? [`page:${page}`] : []),
    ...(device !== undefined && VERB.test(device) ? ['on', device] : []),
    ...(as === undefined ? [] : [`as ${as}`]),
  ].join(' ');

/**
 * "Fjord Audio DefaultVolume" where no device is called so: each way to take its first words as devices and the others as a key,
 * the longest name first.
 */
export function looseWays(phrase: string): { device: string; key: string }[] {
  const words = phrase.split(/\s+/);
  return words.slice(1).flatMap((_, taken) => {
    const length = words.length - 1 - taken;
    const joined = joinPath(words.slice(length), { withIndices: true });
    return 'path' in joined ? [{ device: words.slice(0, length).join(' '), key: wholeFamily(joined.path) }] : [];
  });
}
