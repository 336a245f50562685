import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { covering, isKnown, unanswered } from '#fleet/status-expression.ts';
import { compile, parsePath } from '../../src/simulator/xapi/expressions.ts';

describe('an expression covers', () => {
  test.each([
    ['audio.volume', 'Audio.Volume'],
    ['Audio', 'Audio.Microphones.Mute'],
    ['Audio.*', 'Audio.Microphones.Mute'],
    ['*', 'Audio.Volume'],
    ['*.Volume', 'Audio.Ultrasound.Volume'],
    ['Call.Status', 'Call[3].Status'],
    ['Call[*].Status', 'Call[3].Status'],
    ['Call[n].Status', 'Call[3].Status'],
    ['Call[3].Status', 'Call[3].Status'],
    ['Call[2..3].Status', 'Call[3].Status'],
    ['Call[2..n]', 'Call[12].Status'],
    ['Audio.*.Mute', 'Audio.Input.Connectors.Microphone[1].Mute'],
  ])('%s → %s', (expression, path) => expect(covering(expression)(path)).toBe(true));

  test.each([
    ['Audio.Vol', 'Audio.Volume'],
    ['Audio.Volume.Level', 'Audio.Volume'],
    ['Call[1].Status', 'Call[3].Status'],
    ['Call[4..n].Status', 'Call[3].Status'],
    ['*.Volume', 'Volume'],
    ['Call[1]', 'Call.Status'],
  ])('not %s → %s', (expression, path) => expect(covering(expression)(path)).toBe(false));

  test('what the simulated Webex would answer, and nothing else', () => {
    const name = fc.constantFrom('Audio', 'Volume', 'Call', 'Status');
    const index = fc.option(fc.integer({ min: 1, max: 3 }), { nil: undefined });
    const part = fc.tuple(name, index).map(([one, at]) => (at === undefined ? one : `${one}[${at}]`));
    const range = fc.constantFrom('', '[*]', '[1]', '[2]', '[1..2]', '[2..n]');
    const step = fc.oneof(
      fc.constant('*'),
      fc.tuple(name, range).map(([one, at]) => one.toLowerCase() + at),
    );
    const dotted = (parts: fc.Arbitrary<string>) =>
      fc.array(parts, { minLength: 1, maxLength: 4 }).map((all) => all.join('.'));
    fc.assert(
      fc.property(dotted(step), dotted(part), (expression, path) => {
        expect(covering(expression)(path)).toBe(compile(expression)(parsePath(path)));
      }),
      { numRuns: 500 },
    );
  });
});

test('a status is known with any index, by its family and by stars', () => {
  const catalogue = { paths: () => ['Audio.Volume', 'Call[*].Status', 'Network[*].IPv4.Address'] };
  for (const path of ['audio.volume', 'Audio', '*.Volume', 'Call.Status', 'Call[9].Status', 'Network[1..2].*'])
    expect(isKnown(path, catalogue), path).toBe(true);
  for (const path of ['Audio.Volum', 'Call.Volume', '*.Nothing', 'Audio.Volume.Level'])
    expect(isKnown(path, catalogue), path).toBe(false);
});

test('each expression is answered, or not; a lone one has whatever there is', () => {
  const paths = ['Audio.Volume', 'Call[1].Status'];
  expect(unanswered(['Audio.*', 'Call[2].Status', 'Standby.State'], paths)).toEqual([
    'Call[2].Status',
    'Standby.State',
  ]);
  expect(unanswered(['Audio.Microphones.Mute'], ['Audio.Microphone.Mute'])).toEqual([]);
  expect(unanswered(['Audio.Volume'], [])).toEqual(['Audio.Volume']);
});
