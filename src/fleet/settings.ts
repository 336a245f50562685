import { shortened } from '#lib/shorten.ts';
import { joinPath } from '#lib/xpath.ts';
import { holdsSecret } from './configuration-secrets.ts';

/** A configuration and what it is to be, as typed: only the device's value space knows the type. */
export interface TypedSetting {
  /** Absolute, in the spelling it was typed. */
  key: string;
  text: string;
}

export interface TypedSettings {
  settings: TypedSetting[];
  /** The words that belong to no setting, such as a device's name. */
  rest: string[];
  /** Sentences without a full stop. */
  faults: string[];
}

interface Word {
  text: string;
  quoted: boolean;
}

interface Options {
  /** Whether a word begins keys: tells `Fjord Audio DefaultVolume: 60` from a device that is called so. */
  isFamily?: (word: string) => boolean;
}

const NAME = '[a-z_][a-z0-9_-]{0,79}';
const INDEX = String.raw`(?:\[[\d.*n]{0,12}\])?`;
const PATH = `${NAME}${INDEX}(?:[./]${NAME}${INDEX}){1,23}`;
/** `Audio.DefaultVolume` and `Audio/DefaultVolume`: what has two parts can be nothing else. */
const WHOLE = new RegExp(`^${PATH}$`, 'i');
const SIGNED = new RegExp(`^(${PATH}|${NAME}${INDEX})([=:])(.*)$`, 'is');
const WILD = /[*n]\]|\.\.|\*/i;
const TERMINAL = /^xconf(?:ig(?:uration)?)?$/i;
/** A part of a path in terminal notation: a name, or the number of one. */
const PART = new RegExp(`^(?:${NAME}${INDEX}(?:[./]${NAME}${INDEX}){0,23}|\\d{1,5})$`, 'i');
/** What filters devices: `tag: lobby` is no end of a path. */
const FILTERS = new Set(
  'tag location workspace place product type is id name floor serial mac ip software version page org person'.split(
    ' ',
  ),
);
/** Between settings. */
const JOINS = /^(?:and|,|;)$/i;

/**
 * Takes settings out of words: `Audio.DefaultVolume=60 Standby.Delay=10`, `Audio.DefaultVolume 60`,
 * `Audio DefaultVolume: 60`, `xConfiguration Audio DefaultVolume: 60`, values in quotes. `key=` is an empty text. Each key
 * once; of one that is said twice neither counts. Linear in the number of words.
 */
export function readSettings(words: readonly Word[], { isFamily }: Options = {}): TypedSettings {
  const found: TypedSetting[] = [];
  const faults: string[] = [];
  const rest: string[] = [];
  /** Words that may yet turn out to be the beginning of a path: after them a `Key:` has to come. */
  let pending: string[] = [];
  /** In terminal notation all keys after a path are below it. */
  let terminal: string[] | undefined;

  /** Nothing came that makes a key of them. */
  function leave(): void {
    if (terminal && pending.length > 0) faults.push(`${pathWords(pending)} has no value; put it after a colon`);
    else rest.push(...pending);
    pending = [];
  }

  function leaveWith(text: string): void {
    leave();
    rest.push(text);
  }

  function set(path: readonly string[], text: string, next: Word | undefined): void {
    const key = keyOf(path);
    if ('fault' in key) faults.push(key.fault);
    else found.push({ key: key.key, text: withoutJoin(text, next) });
  }

  /** The words before a key that belong to it. What comes before them is none of it. */
  function pathBefore(): string[] {
    const from = isFamily && !terminal ? pending.findIndex(isFamily) : 0;
    const path = from === -1 ? [] : pending.slice(from);
    rest.push(...(from === -1 ? pending : pending.slice(0, from)));
    pending = [];
    if (terminal && path.length > 0) terminal = path;
    return terminal ?? path;
  }

  /** `key=value`, `key:value`, `key: value`, `key="value"`. Gives how many words after it belong to it; undefined: it is no key. */
  function signed({ key, sign, value }: Signed, next: Word | undefined, after: Word | undefined): number | undefined {
    const isWhole = WHOLE.test(key) && (terminal === undefined || pending.length === 0);
    const isEnd =
      terminal !== undefined ||
      // `Fjord tag:lobby` and their like: a key of the terminal stands apart from its value.
      (pending.length > 0 && !FILTERS.has(key.toLowerCase()) && (sign === '=' || value === ''));
    if (!isWhole && !isEnd) return undefined;
    if (isWhole) leave();
    const path = isWhole ? [key] : [...pathBefore(), key];
    if (value !== '') set(path, value, next);
    else if (next && (next.quoted || (sign === ':' && isValueOf(key, next)))) {
      set(path, next.text, next.quoted ? undefined : after);
      return 1;
    } else if (sign === '=') set(path, '', next);
    else faults.push(`${pathWords(path)} has no value`);
    return 0;
  }

  /** `key value`, `key = value`, `key =value`, `key to value`. Gives how many words after it belong to it. */
  function unsigned(key: string, at: number): number {
    leave();
    const next = words[at + 1];
    if (next && !next.quoted && /^=./s.test(next.text)) {
      set([key], next.text.slice(1), words[at + 2]);
      return 1;
    }
    const length = isSign(next) ? 2 : 1;
    const value = words[at + length];
    if (!value || !isValueOf(key, value)) {
      faults.push(`${shortened(key, 60)} has no value`);
      return length - 1;
    }
    set([key], value.text, value.quoted ? undefined : words[at + length + 1]);
    return length;
  }

  for (let at = 0; at < words.length; at += 1) {
    const { text, quoted } = words[at] ?? { text: '', quoted: true };
    const next = words[at + 1];
    const key = quoted ? undefined : signedIn(text);
    if (quoted) {
      leaveWith(text);
      terminal = undefined;
    } else if (TERMINAL.test(text)) {
      leave();
      terminal = [];
      if (!next) faults.push('A key and its value come after xConfiguration');
    } else if (key) {
      const taken = signed(key, next, words[at + 2]);
      if (taken === undefined) leaveWith(text);
      at += taken ?? 0;
    } else if (terminal) pending.push(text);
    else if (WHOLE.test(text)) at += unsigned(text, at);
    else if (JOINS.test(text) && found.length > 0 && next && isKey(next)) leave();
    else if (PART.test(text)) pending.push(text);
    else leaveWith(text);
  }
  leave();
  return { ...once(found, faults), rest };
}

interface Signed {
  key: string;
  sign: '=' | ':';
  value: string;
}

function signedIn(text: string): Signed | undefined {
  const [, key = '', sign, value = ''] = SIGNED.exec(text) ?? [];
  return key === '' ? undefined : { key, sign: sign === '=' ? '=' : ':', value };
}

const isKey = ({ text, quoted }: Word): boolean =>
  !quoted && (TERMINAL.test(text) || WHOLE.test(signedIn(text)?.key ?? text));
/** Whether a word that could be a key with slashes is the value of one with dots: `Time.Zone Europe/London`. */
export const isSlashValue = (key: string, text: string): boolean =>
  !key.includes('/') && /^[^./=:]+(?:\/[^./=:]+)+$/.test(text);
const isValueOf = (key: string, word: Word): boolean => !isKey(word) || isSlashValue(key, word.text);
const isSign = (word: Word | undefined): boolean => word?.quoted === false && /^(?:=|to)$/i.test(word.text);

/** `60,` before another setting is 60. */
const withoutJoin = (text: string, next: Word | undefined): string =>
  next && isKey(next) && /[^\s,;][,;]$/.test(text) ? text.slice(0, -1) : text;

function keyOf(path: readonly string[]): { key: string } | { fault: string } {
  const joined = joinPath(path, { withIndices: true });
  if ('wrong' in joined) return { fault: `"${shortened(joined.wrong, 40)}" can't be in the key of a configuration` };
  if (WILD.test(joined.path))
    return { fault: `${shortened(joined.path, 60)} names more than one configuration; say each of them` };
  if (!joined.path.includes('.')) return { fault: `${shortened(joined.path, 60)} is only a part of a key` };
  return { key: joined.path };
}

function pathWords(path: readonly string[]): string {
  const joined = joinPath(path, { withIndices: true });
  return shortened('path' in joined ? joined.path : path.join(' '), 60);
}

/** Nobody can say which of two was meant. */
function once(found: readonly TypedSetting[], faults: readonly string[]): Pick<TypedSettings, 'settings' | 'faults'> {
  const byKey = Map.groupBy(found, ({ key }) => key.toLowerCase());
  const twice = [...byKey.values()].flatMap(([first, second]) =>
    first && second ? `${shortened(first.key, 60)} is set twice: to ${said(first)} and to ${said(second)}` : [],
  );
  const settings = [...byKey.values()].flatMap((same) => (same.length === 1 ? same : []));
  return { settings, faults: [...faults, ...twice] };
}

function said({ key, text }: TypedSetting): string {
  if (holdsSecret(key, text)) return 'a secret';
  return text === '' ? 'nothing' : shortened(text, 40);
}
