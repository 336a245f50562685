import type { ArgumentSchemas } from '#intent/coerce.ts';
import { type Entry, entriesOf, keptFor } from './catalogue-entries.ts';

/** Words beyond these say nothing more. */
const MOST_WORDS = 12;
/** Longer lists of choices are names of things, not of what a command does. */
const MOST_CHOICES = 24;
/** What a word counts by where it stands: in the name, in the name of an argument, in a choice. */
export const WEIGHTS = [1, 0.45, 0.3];

/** Where words stand: `entry * WEIGHTS.length + place`. */
type Postings = Map<string, number[]>;

export interface Index {
  entries: readonly Entry[];
  /** How many words each name has. */
  lengths: readonly number[];
  /** The names without dots: "volumeset" stands in "audiovolumeset". */
  joined: readonly string[];
  postings: Postings;
}

/** The words of everything that these devices know, made when somebody first looks for some. */
export const indexOf = keptFor((catalogues): Index => {
  const entries = entriesOf(catalogues);
  const postings: Postings = new Map();
  const add = (words: Iterable<string>, entry: number, place: number) => {
    for (const word of words) {
      const known = postings.get(word);
      const posting = entry * WEIGHTS.length + place;
      if (!known) postings.set(word, [posting]);
      else if (!known.includes(posting, -WEIGHTS.length)) known.push(posting);
    }
  };
  const lengths = entries.map((entry, at) => {
    const words = wordsOf(entry.name);
    add(words, at, 0);
    for (const args of argumentsOf(entry)) {
      for (const [name, argument] of Object.entries(args)) {
        add(wordsOf(name), at, 1);
        for (const choice of choicesOf(argument.schema)) add(wordsOf(choice), at, 2);
      }
    }
    return words.length;
  });
  return {
    entries,
    lengths,
    postings,
    joined: entries.map(({ name }) => name.replace(/[^a-z0-9]/gi, '').toLowerCase()),
  };
});

/** What each kind of device says a command takes; most say the same. */
function argumentsOf({ kind, name, catalogues }: Entry): ArgumentSchemas[] {
  if (kind === 'status') return [];
  const seen: (string | undefined)[] = [];
  return catalogues.flatMap((catalogue) => {
    const text = catalogue.text(name, kind);
    if (seen.includes(text)) return [];
    seen.push(text);
    return [catalogue.command(name)?.arguments ?? {}];
  });
}

const PARTS = /[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+/g;
const partsOf = (segment: string): string[] => segment.match(PARTS) ?? [];

/** `UserInterface.WebView` → userinterface, user, interface, webview, web, view. */
function wordsOf(name: string): string[] {
  const segments = name
    .replace(/\[[^\]]*\]/g, '')
    .split(/[^A-Za-z0-9]+/)
    .filter(Boolean);
  return [...new Set(segments.flatMap((segment) => [segment, ...partsOf(segment)]).map((word) => word.toLowerCase()))];
}

/** What is typed, as words; `VolumeSet` is two of them unless something is called so. */
export function queryOf(text: string, postings: Postings): string[] {
  const typed = text.split(/[^\p{L}\p{N}]+/u).filter(Boolean);
  const words = typed.flatMap((word) => {
    const whole = word.toLowerCase();
    const parts = partsOf(word).map((part) => part.toLowerCase());
    return postings.has(whole) || parts.length < 2 ? [whole] : parts;
  });
  return [...new Set(words)].slice(0, MOST_WORDS);
}

function choicesOf(schema: unknown): string[] {
  const { enum: all, items } = Object(schema);
  if (items !== undefined) return choicesOf(items);
  return Array.isArray(all) && all.length <= MOST_CHOICES ? all.map(String).filter((choice) => choice.length > 2) : [];
}
