import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type ArgumentSchemas, coerceArguments } from '#intent/coerce.ts';
import type { RawArguments } from '#intent/terminal.ts';

const schemas: ArgumentSchemas = {
  Level: { required: true, schema: { type: 'integer', minimum: 0, maximum: 100 } },
  Device: { required: false, schema: { type: 'string', enum: ['Internal', 'HeadsetUSB'] } },
  Mode: { schema: { type: 'string', enum: ['On', 'Off'] } },
  Text: { schema: { type: 'string', minLength: 1, maxLength: 5 } },
  Loud: { schema: { type: 'boolean' } },
  ConnectorId: { schema: { type: 'array', items: { type: 'integer', minimum: 1, maximum: 6 }, maxItems: 3 } },
  Instance: { schema: { type: 'string', enum: ['New', '1', '2'] } },
  Gain: { schema: { type: 'number', minimum: -1.5 } },
  Odd: { schema: { type: ['integer', 'string'], maximum: 9 } },
  Any: {},
};

const given = (...pairs: [string, ...(string | { q: string })[]][]): RawArguments =>
  new Map(
    pairs.map(([name, ...values]) => [
      name,
      values.map((value) =>
        typeof value === 'string' ? { text: value, quoted: false } : { text: value.q, quoted: true },
      ),
    ]),
  );
/** What became of the arguments, with the one that is required. */
const typed = (...pairs: Parameters<typeof given>) => {
  const { arguments: values, faults, checked } = coerceArguments(given(['level', '7'], ...pairs), schemas);
  expect(faults).toEqual([]);
  expect(checked).toBe(true);
  const { Level, ...rest } = values;
  expect(Level).toBe(7);
  return rest;
};
const faultsOf = (...pairs: Parameters<typeof given>) => coerceArguments(given(...pairs), schemas).faults;

describe('the device says what an argument is', () => {
  test('names and literals get its spelling', () => {
    expect(typed(['device', 'headsetusb'], ['MODE', 'on'])).toEqual({ Device: 'HeadsetUSB', Mode: 'On' });
  });

  test('numbers are numbers, in quotes too', () => {
    expect(typed(['Gain', '-1.25'], ['ConnectorId', '2', { q: '3' }])).toEqual({ Gain: -1.25, ConnectorId: [2, 3] });
  });

  test('one value of a list is a list', () => {
    expect(typed(['connectorid', '2'])).toEqual({ ConnectorId: [2] });
  });

  test('a literal that looks like a number stays text', () => {
    expect(typed(['Instance', '1'])).toEqual({ Instance: '1' });
    expect(typed(['Text', '12'])).toEqual({ Text: '12' });
  });

  test('booleans are never guessed', () => {
    expect(typed(['Loud', 'TRUE'])).toEqual({ Loud: true });
    expect(faultsOf(['Level', '1'], ['Loud', 'On'])).toEqual([
      { argument: 'Loud', kind: 'not-allowed', sentence: 'Loud must be true or false' },
    ]);
  });

  test('of two types, the first that fits is taken', () => {
    expect(typed(['Odd', '3'])).toEqual({ Odd: 3 });
    expect(typed(['Odd', '12'])).toEqual({ Odd: '12' });
  });

  test('where it says nothing, a number is what is written like one', () => {
    expect(typed(['Any', '3'])).toEqual({ Any: 3 });
    expect(typed(['Any', { q: '3' }])).toEqual({ Any: '3' });
  });
});

describe('a fault is told', () => {
  test.each([
    [['Level', '500'], 'out-of-range', 'Level must be 0–100'],
    [['Level', 'loud'], 'not-a-number', 'Level must be a whole number, 0–100'],
    [['Level', '5.5'], 'not-a-number', 'Level must be a whole number, 0–100'],
    [['Level', '1', '2'], 'repeated', 'Level can be given only once'],
  ] as const)('%j', ([name, ...values], kind, sentence) => {
    expect(faultsOf([name, ...values])).toMatchObject([{ argument: 'Level', kind, sentence }]);
  });

  test.each([
    [['Device', 'Internall'], 'not-allowed', 'Device must be Internal or HeadsetUSB'],
    [['Text', 'too long'], 'too-long', 'Text must have 1–5 characters, not 8'],
    [['Text', { q: '' }], 'not-allowed', 'Text must have 1–5 characters'],
    [['ConnectorId', '1', '9'], 'out-of-range', 'ConnectorId must be 1–6'],
    [['ConnectorId', '1', '2', '3', '4'], 'repeated', 'ConnectorId can be given at most 3 times'],
    [['Gain', '-2'], 'out-of-range', 'Gain must be -1.5 or more'],
    [['Levels', '5'], 'unknown', 'There is no argument "Levels"; did you mean Level'],
    [['Wobble', '5'], 'unknown', 'There is no argument "Wobble"'],
  ] as const)('%j', ([name, ...values], kind, sentence) => {
    expect(faultsOf(['Level', '5'], [name, ...values])).toEqual([
      expect.objectContaining({ argument: name, kind, sentence }),
    ]);
  });

  test('with what was probably meant', () => {
    expect(faultsOf(['Level', '5'], ['Device', 'Internall'])[0]?.nearest).toBe('Internal');
    expect(faultsOf(['Level', '5'], ['Devise', 'Internal'])[0]?.nearest).toBe('Device');
  });

  test('when something required is missing, too', () => {
    expect(faultsOf(['Mode', 'x'])).toEqual([
      expect.objectContaining({ argument: 'Mode', kind: 'not-allowed', sentence: 'Mode must be On or Off' }),
      { argument: 'Level', kind: 'missing', sentence: 'Level is missing (0–100)' },
    ]);
  });

  test('in two spellings of one name as one', () => {
    expect(faultsOf(['level', '5'], ['LEVEL', '6'])).toEqual([
      expect.objectContaining({ argument: 'Level', kind: 'repeated' }),
    ]);
  });

  test('of many choices with the nearest one', () => {
    const zones = {
      Zone: { schema: { type: 'string', enum: Array.from({ length: 40 }, (_, index) => `Area/City${index}`) } },
    };
    const { faults } = coerceArguments(given(['Zone', 'Area/Citi39']), zones);
    expect(faults[0]?.sentence).toMatch(/^Zone must be Area\/City0, .* … \(40 choices\); nearest: Area\/City39$/);
  });
});

test('without a schema nothing is checked, and that is said', () => {
  const {
    arguments: values,
    faults,
    checked,
  } = coerceArguments(
    given(['Level', '50'], ['Text', { q: '50' }], ['Id', '1', '2'], ['Big', '9'.repeat(30)]),
    undefined,
  );
  expect(values).toEqual({ Level: 50, Text: '50', Id: [1, 2], Big: '9'.repeat(30) });
  expect({ faults, checked }).toEqual({ faults: [], checked: false });
});

test('names of Object do no harm, with a schema and without', () => {
  const args = given(['__proto__', 'polluted'], ['constructor', '1'], ['toString', '2']);
  const loose = coerceArguments(args, undefined).arguments;
  expect(Object.keys(loose)).toEqual(['__proto__', 'constructor', 'toString']);
  expect(JSON.stringify(loose)).toBe('{"__proto__":"polluted","constructor":1,"toString":2}');
  const { arguments: strict, faults } = coerceArguments(args, { Level: { schema: { type: 'integer' } } });
  expect(Object.keys(strict)).toEqual([]);
  expect(faults.map(({ kind }) => kind)).toEqual(['unknown', 'unknown', 'unknown']);
  expect(Object.getPrototypeOf({})).toBe(Object.prototype);
});

test('any arguments with any schema give values or faults, never an error', () => {
  const name = fc.oneof(
    fc.constantFrom('Level', 'level', '__proto__', 'Mode', 'ConnectorId'),
    fc.string({ maxLength: 8 }),
  );
  const values = fc.array(
    fc.record({ text: fc.oneof(fc.string({ unit: 'binary' }), fc.integer().map(String)), quoted: fc.boolean() }),
    { minLength: 1, maxLength: 3 },
  );
  const schema = fc.oneof(
    fc.constant(schemas),
    fc.dictionary(name, fc.record({ required: fc.boolean(), schema: fc.jsonValue() })),
  );
  fc.assert(
    fc.property(fc.array(fc.tuple(name, values)), schema, (pairs, space) => {
      const { arguments: result, faults } = coerceArguments(new Map(pairs), space);
      for (const key of Object.keys(result)) expect(Object.hasOwn(space, key)).toBe(true);
      for (const { sentence } of faults) expect(sentence).not.toContain('undefined');
      for (const value of Object.values(result).flat())
        if (typeof value === 'number') expect(Number.isFinite(value)).toBe(true);
    }),
  );
});

test.each([
  ['a value beyond the end', { type: 'integer', minimum: 0, maximum: 100 }, '500', ['50', '100']],
  ['one before the beginning', { type: 'integer', minimum: 0, maximum: 100 }, '-5', ['50', '0']],
  ['a wide range', { type: 'integer', minimum: 0, maximum: 3600 }, '9999', ['3600']],
  ['a range open at one end', { type: 'integer', minimum: 5 }, '1', ['5']],
  ['a few choices', { type: 'string', enum: ['On', 'Off'] }, 'maybe', ['On', 'Off']],
  ['many choices', { type: 'string', enum: ['Alpha', 'Beta', 'Gamma', 'Delta', 'Zeta'] }, 'Gama', ['Gamma']],
  ['choices far from it', { type: 'string', enum: ['Alpha', 'Beta', 'Gamma', 'Delta', 'Zeta'] }, 'qqqqq', []],
])('%s comes with examples that fit', (_what, schema, text, fitting) => {
  const { faults } = coerceArguments(new Map([['X', [{ text, quoted: false }]]]), { X: { schema } });
  expect(faults[0]?.fitting).toEqual(fitting);
  for (const value of fitting) {
    const again = coerceArguments(new Map([['X', [{ text: value, quoted: false }]]]), { X: { schema } });
    expect(again.faults).toEqual([]);
  }
});
