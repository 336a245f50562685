import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { commands } from '#features/index.ts';
import { intentOf, parse } from '#intent/parse.ts';
import { readSubmission } from '#intent/submission.ts';
import { Problem } from '#lib/problem.ts';
import { problemReply } from '#render/index.ts';
import { HOSTILE, words } from './words.ts';

const RUNS = { numRuns: 1_000 };

/** Words that were once read another way when they were said again. */
const FOUND: [string, string][] = [
  ['retag', '0,'],
  ['tag', '"two words"'],
  ['untag', 'a, "and b" on fjord'],
  ['hangup', 'tag: lobby "" tag: lobby'],
  ['export', 'a,b'],
  ['status', 'Audio, Standby'],
  ['extend', '"for" 30'],
  ['xcommand', '"on"'],
  ['xapi browse', '"privately" 7'],
  ['retry', '"privately"'],
  ['config diff', 'a " " b'],
  ['workspaces export', 'page:2'],
  ['config edit', ', ,'],
  ['floor change', '"privately"'],
  ['floor delete', ',,'],
  ['usage', '"privately"'],
  ['export', '"on"'],
  ['hello', ', privately'],
  ['hotdesks', "' id: ' OR 1=1 --"],
  ['approve', '" "'],
  ['approve', "' OR 1=1 -- '"],
  ['approve', '"privately"'],
  ['withdraw', "' OR 1=1 -- '"],
  ['config', 'Audio Volume Set *'],
  ['configs', 'diff set Audio.*'],
  ['device', '"privately"'],
  ['roll out', '#\n\u000b¡'],
  ['roll out', 'a\n```\nb\n```\nc\n\nd ```\ne\n```'],
  ['roll out', 'a\n```\n```js\nb\n```'],
  ['guess', '``` \u0000\u0007'],
  ['guess', '\u1fef\u1fef\u1fef\u200b'],
  ['ws edit', 'id: “  devices "'],
  ['add phone', 'on fjord on fjord'],
  ['workspaces rule remove', '“ “'],
  ['xapi browse', 'xStatus xCommand'],
  ['xapi', '30 xCommand'],
  ['xapi', 'tag: tag:'],
  ['xapi help', ".'"],
];

/** What came of it: an intent, nothing, or a sentence for the person. Anything else is a fault of the program. */
function outcome<T>(act: () => T): T | Problem {
  try {
    return act();
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return error;
  }
}

const pristine = Object.getOwnPropertyNames(Object.prototype).sort().join();
const expectCleanPrototypes = () => {
  expect(Object.getOwnPropertyNames(Object.prototype).sort().join()).toBe(pristine);
  expect(Reflect.get({}, 'polluted')).toBeUndefined();
};

/** Quotes around an argument matter only where it looks like a number. */
const comparable = (args: unknown): unknown =>
  JSON.parse(JSON.stringify(args), (_key, value) =>
    typeof value?.value === 'string' && !/^-?\d+$/.test(value.value) ? value.value : value,
  );

describe('any text', () => {
  test('is a command, nothing, or a problem that can be shown', () => {
    fc.assert(
      fc.property(words(400), (text) => {
        const result = outcome(() => parse(text, commands));
        if (!(result instanceof Problem)) return;
        expect(result.message).not.toBe('');
        expect(result.message).not.toMatch(/^Invalid input|^Too (big|small)/);
        expect(problemReply(result, 'event').text.length).toBeLessThan(3_000);
      }),
      RUNS,
    );
    expectCleanPrototypes();
  });

  test('after a verb is read the same way again from its own words', () => {
    const verbs = fc.constantFrom(...commands.flatMap(({ name, aliases = [] }) => [name, ...aliases]));
    fc.assert(
      fc.property(verbs, words(200), (verb, rest) => {
        const intent = outcome(() => parse(`${verb} ${rest}`, commands));
        if (intent === undefined || intent instanceof Problem) return;
        const again = outcome(() => parse(intent.say(), commands));
        if (again === undefined || again instanceof Problem) throw new Error(`"${intent.say()}" is not understood`);
        // What a form is filled with may be a secret, and stands on no button.
        const { body: _kept, ...args } = Object(comparable(intent.args));
        const wanted = intent.name === 'form' ? args : comparable(intent.args);
        expect([again.name, comparable(again.args)]).toEqual([intent.name, wanted]);
      }),
      { ...RUNS, examples: FOUND },
    );
  });

  test('with a device chosen for it is about that device', () => {
    const verbs = fc.constantFrom(
      'device',
      'volume 30',
      'mute',
      'reboot',
      'use',
      'notify',
      'status Audio.Volume',
      'dial 1',
    );
    fc.assert(
      fc.property(verbs, words(60), (verb, rest) => {
        const intent = outcome(() => parse(`${verb} ${rest}`, commands));
        if (intent === undefined || intent instanceof Problem) return;
        if (!Object.hasOwn(Object(intent.args), 'device')) return;
        const again = outcome(() => parse(intent.say('id:Y2lzY28_abc-1'), commands));
        expect(again).toMatchObject({ name: intent.name, args: { device: 'id:Y2lzY28_abc-1' } });
      }),
      RUNS,
    );
  });

  test.each([
    ['letters', 'a'],
    ['blanks', ' '],
    ['quotes', '"'],
    ['curly quotes', '“'],
    ['apostrophes', "'"],
    ['backslashes', '\\'],
    ['colons', 'a:'],
    ['line ends', '\n'],
    ['fences', '```\n'],
    ['dots', 'a.'],
    ['brackets', 'a['],
    ['"on"', ' on '],
    ['combining marks', '\u0301'],
    ['joiners', '👩\u200d'],
    ['surrogates', '\ud83d'],
    ['zero-width spaces', '\u200b'],
    ['prototypes', '__proto__ '],
  ])('of 64 KiB of %s is read', (_what, piece) => {
    const filler = piece.repeat(Math.ceil(65_536 / piece.length)).slice(0, 65_536);
    for (const start of ['', 'devices ', 'volume ', 'xCommand Audio Volume Set Text: ', 'message "', 'status ', 'dev'])
      outcome(() => parse(start + filler, commands));
    expectCleanPrototypes();
  });
});

describe('any inputs of a card', () => {
  const value = fc.oneof(
    words(60),
    fc.constantFrom('confirm', 'cancel', 'volume', 'reboot', 'volume 30 on fjord', 'reboot fjord'),
    fc.integer(),
    fc.boolean(),
    fc.constant(null),
    fc.jsonValue({ maxDepth: 3 }),
  );
  const key = fc.oneof(
    fc.constantFrom('v', 'say', 'plan', 'press', 'form', 'args', 'device', 'level', 'typed', ...HOSTILE),
    fc.string({ maxLength: 8 }),
  );
  const inputs = fc
    .array(fc.tuple(key, value), { maxLength: 10 })
    // As JSON makes it: `__proto__` is a key like any other.
    .map(
      (entries): Record<string, unknown> =>
        JSON.parse(
          `{${entries.map(([name, item]) => `${JSON.stringify(name)}:${JSON.stringify(item ?? null)}`).join()}}`,
        ),
    );

  test('are a submission or a problem', () => {
    fc.assert(
      fc.property(inputs, fc.boolean(), (given, isVersioned) => {
        const submission = outcome(() => readSubmission(isVersioned ? { v: 1, ...given } : given));
        if (submission instanceof Problem || submission.kind !== 'form') return;
        expect(Object.keys(submission.args)).not.toContain('__proto__');
        expect(Object.values(submission.args).every((item) => typeof item === 'string')).toBe(true);
        outcome(() => intentOf(submission.command, submission.args, commands));
      }),
      RUNS,
    );
    expectCleanPrototypes();
  });

  test('for a form are an intent or a problem that can be shown', () => {
    const form = fc.constantFrom(...commands.map(({ name }) => name));
    fc.assert(
      fc.property(form, inputs, (name, given) => {
        const submission = outcome(() =>
          readSubmission({ ...given, v: 1, plan: '', form: name, args: { device: 'id:x' } }),
        );
        if (submission instanceof Problem || submission.kind !== 'form') throw new Error('this is no form');
        const intent = outcome(() => intentOf(submission.command, submission.args, commands));
        if (intent instanceof Problem) expect(intent.message).not.toMatch(/^Invalid|^Too /);
      }),
      RUNS,
    );
  });
});
