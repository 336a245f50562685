import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { BUILT_IN } from '#features/naming/built-in.ts';
import { namePartsOf } from '#features/naming/name-parts.ts';
import { matchOf, readPattern } from '#features/naming/pattern.ts';
import { proposalFor, verdictOn } from '#features/naming/proposal.ts';
import { readRule } from '#features/naming/rules.ts';

const rules = BUILT_IN.map((words) => {
  const read = readRule(words);
  if (!('rule' in read)) throw new Error(`${words.when}: ${read.fault}`);
  return read.rule;
});
const said = (name: string) => {
  const { capacity, type } = proposalFor(name, rules);
  return [capacity?.value, type?.value];
};

describe('what the built-in rules make of names', () => {
  test.each([
    ['Fjord (8p)', 8, 'meetingRoom'],
    ['Fjord 8P', 8, 'meetingRoom'],
    ['Ｆｊｏｒｄ　（８ｐ）', 8, 'meetingRoom'],
    ['Kew 8 pers', 8, 'meetingRoom'],
    ['Kew 8 pers.', 8, 'meetingRoom'],
    ['Kew, 12 people', 12, 'meetingRoom'],
    ['قاعة ٨ people', 8, 'meetingRoom'],
    ['Aquarium seats 12', 12, 'meetingRoom'],
    ['Room 8 seats: 12', 12, 'meetingRoom'],
    ['Kew 12-seater', 12, 'meetingRoom'],
    ['Solo x1', 1, 'focus'],
    ['Kew ×3', 3, 'huddle'],
    ['Board Room 12', 12, 'meetingRoom'],
    ['Huddle 3', undefined, 'huddle'],
    ['Huddle (6p)', 6, 'huddle'],
    ['Phone booth', undefined, 'focus'],
    ['Stillerom 2', undefined, 'focus'],
    ['Møterom Nansen 10 plasser', 10, 'meetingRoom'],
    ['Besprechungsraum 6 Plätze', 6, 'meetingRoom'],
    ['Cabine téléphonique', undefined, 'focus'],
    ['SALLE DE REUNION 4', undefined, 'meetingRoom'],
    ['Sala de juntas (20 plazas)', 20, 'meetingRoom'],
    ['Åpent landskap', undefined, 'open'],
    ['Hot desk 4', undefined, 'desk'],
    ['Desktop support', undefined, undefined],
    ['Camden', undefined, undefined],
    ['Building 3, A380p', undefined, undefined],
    ['Board Room 12b', undefined, 'meetingRoom'],
    ['Board Room 3.12', undefined, 'meetingRoom'],
    ['Hall 0p', undefined, undefined],
    ['Hall 12000 people', undefined, undefined],
    ['', undefined, undefined],
  ])('%s', (name, capacity, type) => {
    expect(said(name)).toEqual([capacity, type]);
  });
});

describe('the language of patterns', () => {
  const fits = (pattern: string, name: string) => {
    const read = readPattern(pattern);
    return 'pattern' in read ? matchOf(read.pattern, namePartsOf(name)) : read.fault;
  };

  test.each([
    ['{n} seater', 'Oslo 6 seater', { count: 6 }],
    ['{n} seater', 'Oslo 6-seater', { count: 6 }],
    ['{n} seater', 'Oslo 6 blue seater', undefined],
    ['{n}p', 'Oslo 6 p', undefined],
    ['nook|alcove', 'The ALCOVE', {}],
    ['*rom', 'Møterom', {}],
    ['*rom', 'Romsdal', undefined],
    ['floor * {n}', 'Floor green room 4', { count: 4 }],
    ['building 3 * {n}', 'Building 3 hall 40', { count: 40 }],
    ['a*b*c', 'axxbyyc', {}],
    ['ab*bc', 'abc', undefined],
    ['[{n}]', 'Oslo [5]', { count: 5 }],
  ])('%s and %s', (pattern, name, found) => {
    expect(fits(pattern, name)).toEqual(found);
  });

  test.each([
    ['', /Which names/],
    ['*', /would fit every name/],
    ['a | ', /needs a word/],
    ['{x} seats', /I know \{n\} only/],
    ['{n} of {n}', /one \{n\} only/],
    ['a b c d e f g h i j k l m', /at most 12 words/],
    ['x'.repeat(201), /at most 200 characters/],
    [Array.from({ length: 17 }, () => 'a').join('|'), /at most 16 alternatives/],
  ])('what is no pattern says why: %s', (pattern, why) => {
    expect(fits(pattern, 'Oslo')).toMatch(why);
  });

  test.each([
    [{ when: 'huddle', sets: 'capacity' }, 'when'],
    [{ when: 'huddle', sets: 'type:castle' }, 'sets'],
    [{ when: 'huddle', sets: 'capacity:0' }, 'sets'],
    [{ when: 'capacity:4-2', sets: 'type:huddle' }, 'when'],
    [{ when: 'capacity:2-4', sets: 'capacity:9' }, 'sets'],
  ])('what is no rule says at which half: %o', (words, at) => {
    expect(readRule(words)).toMatchObject({ at });
  });
});

const WORDS = [
  'Huddle',
  'møterom',
  '8p',
  '(12 pers)',
  'x4',
  'Board Room',
  '00',
  '99999 people',
  '１２',
  '٣',
  '-',
  ':',
  '|',
  '*',
  '{n}',
  '🦊',
];
const name = fc.oneof(
  fc
    .array(fc.oneof(fc.constantFrom(...WORDS), fc.string({ unit: 'grapheme', maxLength: 8 })), { maxLength: 12 })
    .map((parts) => parts.join(' ')),
  fc.string({ unit: 'binary', maxLength: 60 }),
);
const capacity = fc.option(fc.integer({ min: 0, max: 50 }), { nil: undefined });
const type = fc.constantFrom(undefined, 'focus', 'huddle', 'meetingRoom', 'open');

describe('any name', () => {
  test('says the same each time, with a number of people from 1 to 9,999', () => {
    fc.assert(
      fc.property(name, (text) => {
        const proposal = proposalFor(text, rules);
        expect(proposalFor(text, rules)).toEqual(proposal);
        if (proposal.capacity === undefined) return;
        expect(proposal.capacity.value).toBeGreaterThanOrEqual(1);
        expect(proposal.capacity.value).toBeLessThanOrEqual(9_999);
      }),
      { numRuns: 500 },
    );
  });

  test('changes a workspace once: what it got is right from then on', () => {
    fc.assert(
      fc.property(
        name,
        capacity,
        type,
        fc.constantFrom('unset' as const, 'all' as const),
        (text, people, kind, mode) => {
          const now = { ...(people !== undefined && { capacity: people }), ...(kind !== undefined && { type: kind }) };
          const verdict = verdictOn(text, now, rules, mode);
          if (verdict.state !== 'change') return;
          if (mode === 'unset') expect(verdict.to).toMatchObject(now);
          expect(verdictOn(text, verdict.to, rules, mode).state).not.toBe('change');
        },
      ),
      { numRuns: 500 },
    );
  });

  test('and any pattern are read without a fault of the program', () => {
    const pattern = fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 60 }),
      fc
        .array(fc.constantFrom('*', 'a', 'a*a', '{n}', '|', ' ', '(', 'p'), { maxLength: 30 })
        .map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(pattern, name, (text, held) => {
        const read = readPattern(text);
        if ('pattern' in read) matchOf(read.pattern, namePartsOf(held));
        else expect(read.fault).toMatch(/^[A-Z].*[.;]/);
      }),
      { numRuns: 500 },
    );
  });
});

test('the work grows with the length of a name and no faster, also for the worst of patterns', () => {
  const read = readPattern('a * a * a * a * a * b');
  if (!('pattern' in read)) throw new Error(read.fault);
  /** How often a place of the name is looked at. */
  const looks = (length: number): number => {
    let count = 0;
    const parts = namePartsOf('a '.repeat(length));
    matchOf(
      read.pattern,
      new Proxy(parts, {
        get(target, key, receiver) {
          if (typeof key === 'string' && /^\d+$/.test(key)) count += 1;
          return Reflect.get(target, key, receiver);
        },
      }),
    );
    return count;
  };
  const [short, long] = [looks(30), looks(120)];
  expect(long).toBeLessThan(5 * short);
  // What is longer than any name is not read.
  expect(namePartsOf('a '.repeat(100_000)).length).toBeLessThan(600);
});
