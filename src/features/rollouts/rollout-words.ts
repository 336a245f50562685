import { isOn, readWords, type Token, textOf } from '#intent/words.ts';
import { inFile } from '#lib/line-faults.ts';
import type { Pacing } from '#lib/rollout.ts';
import { startOf } from '#lib/rollout-window.ts';
import { dayIn } from '#lib/zoned.ts';
import type { Now } from './option-times.ts';
import { type Draft, exampleFor, exampleNear, type PacingWords, takeOption, WEEKDAY } from './option-words.ts';
import { contradictions } from './rollout-checks.ts';

/**
 * A rollout as it was said. `what` are the settings or the command, `on` the words of the selection, both as they were typed,
 * quotes included: put together with blanks they can be read again. Either may be empty, where a file says it.
 */
export interface RolloutOptions extends PacingWords {
  what: string[];
  on: string[];
}

export interface ReadRollout extends RolloutOptions {
  /** Sentences without a full stop: nothing may begin with one of them. */
  faults: string[];
  /** What will happen, and may surprise. */
  warnings: string[];
}

/**
 * The words after "rollout": `<settings or a command> on <selection> [except …]`, and in any order behind it canary, stop, over,
 * window, start, waves and "then reboot". A word that belongs to nothing is a fault. Never throws.
 */
export function readRollout(raw: string, now: Now): ReadRollout {
  const words = readWords(raw);
  const place = onPlace(words.tokens);
  const before = place === -1 ? words.tokens : words.tokens.slice(0, place);
  const draft: Draft = { pacing: {}, said: new Map(), faults: [] };
  // A command may hold any words; settings and profiles are known by how they begin.
  const mayHoldOptions = place === -1 || /^[a-z][\w./[\]*]*[=:]/i.test(before[0]?.text ?? '');
  const what = mayHoldOptions ? take(before, words.raw, draft, now) : before;
  const on = place === -1 ? [] : take(words.tokens.slice(place + 1), words.raw, draft, now);
  if (words.problems.length > 0) draft.faults.push('A quote is opened and not closed, or it is far too long');
  const { faults, warnings } = contradictions(draft.pacing, now);
  return {
    what: pieces(what, words.raw),
    on: pieces(on, words.raw),
    ...draft.pacing,
    faults: [...draft.faults, ...faults],
    warnings,
  };
}

/** The selection as other commands have it after "on": without quotes. */
export const phraseOf = (pieces: readonly string[]): string => textOf(readWords(pieces.join(' ')).tokens);

/** The last "on" that is about devices: "start on 2026-11-23" is not, and "Mode: On" is a value. */
function onPlace(tokens: readonly Token[]): number {
  return tokens.findLastIndex((token, index) => {
    const before = tokens[index - 1]?.text ?? '';
    const next = tokens[index + 1];
    const isOfTime = next !== undefined && (isDay(next) || (isWeekday(next) && TIME.test(before)));
    return isOn(token) && next !== undefined && !isOfTime && !BEFORE_OTHER_ON.test(before);
  });
}
const BEFORE_OTHER_ON = /^(?:starts?|starting|begins?|[a-z_][\w.-]*[:=])$/i;
const isDay = ({ quoted, text }: Token): boolean => !quoted && /^\d{4}-\d{2}-\d{2}/.test(text);

/** "22:00 on friday"; a device may be called so. */
const isWeekday = ({ quoted, text }: Token): boolean => !quoted && IS_WEEKDAY.test(text);
const IS_WEEKDAY = new RegExp(`^(?:${WEEKDAY})[,;]?$`, 'i');
const TIME = /(?:^|[-–—])\d{1,2}[:.]\d{2}(?:[ap]\.?m\.?)?$|(?:^|\d)[ap]\.?m\.?$|^(?:noon|midnight)$|^[a-z]\w*\/\w/i;

const EXCEPT = /^(?:except|but|without)$/i;

/** Takes the options out of the words, and gives what is left: what they begin with, and what goes on with "except". */
function take(tokens: readonly Token[], raw: string, draft: Draft, now: Now): Token[] {
  const text = raw.slice(0, tokens.at(-1)?.end ?? 0);
  const left: Token[] = [];
  let stray: Token[] = [];
  let isOver = false;
  let index = 0;
  const tell = () => {
    const [first] = stray;
    if (!first) return;
    const said = inFile(raw.slice(first.start, stray.at(-1)?.end));
    const example = first.quoted ? undefined : (exampleFor(first.text, stray[1]?.text) ?? exampleNear(first.text));
    draft.faults.push(
      example === undefined
        ? `I can't tell what ${said} belongs to`
        : `I can't read ${said}. Say it as "${example}"; if it is a name, put it into quotes`,
    );
    stray = [];
  };
  while (index < tokens.length) {
    const token = tokens[index];
    if (!token) break;
    const end = token.quoted ? undefined : takeOption(text, token.start, draft, now);
    if (end !== undefined) {
      tell();
      isOver = true;
      while ((tokens[index]?.start ?? end) < end) index += 1;
      continue;
    }
    if (!token.quoted && isOver && EXCEPT.test(token.text)) {
      tell();
      isOver = false;
    } else if (
      !token.quoted &&
      index > 0 &&
      (exampleFor(token.text, tokens[index + 1]?.text) !== undefined || isSlip(token, tokens[index + 1], left))
    ) {
      tell();
      isOver = true;
    }
    if (isOver) stray.push(token);
    else left.push(token);
    index += 1;
  }
  tell();
  return left;
}

/** "tag:lobby cannary 5%": after a filter, or all of them, it is not likely to be a name. */
const isSlip = ({ text }: Token, next: Token | undefined, before: readonly Token[]): boolean =>
  next?.quoted === false &&
  /^\d/.test(next.text) &&
  exampleNear(text) !== undefined &&
  before.some((token) => !token.quoted && /^(?:[a-z]+:|all$|everything$)/i.test(token.text));

/** The words as they were typed; what stood together stays together. A comma before the first option goes. */
function pieces(tokens: readonly Token[], raw: string): string[] {
  const found: { start: number; end: number }[] = [];
  for (const { start, end } of tokens) {
    const last = found.at(-1);
    if (last?.end === start) last.end = end;
    else found.push({ start, end });
  }
  return found.map(({ start, end }, index) => {
    const piece = raw.slice(start, end);
    return index === found.length - 1 ? piece.replace(/(?<=.)[,;]$/, '') : piece;
  });
}

/** The same with the day of its start, so that the words mean the same on any other day. */
export function dated<Options extends PacingWords>(options: Options, { now, timeZone }: Now): Options {
  const { startAt, window } = options;
  const zone = startAt?.zone ?? window?.zone ?? timeZone;
  const at = startAt && startOf(startAt, { now, zone });
  if (!startAt || at === undefined) return options;
  return { ...options, startAt: { ...startAt, text: `${dayIn(at, zone)} ${startAt.text.split(' ').at(-1)}` } };
}

/** How the rollout goes about it, with clocks and moments that are known. */
export function pacingOf(
  { canary, watchMs, stop, overMs, window, startAt, waves }: PacingWords,
  { now, timeZone }: Now,
): Pacing {
  const at = startAt && startOf(startAt, { now, zone: startAt.zone ?? window?.zone ?? timeZone });
  return {
    ...(canary !== undefined && { canary }),
    ...(watchMs !== undefined && { watchMs }),
    ...(stop !== undefined && { stop }),
    ...(overMs !== undefined && { overMs }),
    ...(window && { window: { ...window, zone: window.zone ?? timeZone } }),
    ...(at !== undefined && { startAt: at }),
    ...(waves !== undefined && { waves }),
  };
}
