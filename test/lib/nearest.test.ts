import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createNearest, nearest } from '#lib/nearest.ts';
import { plainNearest } from './plain-nearest.ts';

const VERBS = ['help', 'devices', 'device', 'volume', 'mute', 'unmute', 'standby', 'reboot', 'hang up', 'history'];
const NAMES = ['Fjord', 'Sognefjord', 'Harold Nordlund', 'Harold Smith', 'Hardanger', 'Oslo Boardroom'];
const PATHS = [
  'Audio.Volume',
  'Audio.VolumeMute',
  'Audio.Microphones.Mute',
  'Call[n].Status',
  'SystemUnit.Uptime',
  'Standby.State',
];

describe('what was probably meant', () => {
  test.each([
    ['volum', VERBS, 'volume'],
    ['muet', VERBS, 'mute'],
    ['REBOTO', VERBS, 'reboot'],
    ['devcies', VERBS, 'devices'],
    ['vol', VERBS, 'volume'],
    ['hangup', VERBS, 'hang up'],
    ['fjrod', NAMES, 'Fjord'],
    ['nordlund', NAMES, 'Harold Nordlund'],
    ['smith harold', NAMES, 'Harold Smith'],
    ['board room', NAMES, 'Oslo Boardroom'],
    ['Audio.Volumme', PATHS, 'Audio.Volume'],
    ['audio volume', PATHS, 'Audio.Volume'],
    ['Audio.Microphone.Mute', PATHS, 'Audio.Microphones.Mute'],
    ['Call.Status', PATHS, 'Call[n].Status'],
  ])('%s', (word, candidates, best) => {
    expect(nearest(word, candidates)[0]).toBe(best);
  });

  test('is more than one when several are close, the best first', () => {
    expect(nearest('Audio.Volumme', PATHS)).toEqual(['Audio.Volume', 'Audio.VolumeMute']);
    expect(nearest('harld', NAMES)).toEqual(['Harold Nordlund', 'Harold Smith']);
    expect(nearest('harld', NAMES, { max: 1 })).toEqual(['Harold Nordlund']);
  });

  test.each(['', ' ', 'xyz', 'please', 'q', '🙂', 'the'])('is nothing for %j', (word) => {
    expect(nearest(word, VERBS)).toEqual([]);
  });
});

test('one slip in any word of five letters or more is forgiven', () => {
  const word = fc.stringMatching(/^[a-z]{5,20}$/);
  fc.assert(
    fc.property(word, fc.nat(), fc.constantFrom('drop', 'double', 'swap'), (right, at, slip) => {
      const place = at % (right.length - 1);
      const [first = '', second = ''] = right.slice(place, place + 2);
      const middle = { drop: first, double: first + first + second, swap: second + first }[slip];
      expect(nearest(right.slice(0, place) + middle + right.slice(place + 2), ['zzzzzzzzz', right])).toContain(right);
    }),
  );
});

describe('a list that is looked through for many words', () => {
  const part = fc.oneof(
    fc.constantFrom(
      'Audio',
      'Volume',
      'VolumeMute',
      'Microphones',
      'Mute',
      'Call[*]',
      'Status',
      'Set',
      'HDMI',
      'In',
      'X2',
    ),
    fc.stringMatching(/^[A-Za-z]{1,9}$/),
  );
  const path = fc.array(part, { minLength: 1, maxLength: 5 }).map((parts) => parts.join('.'));
  const slip = fc.tuple(fc.nat(), fc.constantFrom('drop', 'double', 'swap', 'other', 'blanks', 'end', 'none'));
  const spoilt = (text: string, [at, kind]: [number, string]) => {
    const place = at % Math.max(1, text.length - 1);
    const [first = '', second = ''] = text.slice(place, place + 2);
    if (kind === 'blanks') return text.replaceAll('.', ' ').toUpperCase();
    if (kind === 'end') return text.slice(0, place + 1);
    const middle = { drop: second, double: first + first + second, swap: second + first, other: `q${second}` }[kind];
    return text.slice(0, place) + (middle ?? first + second) + text.slice(place + 2);
  };

  test('gives what comparing each by itself gives', () => {
    const asked = fc.record({
      paths: fc.uniqueArray(path, { minLength: 1, maxLength: 40 }),
      which: fc.nat(),
      slips: fc.array(slip, { maxLength: 3 }),
      max: fc.integer({ min: 1, max: 5 }),
    });
    fc.assert(
      fc.property(asked, ({ paths, which, slips, max }) => {
        const word = slips.reduce(spoilt, paths[which % paths.length] ?? '');
        expect(createNearest(paths)(word, { max })).toEqual(plainNearest(word, paths, max));
      }),
      { numRuns: 500 },
    );
  });

  test('gives it for any texts', () => {
    const text = fc.oneof(fc.string({ unit: 'binary' }), fc.stringMatching(/^[ab._ [\]-]{0,6}$/));
    fc.assert(
      fc.property(text, fc.array(text), (word, texts) => {
        expect(nearest(word, texts)).toEqual(plainNearest(word, texts, 3));
      }),
    );
  });
});

test('any word among any candidates gives some of them, each once', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'binary' }),
      fc.array(fc.string({ unit: 'binary' })),
      fc.nat({ max: 5 }),
      (word, candidates, max) => {
        const found = nearest(word, candidates, { max });
        expect(found.length).toBeLessThanOrEqual(max);
        expect(new Set(found).size).toBe(found.length);
        for (const candidate of found) expect(candidates).toContain(candidate);
      },
    ),
  );
});

test('64 KiB against more candidates than are read comes to an end', () => {
  const candidates = Array.from({ length: 20_000 }, (_, index) => `Meeting room ${index}`);
  expect(nearest('x'.repeat(65_536), candidates)).toEqual([]);
  expect(nearest('meeting rom 12', candidates)[0]).toBe('Meeting room 12');
});
