import { z } from 'zod';
import { onDevice } from '#intent/device-phrase.ts';
import type { Line } from '#intent/line.ts';
import { alwaysQuoted } from '#lib/quoted.ts';
import { joinPath, withStars } from '#lib/xpath.ts';

/** Some fifty values are a card that can be read, and five requests of ten expressions a device. */
const MOST_PATHS = 50;

/** Dots between names; wildcards, `[1]`, `[2..3]`, `[2..n]` and `[*]`. */
const Path = z
  .string()
  .max(300, 'That path is too long.')
  .regex(
    /^(\*|[A-Za-z][\w-]*)(\[(\d{1,9}|\*|n|\d{1,9}\.\.(\d{1,9}|n))\])?(\.(\*|[\w-]+)(\[(\d{1,9}|\*|n|\d{1,9}\.\.(\d{1,9}|n))\])?)*$/,
    'A status is written like Audio.Volume, Call[*].Status or Network[1].IPv4.*',
  )
  .refine((path) => [...path.matchAll(/\[(\d+)\.\.(\d+)\]/g)].every(([, from, to]) => Number(from) <= Number(to)), {
    error: 'A range goes from the lower number to the higher one: Call[1..3].Status',
  });

export const WHICH = 'Which status? For example: status Audio.Volume on Fjord';

/** What most people read first. */
export const FIRST = ['Audio.Volume', 'Standby.State', 'SystemUnit.Uptime'];

/** Paths as a list, or as the one text that a form sends; each once. */
export const statusPaths = (most = MOST_PATHS, what = 'statuses at a time') =>
  z.preprocess(
    (given) => {
      const paths = typeof given === 'string' ? readPaths(given) : given;
      return Array.isArray(paths)
        ? [...new Map(paths.map((path) => [String(path).toLowerCase(), path])).values()]
        : paths;
    },
    z.array(Path, { error: WHICH }).min(1, WHICH).max(most, `At most ${most} ${what}.`),
  );

export const Format = z.enum(['csv', 'json'], { error: 'Write "as csv" or "as json".' });
export type Format = z.infer<typeof Format>;

const isPath = (text: string): boolean => /[.*[]/.test(text);

/** "Audio.Volume Standby.State", "audio volume, standby state", "Call 1 Status": several by commas, or by blanks between paths. */
function readPaths(text: string): string[] {
  return text.split(',').flatMap((part) => {
    const words = part.split(/\s+/).filter(Boolean);
    if (words.length === 0) return [];
    if (words.some(isPath)) return words.map((word) => withStars(word.replaceAll('/', '.')));
    const joined = joinPath(words, { withIndices: true });
    return ['path' in joined ? joined.path : words.join('.')];
  });
}

/** What stands at the end of the words, besides paths and devices. */
const AS = /\s+as[\s:]+(csv|json|xlsx?|excel|xml|ya?ml|te?xt|tsv|pdf|html|file)$/i;
const PAGE = /\s+page:(\d+)$/i;

/** "Audio.Volume on Fjord", "on Fjord Audio.Volume", "Audio Volume", several paths by blanks or commas; "as csv" at the end. */
export function readStatusLine({ words, on, filters }: Line) {
  const text = words.map((word) => word.text).join(' ');
  const tail = ` ${on ?? text}`;
  const page = PAGE.exec(tail)?.[1] ?? filters.get('page')?.[0] ?? 1;
  const unpaged = tail.replace(PAGE, '');
  const as = (AS.exec(unpaged) ?? AS.exec(` ${text}`))?.[1]?.toLowerCase();
  const said = { page, as, rows: filters.get('rows')?.[0], was: filters.get('was')?.[0] };
  const device = on === undefined ? undefined : unpaged.replace(AS, '').trim();
  const asked = ` ${text}`.replace(PAGE, '').replace(AS, '').trim();
  if (asked !== '' || device === undefined) return { ...said, paths: readPaths(asked), device };
  const parts = device.split(/\s+/);
  const first = parts.findIndex(isPath);
  if (first <= 0) return { ...said, paths: [], device };
  return { ...said, paths: readPaths(parts.slice(first).join(' ')), device: parts.slice(0, first).join(' ') };
}

interface Asked {
  paths: readonly string[];
  device?: string | undefined;
  page?: number;
  rows?: string | undefined;
  was?: string | undefined;
  as?: string | undefined;
}

/** A word that means something where it stands is a path in quotes only. */
const spelledOne = (path: string): string => (/^(?:on|as|privately)$/i.test(path) ? alwaysQuoted(path) : path);

/** The words that ask for it. */
export const statusWords = ({ paths, device, page = 1, rows, was, as }: Asked, verb = 'status'): string =>
  [
    verb,
    // Names without a dot are parts of one path, but for commas.
    paths.map(spelledOne).join(paths.some(isPath) ? ' ' : ', '),
    ...(page > 1 ? [`page:${page}`] : []),
    ...(rows === undefined ? [] : [`rows:${rows}`]),
    ...(was === undefined ? [] : [`was:${was}`]),
    ...(as === undefined ? [] : [`as ${as}`]),
  ].join(' ') + onDevice(device);

export const exampleSteps = (device: string | undefined, verb = 'status') =>
  FIRST.map((path) => ({ title: path, say: statusWords({ paths: [path], device }, verb) }));
