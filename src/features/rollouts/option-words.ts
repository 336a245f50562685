import { inFile } from '#lib/line-faults.ts';
import { slips } from '#lib/nearest.ts';
import type { Limit, Pacing } from '#lib/rollout.ts';
import type { RolloutStart, RolloutWindow } from '#lib/rollout-window.ts';
import { MINUTE_MS, type Now, numberOf, readStart, readStartIn, readWindow, spanOf } from './option-times.ts';
import { NOBODY_WATCHED } from './rollout-checks.ts';

/** How a rollout goes about it, as it was said. */
export interface PacingWords {
  canary?: Pacing['canary'];
  /** For so long the canary is watched. */
  watchMs?: number | undefined;
  /** As many failures stop it. */
  stop?: Limit;
  overMs?: number;
  window?: RolloutWindow;
  startAt?: RolloutStart;
  waves?: number;
  thenReboot?: true;
}

/** What was read so far. `said` has the words of each option. */
export interface Draft {
  pacing: PacingWords;
  said: Map<keyof PacingWords, string>;
  faults: string[];
}

const LONGEST_MS = 30 * 24 * 60 * MINUTE_MS;
const LONGEST_WATCH_MS = 24 * 60 * MINUTE_MS;
const MOST_CANARIES = 10_000;
const MOST_WAVES = 100;

export const WEEKDAY =
  'mon(?:day)?|tue(?:s(?:day)?)?|wed(?:nesday)?|thu(?:r(?:s(?:day)?)?)?|fri(?:day)?|sat(?:urday)?|sun(?:day)?';
/** They begin an option, or go on with the devices, so none of them is a time zone. */
const KEYWORDS = `canary|no|without|stop|never|over|window|between|start|starts|starting|begin|begins|at|today|tomorrow|${WEEKDAY}|waves|in|then|and|except|but|with|during|from|not|on`;
const NUMBER = String.raw`\d{1,6}(?:[.,]\d{1,3})?`;
const DATE = String.raw`today|tomorrow|\d{4}-\d{2}-\d{2}`;
/** By itself "Sun 3" may be a room. */
const DAY = String.raw`${DATE}|(?:${WEEKDAY})\b`;
const TIME = String.raw`\d{1,2}(?:[:.]\d{2})?(?:\s*[ap]\.?m\b\.?)?|noon|midnight`;
const RANGE = String.raw`(?:from\s+)?(?<from>${TIME})\s*(?:[-‐‑‒–—―−]|to\b|until\b|till\b|and\b)\s*(?<to>${TIME})`;
const ZONE = String.raw`(?:\s+(?:in\s+)?\(?(?!(?:${KEYWORDS})\b)(?<zone>[a-z][\w+-]*(?:\/[\w+-]+)*)\)?)?`;
/** "22:00 on friday Europe/Oslo", and "22:00 Europe/Oslo on friday". */
const THEN_DAY = [String.raw`\s+(?:on\s+)?(?<day>${DAY})${ZONE}`, String.raw`${ZONE}\s+(?:on\s+)?(?<day>${DAY})`];
/** As plans say it, too: "not before …". */
const START = String.raw`(?:starts?|starting|begins?|not\s+(?:before|earlier\s+than))`;
const AT = String.raw`(?:${START}(?:\s+at)?|at)`;
const WINDOW = String.raw`(?:(?:in|during)\s+)?(?:the\s+)?(?:window|between)(?::\s*|\s+)`;
const SPAN = String.raw`(?<span>[\d.,]+\s*[a-z]+(?:\s+(?:and\s+)?[\d.,]+\s*(?:d|days?|h|hours?|hrs?|m|mins?|minutes?|s|secs?|seconds?)(?![a-z]))*)`;
const WATCH = String.raw`(?:,?\s*(?:and\s+)?(?:watch(?:ed)?|wait(?:ing)?)(?:\s+(?:it|them))?(?:\s+for)?|\s+for)\s+(?:${SPAN}|(?<bare>[\d.,]+))`;

type Groups = Partial<Record<string, string>>;

interface Way {
  name: keyof PacingWords;
  pattern: RegExp;
  /** The value, or why there is none as a sentence. */
  read(groups: Groups, now: Now): PacingWords | { fault: string };
}

const way = (name: Way['name'], pattern: string, read: Way['read']): Way => ({
  name,
  pattern: new RegExp(String.raw`(?:(?:and|with)\s+)?(?:${pattern})[,;]?(?=\s|$)`, 'iuy'),
  read,
});

function canaryOf({ number = '', unit = '' }: Groups): Pick<PacingWords, 'canary'> | { fault: string } {
  const count = numberOf(number);
  if (count === 0) return { fault: '"canary 0" is no canary. Say "no canary" to begin with all devices' };
  if (/^[%p]/i.test(unit))
    return count < 100
      ? { canary: { percent: count } }
      : { fault: `A canary of ${count}% is not a part of the devices. Say for example "canary 5%"` };
  return Number.isInteger(count) && count <= MOST_CANARIES
    ? { canary: { count } }
    : { fault: `A canary is a share such as 5%, or 1 to ${MOST_CANARIES.toLocaleString('en')} devices` };
}

/** For how long a canary is watched; undefined where nothing is said of it. */
function watchOf({ span, bare }: Groups): Pick<PacingWords, 'watchMs'> | { fault: string } | undefined {
  const text = span ?? bare;
  if (text === undefined) return undefined;
  const watchMs = bare === undefined ? spanOf(text) : undefined;
  if (watchMs === undefined) return { fault: `${inFile(text)} is no length of time. Say "canary 5% for 10 min"` };
  return watchMs >= MINUTE_MS && watchMs <= LONGEST_WATCH_MS
    ? { watchMs }
    : { fault: `A canary can be watched for 1 min to 24 h, not for ${text}` };
}

/** Everything that can be said of how a rollout goes about it; of two that fit, the first. */
const WAYS: readonly Way[] = [
  way('canary', `(?:no|without|without an?) canary(?:${WATCH})?`, (said) =>
    watchOf(said) === undefined
      ? // Whoever changes a plan does away with the watch, too.
        { canary: 'none', watchMs: undefined }
      : { fault: NOBODY_WATCHED },
  ),
  way(
    'canary',
    String.raw`canary(?::\s*|\s+of\s+|\s+)(?<number>${NUMBER})\s*(?<unit>%|percent|devices?)?(?:${WATCH})?`,
    (said) => {
      const size = canaryOf(said);
      const watch = watchOf(said);
      if ('fault' in size || watch === undefined) return size;
      return 'fault' in watch ? watch : { ...size, ...watch };
    },
  ),
  way('canary', `canary:?(?:${WATCH})`, (said) => watchOf(said) ?? {}),
  way('stop', String.raw`never\s+stop`, () => ({ stop: 'never' })),
  way(
    'stop',
    String.raw`stop\s+(?:at|after)\s+(?<number>${NUMBER})\s*(?<unit>%|percent)?(?:\s+(?:failures?|failed|errors?))?`,
    ({ number = '', unit }) => {
      const count = numberOf(number);
      if (count === 0)
        return {
          fault: `"stop at ${number}${unit === undefined ? '' : '%'}" would never begin. Say "stop at 1 failure"`,
        };
      if (unit !== undefined)
        return count <= 100
          ? { stop: { percent: count } }
          : { fault: `More than all devices can't fail: ${count}%. Say for example "stop at 2%"` };
      return Number.isInteger(count)
        ? { stop: { count } }
        : { fault: `${number} failures can't be counted. Say "stop at ${number}%" or a whole number` };
    },
  ),
  way('overMs', String.raw`over(?::\s*|\s+)${SPAN}`, ({ span = '' }) => {
    const overMs = spanOf(span);
    if (overMs === undefined) return { fault: `${inFile(span)} is no length of time. Say "over 2h" or "over 90 min"` };
    if (overMs < MINUTE_MS || overMs > LONGEST_MS)
      return { fault: `A rollout can be spread over 1 min to 30 days, not over ${span}` };
    return { overMs };
  }),
  ...THEN_DAY.map((day) => way('window', `${WINDOW}${RANGE}${day}`, readWindow)),
  way('window', String.raw`${WINDOW}(?:(?<day>${DAY})\s+)?${RANGE}${ZONE}`, readWindow),
  way('startAt', String.raw`(?:starts?|starting|begins?)\s+now`, () => ({})),
  way('startAt', String.raw`${START}\s+(?:on\s+)?(?<day>${DAY})(?:\s+at\s+|T|\s+)(?<time>${TIME})${ZONE}`, readStart),
  way('startAt', String.raw`(?:on\s+)?(?<day>${DATE})(?:\s+at\s+|T|\s+)(?<time>${TIME})${ZONE}`, readStart),
  way('startAt', String.raw`${START}\s+(?:on\s+)?(?<day>${DAY})`, readStart),
  way('startAt', String.raw`${START}\s+in\s+${SPAN}`, readStartIn),
  ...THEN_DAY.map((day) => way('startAt', String.raw`${AT}\s+(?<time>${TIME})${day}`, readStart)),
  way('startAt', String.raw`${AT}\s+(?<time>${TIME})${ZONE}`, readStart),
  way(
    'waves',
    String.raw`(?:in\s+)?(?:waves(?::\s*|\s+)(?<first>\d{1,6})|(?<second>\d{1,6})\s+waves)`,
    ({ first, second }) => {
      const waves = Number(first ?? second);
      return waves >= 1 && waves <= MOST_WAVES
        ? { waves }
        : { fault: `A rollout goes in 1 to ${MOST_WAVES} waves, not in ${waves}` };
    },
  ),
  way('thenReboot', String.raw`then\s+(?:reboot|restart)(?:\s+(?:it|them))?`, () => ({ thenReboot: true })),
];

/** Reads the option that begins at this place of the words into the draft; where it ends, or undefined where none begins. */
export function takeOption(words: string, at: number, draft: Draft, now: Now): number | undefined {
  for (const { name, pattern, read } of WAYS) {
    pattern.lastIndex = at;
    const found = pattern.exec(words);
    if (!found) continue;
    const text = found[0].replace(/^(?:and|with)\s+/i, '').replace(/[,;]$/, '');
    const result = read(found.groups ?? {}, now);
    const before = draft.said.get(name);
    if (before !== undefined) draft.faults.push(`"${before}" and "${text}" are said, and only one of them can hold`);
    else if ('fault' in result) draft.faults.push(result.fault);
    else Object.assign(draft.pacing, result);
    if (before === undefined) draft.said.set(name, text);
    return at + found[0].length;
  }
  return undefined;
}

/** Reads options alone, one after the other; what is wrong with them as sentences without a full stop. */
export function readOptions(words: string, now: Now): { options: PacingWords; faults: string[] } {
  const draft: Draft = { pacing: {}, said: new Map(), faults: [] };
  for (let at = 0; at < words.length; ) {
    const end = takeOption(words, at, draft, now);
    if (end === undefined) {
      const rest = words.slice(at);
      const [first = '', next] = rest.split(' ');
      const example = exampleFor(first, next);
      draft.faults.push(
        example === undefined
          ? `${inFile(rest)} says nothing of how it is to go. For other settings or devices plan another rollout`
          : `I can't read ${inFile(rest)}. Say it as "${example}"`,
      );
      break;
    }
    at = end;
    while (words[at] === ' ') at += 1;
  }
  return { options: draft.pacing, faults: draft.faults };
}

/** Reads words that are one option and nothing else; what is wrong with them as a sentence without a full stop. */
export function readOption(words: string, now: Now): PacingWords | { fault: string } {
  const draft: Draft = { pacing: {}, said: new Map(), faults: [] };
  const end = takeOption(words, 0, draft, now);
  const [fault] = draft.faults;
  if (fault !== undefined) return { fault };
  if (end === words.length) return draft.pacing;
  return {
    fault: `I can't read ${inFile(words)}. Say it as "${exampleFor(words.split(' ')[0] ?? '') ?? 'canary 5%'}"`,
  };
}

/** What a word that begins an option is followed by. */
const EXAMPLES: [RegExp, string][] = [
  [/^canary(?::.*)?$/i, 'canary 5%'],
  [/^waves(?::.*)?$/i, 'waves 4'],
  [/^(?:window|between)(?::.*)?$/i, 'window 20:00–06:00'],
  [/^over(?::.*)?$/i, 'over 2h'],
  [/^then$/i, 'then reboot'],
  [/^stop$/i, 'stop at 2%'],
  [/^never$/i, 'never stop'],
  [/^(?:start|starts|starting|begin|begins)$/i, 'start 22:00'],
  // "all but not tag:vip" and "Do not disturb" are devices.
  [/^not (?:before|earlier)$/i, 'not before tomorrow 22:00'],
  [/^(?:tomorrow|\d{4}-\d{2}-\d{2}(?:T.*)?)$/i, 'tomorrow 20:00'],
];

/** These are misspelt, and names are not as near to them. */
const MISSPELT = ['canary', 'waves', 'window', 'between'];

/** How the option is said that this word, with a number behind it, is a slip of; undefined for any other. */
export function exampleNear(word: string): string | undefined {
  const meant = MISSPELT.find((known) => slips(word.toLowerCase(), known) <= 2);
  return meant && exampleFor(meant);
}

/** How an option is said that begins with this word, or with this one and the next; undefined for any other. */
export const exampleFor = (word: string, next = ''): string | undefined =>
  EXAMPLES.find(([pattern]) => pattern.test(word) || pattern.test(`${word} ${next}`))?.[1];
