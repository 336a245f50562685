import { expect, test } from 'vitest';
import { sameValue, spaceWords, typed, valueText } from '#fleet/configuration-values.ts';

const percent = { type: 'integer', minimum: 0, maximum: 100 };
const minutes = { ...percent, unit: 'minutes' };
const mode = { type: 'string', enum: ['On', 'Off', 'Auto'] };
const flag = { type: 'string', enum: ['True', 'False'] };
const name = { type: 'string', minLength: 1, maxLength: 8 };
const list = { type: 'array', items: percent, maxItems: 3 };
const words = { type: 'array', items: { type: 'string', enum: ['Audio', 'Video'] } };

const TYPED: [schema: Record<string, unknown>, text: string, value: unknown][] = [
  [percent, ' 60 ', 60],
  [percent, '-0', 0],
  [minutes, '10 Minutes', 10],
  [{ type: 'number' }, '2.5', 2.5],
  [mode, 'on', 'On'],
  [flag, 'true', 'True'],
  [{ enum: [1, 2] }, '2', 2],
  [name, ' Fjord', ' Fjord'],
  [{ type: 'string' }, '60', '60'],
  [{ type: 'string', minLength: 0 }, '', ''],
  [{ type: 'boolean' }, 'False', false],
  [list, '1, 2,3', [1, 2, 3]],
  [list, '', []],
  [list, '[1, 2]', [1, 2]],
  [words, 'audio', ['Audio']],
  [{}, '60', 60],
  [{}, 'sixty', 'sixty'],
];
test.each(TYPED)('%j takes "%s"', (schema, text, value) => {
  expect(typed(schema, text)).toEqual({ value });
});

const REFUSED: [schema: Record<string, unknown>, text: string, fault: string][] = [
  [percent, '500', 'must be 0–100'],
  [percent, 'loud', 'must be a whole number, 0–100'],
  [percent, '', 'must be a whole number, 0–100'],
  [percent, '50.5', 'must be a whole number, 0–100'],
  [percent, '9'.repeat(20), 'must be a whole number, 0–100'],
  [minutes, '200', 'must be 0–100 minutes'],
  [mode, 'onn', 'must be On, Off or Auto'],
  // Nobody said what "on" and "yes" are to a device that knows True and False.
  [flag, 'on', 'must be True or False'],
  [flag, 'yes', 'must be True or False'],
  [{ type: 'boolean' }, 'on', 'must be true or false'],
  [name, 'Hardangerfjord', 'must have 1–8 characters, not 14'],
  [name, '', 'must have 1–8 characters'],
  [list, '1,2,3,4', 'must be a list of 0–3 with commas between, each 0–100'],
  [list, '1,x', 'is a list, and each part of it must be a whole number, 0–100'],
];
test.each(REFUSED)('%j refuses "%s"', (schema, text, fault) => {
  expect(typed(schema, text)).toMatchObject({ fault });
});

test('what would do is offered', () => {
  expect(typed(percent, '500')).toMatchObject({ fitting: ['50', '100'] });
  expect(typed(mode, 'onn')).toMatchObject({ fitting: ['On', 'Off', 'Auto'] });
});

test('a value space in words', () => {
  const spaces = [percent, minutes, mode, name, { type: 'string', maxLength: 255 }, words, {}, { type: 'string' }];
  expect(spaces.map(spaceWords)).toEqual([
    '0–100',
    '0–100 minutes',
    'On, Off or Auto',
    '1–8 characters',
    'up to 255 characters',
    'a list with commas between, each Audio or Video',
    '',
    '',
  ]);
});

test('two values are the same when they mean the same to the device', () => {
  expect([sameValue(1, 1), sameValue('1', 1), sameValue('True', true), sameValue([1, 'a'], ['1', 'a'])]).toEqual(
    Array(4).fill(true),
  );
  const others = [
    sameValue('on', 'On'),
    sameValue(null, ''),
    sameValue(null, 'null'),
    sameValue([1], 1),
    sameValue([1], [1, 2]),
  ];
  expect(others).toEqual(Array(5).fill(false));
});

test.each([[['a', 'b']], [['a,b', 'c']], [['']], [[]], [['[x', 'y']], [[' x']]])(
  '%j is read back from its own words',
  (value) => {
    const words = { type: 'array', items: { type: 'string' } };
    expect(typed(words, valueText(value))).toEqual({ value });
  },
);
