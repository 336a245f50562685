import { isSecret } from '#lib/hide.ts';
import type { NextStep } from '#lib/problem.ts';
import { shortened } from '#lib/shorten.ts';
import { joinPath } from '#lib/xpath.ts';
import { onDevice } from './device-phrase.ts';
import { explain, isOn, type Token, textOf, type Words } from './words.ts';

/** A value as typed. What stood in quotes is text even if it looks like a number. */
export interface RawValue {
  text: string;
  quoted: boolean;
}

/** Arguments in the order they were typed; a key typed twice has two values. */
export type RawArguments = Map<string, RawValue[]>;

interface Notation {
  /** Dotted, in the spelling it was typed: `Audio.Volume`, `Call[1].Status`. */
  path: string;
  args: RawArguments;
  device?: string;
  body?: string;
}

export type Terminal =
  | ({ kind: 'command' | 'status' | 'form' } & Notation)
  /** `value` is what the configuration should become; without it, its value is asked for. */
  | ({ kind: 'configuration'; value?: RawValue } & Notation)
  /** Several lines, each of which sets one. */
  | { kind: 'configurations'; settings: { path: string; value: RawValue }[]; device?: string }
  | { kind: 'problem'; sentence: string; hint: string; next?: NextStep[] };

type Kind = 'command' | 'status' | 'configuration' | 'form';
/** The devices' own shell takes the short forms too. */
const HEADS = new Map<string, Kind | 'feedback'>([
  ['xcommand', 'command'],
  ['xcom', 'command'],
  // No word of the terminal: a command whose arguments are asked for.
  ['form', 'form'],
  ['xstatus', 'status'],
  ['xstat', 'status'],
  ['xconfiguration', 'configuration'],
  ['xconfig', 'configuration'],
  ['xconf', 'configuration'],
  ['xfeedback', 'feedback'],
  ['xevent', 'feedback'],
]);
const EXAMPLES: Record<Kind, string> = {
  command: 'xCommand Audio Volume Set Level: 50',
  status: 'xStatus Audio Volume',
  configuration: 'xConfiguration Audio DefaultVolume: 60',
  form: 'form Audio Volume Set',
};
/** What most people read first; a button only reads. */
const FIRST_STATUSES = ['Audio Volume', 'Standby State', 'SystemUnit Uptime'];
const reading = (path: string, device: string | undefined): NextStep => ({
  title: path,
  say: `xStatus ${path}${onDevice(device)}`,
});
/** `Level:50`, `Level:` and `Option.1:`; the value may hold more colons. */
const KEYED = /^([a-z_][a-z0-9_.-]{0,79}):(.*)$/is;

/** `Level=50`, as other shells have it. */
const EQUALS = /^([a-z_][a-z0-9_.-]{0,79})=/i;

/** Whether the words are meant as the notation of a device's terminal. */
export const isTerminal = (words: Pick<Words, 'tokens'>): boolean => headOf(words) !== undefined;

const headOf = ({ tokens: [first] }: Pick<Words, 'tokens'>) =>
  first && !first.quoted ? HEADS.get(first.text.toLowerCase()) : undefined;

/**
 * Reads `xCommand`, `xStatus` and `xConfiguration` as a device's terminal takes them, with ` on <device>` at the end.
 * Values stay text: only the device's schema knows their types (see coerce.ts).
 * https://roomos.cisco.com/doc/TechDocs/xAPI
 */
export function readTerminal(words: Words): Terminal {
  const kind = headOf(words);
  const [fault] = words.problems;
  if (fault) return { kind: 'problem', ...explain(fault) };
  if (kind === undefined) return problem('That is not terminal notation', `For example: ${EXAMPLES.status}`);
  if (kind === 'feedback')
    return problem('The Webex cloud sends no device events to bots', `Ask for a status instead: ${EXAMPLES.status}`);

  const lines = kind === 'configuration' ? linesOf(words.tokens) : [];
  if (lines.length > 1) return configurations(lines);
  const { before, device } = parts(words.tokens.slice(1));
  if (device === '') return problem('Which device?', `Name it after "on": ${EXAMPLES[kind]} on Fjord`);
  const { pathTokens, args, wrong } = readArguments(before);
  if (pathTokens.length === 0)
    return {
      ...problem(`What comes after ${words.tokens[0]?.text}?`, `For example: ${EXAMPLES[kind]}`),
      ...(kind === 'status' && { next: FIRST_STATUSES.map((path) => reading(path, device)) }),
    };
  if (wrong) return wrong;

  const base = { ...(device !== undefined && { device }), ...(words.body !== undefined && { body: words.body }) };
  if (kind === 'configuration') return configuration(pathTokens, args, base);
  const joined = joinPath(textsOf(pathTokens), { withIndices: kind === 'status' });
  if ('wrong' in joined) return strayIn(kind, joined.wrong);
  if (kind === 'status' && args.size > 0)
    return problem('A status takes no arguments', `For example: ${EXAMPLES.status}`);
  return { kind, path: joined.path, args, ...base };
}

/** `Audio DefaultVolume: 60`: the key is the last part of the path. */
function configuration(pathTokens: Token[], args: RawArguments, base: Pick<Notation, 'device' | 'body'>): Terminal {
  const [first, second] = args;
  const [key, values] = first ?? [];
  if (second || (values && values.length > 1))
    return problem('One configuration at a time', `For example: ${EXAMPLES.configuration}`);
  const joined = joinPath([...textsOf(pathTokens), ...(key === undefined ? [] : [key])], { withIndices: true });
  if ('wrong' in joined) return strayIn('configuration', joined.wrong);
  const [value] = values ?? [];
  return { kind: 'configuration', path: joined.path, args: new Map(), ...(value && { value }), ...base };
}

/** What stands behind each `xConfiguration`, as it is pasted from a terminal. */
function linesOf(tokens: readonly Token[]): Token[][] {
  const lines: Token[][] = [];
  for (const token of tokens) {
    if (headOf({ tokens: [token] }) === 'configuration') lines.push([]);
    else lines.at(-1)?.push(token);
  }
  return lines;
}

/** The device may stand behind any of them. */
function configurations(lines: readonly Token[][]): Terminal {
  const settings: { path: string; value: RawValue }[] = [];
  const devices = new Set<string>();
  for (const line of lines) {
    const { before, device } = parts(line);
    if (device !== undefined) devices.add(device);
    const { pathTokens, args, wrong } = readArguments(before);
    const read = wrong ?? configuration(pathTokens, args, {});
    if (read.kind !== 'configuration') return read;
    if (!read.value)
      return problem(`${shortened(read.path, 60)} has no value`, `For example: ${EXAMPLES.configuration}`);
    settings.push({ path: read.path, value: read.value });
  }
  const [device, another] = devices;
  if (device === '') return problem('Which device?', `Name it after "on": ${EXAMPLES.configuration} on Fjord`);
  if (another !== undefined) return problem('One device at a time', 'For several say "rollout", and the same lines.');
  return { kind: 'configurations', settings, ...(device !== undefined && { device }) };
}

/**
 * Parts ` on <device>` from the end. Read from the left, since `Mode: On` is a value: an `on` counts only where a key or a
 * part of the path could stand.
 */
function parts(tokens: Token[]): { before: Token[]; device?: string } {
  for (let index = 0; index < tokens.length; index += 1) {
    const token = tokens[index];
    if (!token) continue;
    if (isOn(token)) return { before: tokens.slice(0, index), device: textOf(tokens.slice(index + 1)) };
    if (isBareKey(token)) index += 1;
  }
  return { before: tokens };
}

const isBareKey = (token: Token): boolean => !token.quoted && KEYED.exec(token.text)?.[2] === '';

function readArguments(tokens: Token[]): { pathTokens: Token[]; args: RawArguments; wrong?: Terminal } {
  const start = tokens.findIndex((token) => !token.quoted && KEYED.test(token.text));
  const pathTokens = start === -1 ? tokens : tokens.slice(0, start);
  const args: RawArguments = new Map();
  // A key typed in two spellings is one key.
  const spelling = new Map<string, RawValue[]>();
  for (let index = pathTokens.length; index < tokens.length; index += 1) {
    const token = tokens[index];
    const [, key = '', inline = ''] = (token && !token.quoted && KEYED.exec(token.text)) || [];
    if (!token || key === '') return { pathTokens, args, wrong: stray(tokens, index, [...args.keys()].at(-1)) };
    const follower = tokens[index + 1];
    if (inline === '' && (!follower || isBareKey(follower))) {
      return {
        pathTokens,
        args,
        wrong: problem(`${key} has no value`, `Put it after the colon, or "" for nothing: ${key}: ""`),
      };
    }
    const value =
      inline === '' && follower ? { text: follower.text, quoted: follower.quoted } : { text: inline, quoted: false };
    if (inline === '') index += 1;
    const known = spelling.get(key.toLowerCase());
    if (known) known.push(value);
    else {
      const values = [value];
      args.set(key, values);
      spelling.set(key.toLowerCase(), values);
    }
  }
  return { pathTokens, args };
}

/** A word where a key should stand: most often the second word of a value without quotes. */
function stray(tokens: Token[], index: number, key = ''): Terminal {
  const text = shortened(tokens[index]?.text ?? '', 40);
  return problem(
    isSecret(key) ? `I can't tell where ${key} ends` : `I can't tell what "${text}" belongs to`,
    'Put a value of several words in quotes: Text: "Back at ten"',
  );
}

function strayIn(kind: Kind, part: string): Terminal {
  if (kind === 'command' && /^[-+]?\d/.test(part)) {
    return problem(`${shortened(part, 40)} needs the name of its argument`, `For example: ${EXAMPLES.command}`);
  }
  const [, key] = EQUALS.exec(part) ?? [];
  if (key !== undefined) return problem('A value stands after a colon', `Write it as: ${key}: …`);
  const sentence = part === '' ? 'The path has an empty part' : `"${shortened(part, 40)}" can't be part of a path`;
  return problem(sentence, `For example: ${EXAMPLES[kind]}`);
}

const problem = (sentence: string, hint: string): Terminal => ({ kind: 'problem', sentence, hint });
const textsOf = (tokens: readonly Token[]): string[] => tokens.map(({ text }) => text);
