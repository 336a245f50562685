import { z } from 'zod';
import type { Line } from '#intent/line.ts';
import { Problem } from '#lib/problem.ts';
import { alwaysQuoted } from '#lib/quoted.ts';
import { shortened } from '#lib/shorten.ts';
import { keyed } from './fix-words.ts';
import type { RuleWords } from './rules.ts';
import { typeNamed, typeWords } from './settings.ts';

/** A rule as somebody says it, as far as they say it: what is missing or wrong is told at its field of the form. */
export const RuleArgs = z.object({
  when: z.string().trim().max(300, 'A pattern has at most 200 characters.').optional(),
  sets: z.string().trim().max(60, 'Say "capacity", or type: with a type.').optional(),
});

const KEYS = ['capacity', 'type', 'at'];
const COUNT = 'capacity';

/** `"{n} seater" capacity`, `huddle type:huddle`, `capacity:2-4 type:huddle`; with `at:` its place in the order. */
export function readRuleWords({ words, filters, on }: Line): Record<string, string> {
  if (on !== undefined) throw leftOver(`on ${on}`);
  for (const [key, [value = '', ...more]] of filters)
    if (!KEYS.includes(key) || more.length > 0) throw leftOver(`${key}:${more.at(-1) ?? value}`);
  const [capacity, type, at] = KEYS.map((key) => filters.get(key)?.[0]);
  const last = words.at(-1);
  const isCount =
    last?.quoted === false && last.text.toLowerCase() === COUNT && capacity === undefined && type === undefined;
  const own = isCount ? words.slice(0, -1) : words;
  const arrow = own.findIndex(({ text, quoted }) => !quoted && ARROW.test(text));
  const pattern = textOf(arrow === -1 ? own : own.slice(0, arrow)).trim();
  const meant = arrow === -1 ? undefined : settingIn(textOf(own.slice(arrow + 1)));
  const isRange = pattern === '' && capacity !== undefined;
  if (capacity !== undefined && type !== undefined && !isRange) throw leftOver(`capacity:${capacity}`);
  const when = isRange ? `${COUNT}:${capacity}` : pattern;
  const set =
    type !== undefined
      ? `type:${type}`
      : isRange
        ? undefined
        : capacity === undefined
          ? undefined
          : `${COUNT}:${capacity}`;
  const sets = isCount ? COUNT : (set ?? meant);
  return {
    ...(when !== '' && { when }),
    ...(sets !== undefined && { sets }),
    ...(at !== undefined && { at }),
  };
}

const textOf = (words: Line['words']): string => words.map(({ text }) => text).join(' ');

/** "Board room => meeting": people write an arrow where nothing is needed. */
const ARROW = /^(?:=>|->|-->|==>|→|⇒)$/;

/** What stands behind an arrow as a setting: "huddle", "capacity 12", "12". */
function settingIn(text: string): string | undefined {
  const [, count] = /^(?:capacity\s+)?(\d{1,4})$/i.exec(text) ?? [];
  if (count !== undefined) return `${COUNT}:${count}`;
  return text === '' ? undefined : `type:${typeNamed(text.replace(/^type\s+/i, '')) ?? text}`;
}

const REGEX = /\.[*+?{]|[)\]\w]\+|[)\]][*?]|\\[dwsb.]|\[[^\]]*-[^\]]*\]|\(\?|^\^|\$$/i;

/** What is typed like a regular expression would fit nothing, and nobody would be told why. */
export function regexFault(when: string): string | undefined {
  return REGEX.test(when)
    ? 'That looks like a regular expression. Here * stands for any letters and {n} for a number: huddle*, or {n} seats.'
    : undefined;
}

/** The words that say the same rule again, after a verb. */
export function ruleSaid(verb: string, { when, sets, at }: Partial<RuleWords> & { at?: string | undefined }): string {
  return [
    verb,
    ...(when === undefined || when === '' ? [] : [alwaysQuoted(when)]),
    ...(sets === undefined || sets === '' ? [] : [settingSaid(sets)]),
    ...(at === undefined || at === '' ? [] : [keyed('at', at)]),
  ].join(' ');
}

function settingSaid(sets: string): string {
  const [key = '', value = ''] = sets.split(/:(.*)/s);
  return value === '' ? key : keyed(key, value);
}

/** "{n} seater → capacity is the number {n}", for people. */
export function ruleLine({ when, sets }: RuleWords): string {
  return `${whenWords(when)} → ${setsWords(sets)}`;
}

const whenWords = (when: string): string => when.replace(/^capacity:(.*)$/s, 'capacity $1');

export function setsWords(sets: string): string {
  const [key = '', value = ''] = sets.split(/:(.*)/s);
  if (key === 'type') return `type ${typeWords(value)}`;
  return value === '' ? 'capacity is the number {n}' : `capacity ${value}`;
}

const leftOver = (text: string) =>
  new Problem(`I can't tell what "${shortened(text, 40)}" belongs to`, {
    code: 'left-over',
    hint: 'Put the pattern in quotes, and what it means behind it: "{n} seater" capacity, or huddle type:huddle. Nothing was changed.',
  });
