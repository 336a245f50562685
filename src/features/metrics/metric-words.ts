import { z } from 'zod';
import { readWords, type Token, textOf } from '#intent/words.ts';
import { nearest } from '#lib/nearest.ts';
import { alwaysQuoted } from '#lib/quoted.ts';
import { shortened } from '#lib/shorten.ts';
import { MEASURES, measureOf } from './measures.ts';
import { type By, lastIn, type SpanWords } from './span.ts';

const BY: Readonly<Record<string, By>> = { hourly: 'hourly', daily: 'daily', samples: 'samples', raw: 'samples' };
const UNITS = ['celsius', 'fahrenheit'] as const;
const WHICH = 'Which workspace? Write its name first, for example Fjord';

const text = z.string().max(60, 'That time is too long.').optional();

/** Which workspace, and of which time. */
export const spanShape = {
  workspace: z
    .string({ error: WHICH })
    .transform((phrase) => phrase.replace(/\s+/g, ' ').trim())
    .pipe(z.string().min(1, WHICH).max(200, 'That name of a workspace is too long.')),
  last: text.refine((last) => last === undefined || lastIn(last) !== undefined, {
    error: '"last" takes a time such as 24h, 48h, 7d or 30d.',
  }),
  from: text,
  to: text,
  by: z.enum(['samples', 'hourly', 'daily']).optional(),
  unknown: z
    .undefined({
      error: ({ input }) => `I can't tell what "${shortened(String(input), 40)}" means here${meant(String(input))}`,
    })
    .optional(),
};

export const metricShape = {
  ...spanShape,
  metric: z.enum(['temperature', 'humidity', 'tvoc', 'soundLevel', 'ambientNoise', 'peopleCount']).optional(),
  unit: z.enum(UNITS).optional(),
};

const KNOWN = [...MEASURES.flatMap(({ words }) => words), ...Object.keys(BY), ...UNITS, 'last', 'from', 'to'];

function meant(word: string): string {
  const [best] = nearest(word, KNOWN, { max: 1 });
  return best === undefined ? '' : `. Did you mean "${best}"?`;
}

export interface MetricWords extends SpanWords {
  workspace?: string | undefined;
  metric?: string | undefined;
  unit?: string | undefined;
  /** The first word after the workspace that says nothing here. */
  unknown?: string | undefined;
}

/** "Fjord sound level last 7d daily", "Fjord temperature from 2026-11-20 to 2026-11-21 fahrenheit". */
export function readMetricWords(raw: string): MetricWords {
  const all = readWords(raw).tokens;
  const isAside = all.length > 1 && all[0] && !all[0].quoted && /^(?:on|of|in|for)$/i.test(all[0].text);
  const tokens = measureLast(isAside ? all.slice(1) : all);
  const [first] = tokens;
  const read: MetricWords = {};
  let at = 1;
  // A name goes on to the first word that means something here; in quotes it ends with them.
  while (at < tokens.length && !first?.quoted && !first?.text.startsWith('id:') && take(tokens, at, {}) === 0) at += 1;
  read.workspace = textOf(tokens.slice(0, at)) || undefined;
  while (at < tokens.length) {
    const taken = take(tokens, at, read);
    if (taken === 0) read.unknown ??= tokens[at]?.text;
    at += Math.max(1, taken);
  }
  return read;
}

/** "temperature on fjord for 7d" is told as "fjord temperature for 7d". */
function measureLast(tokens: readonly Token[]): readonly Token[] {
  const into: MetricWords = {};
  const taken = tokens[0]?.quoted ? 0 : take(tokens, 0, into);
  const between = tokens[taken];
  const isAside = between !== undefined && !between.quoted && ASIDE.test(between.text);
  const name = tokens.slice(taken + (isAside ? 1 : 0));
  if (into.metric === undefined || name.length === 0 || (take(name, 0, {}) > 0 && !isAside)) return tokens;
  // The name goes on to the first word that means something.
  const end = name.findIndex((_, at) => at > 0 && take(name, at, {}) > 0);
  const until = name[0]?.quoted || name[0]?.text.startsWith('id:') ? 1 : end === -1 ? name.length : end;
  return [...name.slice(0, until), ...tokens.slice(0, taken), ...name.slice(until)];
}

/** Takes what is said at a place; gives how many words that were, none when they say nothing. */
function take(tokens: readonly Token[], at: number, into: MetricWords): number {
  const word = (ahead: number): string => {
    const token = tokens[at + ahead];
    return token && !token.quoted ? token.text.toLowerCase().replace(/,$/, '') : '';
  };
  const two = `${word(0)} ${word(1)}`;
  for (const phrase of [two, word(0)]) {
    const measure = MEASURES.find(({ words }) => words.includes(phrase));
    if (measure) {
      into.metric ??= measure.name;
      return phrase === two ? 2 : 1;
    }
  }
  const unit = UNITS.find((one) => one === word(0));
  if (unit) into.unit = unit;
  if (Object.hasOwn(BY, word(0))) into.by = BY[word(0)];
  if (unit || Object.hasOwn(BY, word(0))) return 1;
  if (word(0) === 'today') into.from = 'today';
  if (word(0) === 'yesterday') Object.assign(into, { from: 'yesterday', to: 'today' });
  if (word(0) === 'today' || word(0) === 'yesterday') return 1;
  if (word(0) === 'last') return takeLast(word, into);
  // "for 2 weeks", "90d"; a number by itself may be part of a name.
  if (/^(?:for|over|past)$/.test(word(0)) && (lastIn(word(1)) ?? lastIn(`${word(1)} ${word(2)}`)) !== undefined)
    return takeLast(word, into);
  if (/^\d{1,4}(?:h|d|w)$/.test(word(0))) {
    into.last = lastIn(word(0));
    return 1;
  }
  return takeFrom(word, into);
}

function takeLast(word: (ahead: number) => string, into: MetricWords): number {
  const one = lastIn(word(1));
  const both = lastIn(`${word(1)} ${word(2)}`);
  into.last = both ?? one ?? word(1);
  return both !== undefined ? 3 : word(1) === '' ? 1 : 2;
}

const DAY = /^(?:\d{4}-\d{2}-\d{2}(?:t\d{2}:\d{2})?|today|yesterday|now)$/;
const CLOCK = /^\d{2}:\d{2}$/;

/** "from 2026-11-20 08:00 to 2026-11-21" */
function takeFrom(word: (ahead: number) => string, into: MetricWords): number {
  const field = word(0);
  if ((field !== 'from' && field !== 'to') || !DAY.test(word(1))) return 0;
  const hasClock = CLOCK.test(word(2)) && /^\d{4}-\d{2}-\d{2}$/.test(word(1));
  into[field] = hasClock ? `${word(1)}t${word(2)}` : word(1);
  return hasClock ? 3 : 2;
}

/** The same as words that read back as it. */
export const metricWords = ({ workspace = '', metric, last, from, to, by, unit }: MetricWords): string =>
  [
    /^id:\S+$/.test(workspace) ||
    (/^\p{L}[\p{L}\p{N}-]*$/u.test(workspace) && !ASIDE.test(workspace) && !/^privately$/i.test(workspace))
      ? workspace
      : alwaysQuoted(workspace),
    measureOf(metric)?.words[0],
    ...(last === undefined ? [] : [`last ${last}`]),
    ...(from === undefined ? [] : [`from ${from}`]),
    ...(to === undefined ? [] : [`to ${to}`]),
    by,
    unit,
  ]
    .filter(Boolean)
    .join(' ');

const ASIDE = /^(?:on|of|in|for)$/i;
