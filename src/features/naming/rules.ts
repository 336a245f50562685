import { type Pattern, readPattern } from './pattern.ts';
import { typeNamed } from './settings.ts';

/** A rule as it is kept and said: which workspaces, and what that says of them. */
export interface RuleWords {
  /** A pattern of names, or `capacity:2-4`. */
  when: string;
  /** `capacity` for the number of the pattern, `capacity:12`, or `type:huddle`. */
  sets: string;
}

/** A rule ready to be used. `from` and `to` are people. */
export type Rule = ({ pattern: Pattern } | { from: number; to: number }) &
  ({ sets: 'count' } | { sets: 'capacity'; capacity: number } | { sets: 'type'; type: string });

export const MOST_RULES = 60;
const MOST_PEOPLE = 9_999;
const RANGE = /^capacity:(\d{1,4})(?:(\+|-)(\d{1,4})?)?$/i;

/** What is wrong with a rule: with which workspaces, or with what it says of them. */
export type RuleFault = { at: 'when' | 'sets'; fault: string };

/** Reads a rule, or says at which half what is wrong, as a sentence. */
export function readRule({ when, sets }: RuleWords): { rule: Rule } | RuleFault {
  const setting = readSetting(sets);
  const range = RANGE.exec(when.trim());
  if (range) {
    const people = readRange(range);
    if (!people) return { at: 'when', fault: `capacity: takes a range from 1 to ${MOST_PEOPLE}, such as 2-4 or 5+.` };
    if (typeof setting === 'string') return { at: 'sets', fault: setting };
    if (setting.sets !== 'type') return { at: 'sets', fault: 'A capacity can only say the type, such as type:huddle.' };
    return { rule: { ...people, ...setting } };
  }
  if (typeof setting === 'string') return { at: 'sets', fault: setting };
  const read = readPattern(when, { needsCount: setting.sets === 'count' });
  return 'fault' in read ? { at: 'when', fault: read.fault } : { rule: { ...read, ...setting } };
}

function readRange([, low = '', sign, high]: RegExpExecArray): { from: number; to: number } | undefined {
  const from = Number(low);
  const to = sign === undefined ? from : high === undefined ? MOST_PEOPLE : Number(high);
  return from >= 1 && to >= from ? { from, to } : undefined;
}

function readSetting(sets: string) {
  const [key = '', value = ''] = sets.trim().split(/:(.*)/s);
  if (key.toLowerCase() === 'capacity') {
    if (value === '') return { sets: 'count' } as const;
    const capacity = /^\d{1,4}$/.test(value) ? Number(value) : 0;
    return capacity >= 1
      ? ({ sets: 'capacity', capacity } as const)
      : `A capacity is a number from 1 to ${MOST_PEOPLE}.`;
  }
  const type = key.toLowerCase() === 'type' ? typeNamed(value) : undefined;
  return type === undefined
    ? 'Say what that means: "capacity", "capacity:12", or type: with focus, huddle, meetingRoom, open, desk or other.'
    : ({ sets: 'type', type } as const);
}

/** One spelling of one rule: what only differs in case, blanks or the spelling of a type is the same. */
export const ruleKey = ({ when, sets }: RuleWords): string =>
  [when, sets]
    .map((text) =>
      text
        .normalize('NFKC')
        .toLowerCase()
        .replace(/\s+/g, ' ')
        .replace(/ ?\| ?/g, '|')
        .trim(),
    )
    .join('\n');
