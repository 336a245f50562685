import type { TagEdit } from '#fleet/tags.ts';
import type { Line } from '#intent/line.ts';
import { Problem } from '#lib/problem.ts';
import { alwaysQuoted } from '#lib/quoted.ts';

type Word = Line['words'][number];

/** A comma in a quoted word belongs to it; elsewhere commas stand between tags. */
const HELD = '\u0000';

/** Words that stand before the devices where people do not say "on". */
const BEFORE_DEVICE: Readonly<Record<TagEdit['kind'], readonly string[]>> = {
  add: ['to'],
  remove: ['from', 'off'],
  replace: [],
};

/** Words that mean the same without quotes when they are said again. */
const PLAIN = /^[a-z\d][\p{L}\p{N} ._-]*$/iu;
const SMALL = /\b(to|from|off|with|and|on|privately|please|thanks|thank)\b/i;

interface Asked {
  tags: string[];
  device: string | undefined;
  isLoose?: true;
}

/**
 * "lobby, vip on Fjord": tags before "on", devices after it; also "vip from Fjord", "vip to Fjord" and "Fjord with vip".
 * Throws a Problem for "vip to gold on Fjord": swapping one tag is two commands.
 */
export function readTags(kind: TagEdit['kind'], { words, on }: Pick<Line, 'words' | 'on'>): Asked {
  if (on !== undefined) {
    if (kind === 'replace') refuseSwap(words, on);
    return { tags: listed(words), device: on };
  }
  const at = words.findLastIndex((word) => isOneOf(word, BEFORE_DEVICE[kind]));
  if (at > 0 && at < words.length - 1) return { tags: listed(words.slice(0, at)), device: textOf(words.slice(at + 1)) };
  const between = kind === 'remove' ? -1 : words.findIndex((word) => isOneOf(word, ['with']));
  if (between > 0 && between < words.length - 1)
    return { tags: listed(words.slice(between + 1)), device: textOf(words.slice(0, between)) };
  const tags = listed(words);
  const said = tags.filter((tag) => tag !== '');
  const isLoose =
    said.length > 0 && words.every(({ quoted }) => !quoted) && said.every((tag) => PLAIN.test(tag) && !SMALL.test(tag));
  return { tags, device: undefined, ...(isLoose && { isLoose }) };
}

const isOneOf = ({ text, quoted }: Word, those: readonly string[]) => !quoted && those.includes(text.toLowerCase());

const textOf = (words: readonly Word[]): string => words.map(({ text }) => text).join(' ');

/** Commas stand between tags; after one, the last "and" does so, too: "vip, lobby and north wing". */
function listed(words: readonly Word[]): string[] {
  const text = words.map((word) => (word.quoted ? held(word.text) : word.text)).join(' ');
  const parts = text.split(',').map((part) => part.trim());
  const last = parts.at(-1) ?? '';
  const and = parts.length > 1 ? /^(?:(.+?)\s+)?and\s+(.+)$/i.exec(last) : null;
  const tags = and ? [...parts.slice(0, -1), ...(and[1] === undefined ? [] : [and[1]]), and[2] ?? ''] : parts;
  return tags.map((tag) => tag.replaceAll(HELD, ',').replaceAll(BLANK, ' '));
}

/** Blanks of quoted words, so that no "and" in them is taken for one between tags. */
const BLANK = '\u0001';
const held = (text: string): string => text.replaceAll(',', HELD).replaceAll(' ', BLANK);

function refuseSwap(words: readonly Word[], on: string): void {
  const at = words.findIndex((word) => isOneOf(word, ['to', 'as', 'into']));
  if (at < 1 || at === words.length - 1) return;
  const [old, fresh] = [words.slice(0, at), words.slice(at + 1)].map((some) => listed(some).map(quotedTag).join(', '));
  throw new Problem('"retag" replaces all tags, and can not swap one for another', {
    code: 'left-over',
    hint: 'Take the old one off and give the new one, each by itself. A tag with such a word in it stands in quotes. Nothing was sent.',
    next: [
      { title: 'Take the old one off', say: `untag ${old} on ${on}` },
      { title: 'Give the new one', say: `tag ${fresh} on ${on}` },
    ],
  });
}

const quotedTag = (tag: string): string => (/^[\p{L}\p{N}._-]+$/u.test(tag) ? tag : alwaysQuoted(tag));
