import type { Tier } from './asker.ts';
import { COMMANDS, FAMILIES, PRIVACY } from './danger-table.ts';

/** A command of a newer device than the table: nobody has judged it, so a person is asked. */
const UNKNOWN: Tier = 2;

/** Names of commands that only look. The words begin with capitals: "Listen" is no list. */
const LOOKS = /^(?:Get|List|Show|Search)(?=$|[A-Z])|^(?:get|list|show|search|status)$|^Status$/;
/** What changes something all the same: "GetAndClear". */
const CHANGES = /(?:Add|Apply|Clear|Create|Delete|Disable|Enable|Reset|Remove|Save|Send|Set|Start|Stop|Store|Update)/;
/** What locks people out or carries data away, in any family. */
const GRAVE =
  /certificate|credential|developer|erase|factory|firmware|httpclient|httpfeedback|macro|optionkey|passphrase|password|privatekey|remoteaccess|remotesupport|softwareupgrade|usermanagement|wipe/;

/** Longer is no command; `[1]` says which part is meant, not what is done. */
const LONGEST_PATH = 300;
const INDEX = /\[[^[\]]*\]/g;

type Given = Readonly<Record<string, unknown>> | ReadonlyMap<string, unknown>;

/**
 * How much a command asks of people: 0 runs at once, 1 touches privacy, 2 disrupts, 3 can lock a device up or lose data.
 * `path` is dotted (or with blanks), in any case. A command that nobody judged gets what its family has and the words of
 * its name say: 0 only when it is called as one that just looks. With the arguments given, shutting a device down is 3:
 * it comes back only by hand.
 */
export function tierOf(path: string, args?: Given): Tier {
  if (path.length > LONGEST_PATH) return UNKNOWN;
  const segments = split(path);
  const name = segments.join('.').toLowerCase();
  if (name === 'systemunit.boot' && isShutdown(args)) return 3;
  const judged = COMMANDS.get(name);
  if (judged !== undefined) return judged;
  const family = longest(name, FAMILIES);
  const said = byWords(segments, name.slice(family?.length ?? 0));
  return family ? (said === 3 ? 3 : family.value) : said;
}

/** What the name of a command says that nobody judged; `news` is what of it no family is known by. */
function byWords(segments: readonly string[], news: string): Tier {
  const last = segments.at(-1) ?? '';
  const isLook = segments.length > 1 && LOOKS.test(last) && !CHANGES.test(last);
  if (GRAVE.test(news)) return isLook ? UNKNOWN : 3;
  return isLook ? 0 : UNKNOWN;
}

/** Whether a command touches the privacy of people, so that it is refused on personal devices, whatever its tier. */
export function touchesPrivacy(path: string): boolean {
  return path.length <= LONGEST_PATH && longest(split(path).join('.').toLowerCase(), PRIVACY)?.value === true;
}

const split = (path: string): string[] =>
  path
    .replace(INDEX, '')
    .split(/[\s./]+/)
    .filter(Boolean);

/** The longest beginning of a name that the table knows and that ends where a part ends. */
function longest<T>(name: string, table: ReadonlyMap<string, T>): { value: T; length: number } | undefined {
  for (let end = name.length; end > 0; end = name.lastIndexOf('.', end - 1)) {
    const value = table.get(name.slice(0, end));
    if (value !== undefined) return { value, length: end };
  }
  return undefined;
}

function isShutdown(args: Given | undefined): boolean {
  const entries: Iterable<[string, unknown]> = args instanceof Map ? args : Object.entries(args ?? {});
  return [...entries].some(([name, value]) => name.toLowerCase() === 'action' && [value].flat().some(saysShutdown));
}

const saysShutdown = (value: unknown): boolean =>
  typeof value === 'string' && value.trim().toLowerCase() === 'shutdown';
