import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compile } from '#render/bind.ts';
import { TemplateFault } from '#render/expression.ts';
import { trusted } from '#render/markup.ts';
import { expandOfficially } from './official.ts';

const card = (...body: unknown[]) => ({ type: 'AdaptiveCard', version: '1.3', body });
const run = (text: unknown) => ({ type: 'TextRun', text });
const bind = (template: object, data: object) => compile(template, 'cards/a/b.json')(data);
const body = (data: object, ...elements: unknown[]) => bind(card(...elements), data)['body'];

describe('what a template can say', () => {
  const data = {
    name: 'Fjord',
    count: 3,
    ratio: 0.5,
    online: true,
    offline: false,
    nothing: null,
    empty: [],
    names: ['a', 'b'],
    devices: [
      { name: 'Fjord', volume: 30, place: { city: 'Oslo' } },
      { name: 'Tind', volume: 0, place: { city: 'London' } },
    ],
    device: { name: 'Fjord', place: { city: 'Oslo' } },
  };
  const templates: [string, unknown][] = [
    ['a path in a sentence', run('${name} has ${device.place.city}: $5, {x} and ${count}')],
    ['a date around a path', run('{{DATE(${name}, SHORT)}}')],
    ['a path that keeps its type', { type: 'X', flag: '${online}', number: '${ratio}', list: '${names}' }],
    ['a list in a list', { type: 'X', items: ['a', '${names}', 'b'] }],
    ['a repeated element', { type: 'X', $data: '${devices}', n: '${name}', c: '${place.city}', i: '${$index}' }],
    ['the whole data inside a repetition', { type: 'X', $data: '${devices}', n: '${$root.name} and ${name}' }],
    ['a repetition of words', { type: 'X', $data: '${names}', n: '${$data}' }],
    ['a repetition of nothing', { type: 'X', $data: '${empty}', n: '${name}' }],
    ['an object as the scope', { type: 'X', $data: '${device.place}', c: '${city}' }],
    ['a repetition with a condition', { type: 'X', $data: '${devices}', $when: '${volume > 0}', n: '${name}' }],
    [
      'a nested repetition',
      { type: 'X', $data: '${devices}', items: [{ $data: '${$root.names}', n: '${$data}${$index}' }] },
    ],
  ];
  test.each(templates)('%s is filled as the official engine does', (_, element) => {
    expect(bind(card(element), data)).toEqual(expandOfficially(card(element), data));
  });

  test.each([
    'online',
    '!online',
    '!!online',
    'nothing',
    '!nothing',
    'nothing == null',
    'name != null',
    'name == "Fjord"',
    "name == 'fjord'",
    'name != device.name',
    'count > 2',
    'count >= 3',
    'count < 3',
    'count <= 2.5',
    'count == "3"',
    'name < "G"',
    'online && count == 3',
    'offline || count == 3 && online',
    'offline && online || online',
    '!offline && nothing == null',
    'online == true',
  ])('$when ${%s} decides as the official engine does', (condition) => {
    const element = { type: 'X', $when: `\${${condition}}` };
    expect(bind(card(element), data)).toEqual(expandOfficially(card(element), data));
  });

  test('a property with a false $when is left out', () => {
    const element = { type: 'Container', selectAction: { type: 'Action.Submit', $when: '${offline}' } };
    expect(body(data, element)).toEqual([{ type: 'Container' }]);
  });

  test('an undefined value counts as null', () => {
    expect(body({ hint: undefined }, { type: 'X', $when: '${hint != null}', text: '${hint}' })).toEqual([]);
  });

  test('numbers become words where Webex only takes words', () => {
    const elements = [run('${n}'), { type: 'FactSet', facts: [{ title: 'Volume', value: '${n}' }] }];
    expect(body({ n: 45 }, ...elements)).toEqual([
      run('45'),
      { type: 'FactSet', facts: [{ title: 'Volume', value: '45' }] },
    ]);
  });
});

describe('what is refused', () => {
  const at = 'cards/a/b.json $.body[0].text';
  test.each([
    ['${missing}', `${at}: the data has no "missing"`],
    ['Hello ${device.missing}', `${at}: the data has no "device.missing"`],
    ['${name.length}', `${at}: the data has no "name.length"`],
    ['${list.length}', `${at}: the data has no "list.length"`],
    ['${nothing}', `${at}: "nothing" is empty`],
    ['a ${device}', `${at}: "device" is not text, a number or true/false`],
    ['${$index}', `${at}: $index has a value only inside a repeated $data`],
    ['${toString}', `${at}: the data has no "toString"`],
    ['${__proto__}', `${at}: "__proto__" may not be part of a path`],
    ['${device.constructor.name}', `${at}: "constructor" may not be part of a path`],
    ['${$host.x}', `${at}: "$host" is not $root, $data or $index`],
    ['${count(list)}', `${at}: "count(list)" is not a path such as device.name`],
    ['${a + b}', `${at}: "a + b" is not a path such as device.name`],
    ['${}', `${at}: "" is not a path such as device.name`],
    ['${name', `${at}: a \${ is not closed`],
    ['`${name}`', `${at}: no backtick or backslash beside \${…}`],
  ])('%s', (text, message) => {
    const data = { name: 'Fjord', list: [], nothing: null, device: { name: 'Fjord' } };
    expect(() => body(data, run(text))).toThrow(new TemplateFault(message));
  });

  test.each([
    ['name', 'needs true or false, not string'],
    ['count || online', 'needs true or false, not number'],
    ['count > name', 'orders number and string'],
    ['device == device', 'compares a list or an object'],
    ['missing', 'the data has no "missing"'],
    ['online &&', 'lacks a value'],
    ['online online', 'goes on where it should end'],
    ['true', 'asks nothing'],
    ['(online)', 'is outside the template subset'],
    ['count == 1 == 2', 'goes on where it should end'],
  ])('$when ${%s}', (condition, message) => {
    const data = { name: 'Fjord', count: 0, online: false, device: {} };
    expect(() => body(data, { type: 'X', $when: `\${${condition}}` })).toThrow(message);
  });

  test.each([
    [{ type: 'X', $when: true }, 'write one ${…} and nothing else'],
    [{ type: 'X', $data: { a: 1 } }, 'write one ${path} and nothing else'],
    [{ type: 'X', $data: '${name}' }, 'is neither a list nor an object'],
    [{ type: 'X', $host: 'x' }, '$host is outside the template subset'],
    [{ type: 'X', one: { $data: '${list}' } }, 'only an item of a list can be repeated'],
    [JSON.parse('{"type": "X", "__proto__": {}}'), '"__proto__" may not be a property'],
    [{ type: 'X', copy: '${poisoned}' }, '"__proto__" may not be a property'],
    [{ type: 'Image', url: '${name}' }, 'an address must begin with https:// or http://'],
    [{ type: 'Action.OpenUrl', url: '${script}' }, 'an address must begin with https:// or http://'],
  ])('%j', (element, message) => {
    const poisoned: unknown = JSON.parse('{"__proto__": {"polluted": true}}');
    const data = { name: 'Fjord', list: [], poisoned, script: 'javascript:alert(1)' };
    expect(() => body(data, element)).toThrow(message);
  });
});

describe('escaping by place', () => {
  const sly = '**b** ${x} {{DATE(2026-01-01T00:00:00Z)}}';

  test('a TextBlock gets no markdown, a TextRun keeps asterisks, neither gets a template or a date', () => {
    const [block, textRun] = body({ sly }, { type: 'TextBlock', text: 'Says ${sly}' }, run('${sly}')) as {
      text: string;
    }[];
    expect(block?.text).toBe('Says ∗∗b∗∗ $\u2060{x} {\u2060{DATE(2026-01-01T00:00:00Z)}}');
    expect(textRun?.text).toBe('**b** $\u2060{x} {\u2060{DATE(2026-01-01T00:00:00Z)}}');
  });

  test('facts and choices are escaped as markdown, also when whole lists are bound', () => {
    const facts = [{ title: '*a*', value: '*b*' }];
    const choices = [{ title: '*a*', value: '*b*' }];
    const elements = [
      { type: 'FactSet', facts: '${facts}' },
      { type: 'Input.ChoiceSet', choices: '${choices}' },
    ];
    expect(body({ facts, choices }, ...elements)).toEqual([
      { type: 'FactSet', facts: [{ title: '∗a∗', value: '∗b∗' }] },
      { type: 'Input.ChoiceSet', choices: [{ title: '∗a∗', value: '*b*' }] },
    ]);
  });

  test('a button’s data comes back as it was', () => {
    const say = 'message "*a*\u202e {{b}}" on id:1';
    expect(body({ say }, { type: 'Action.Submit', data: { v: 1, say: '${say}' } })).toEqual([
      { type: 'Action.Submit', data: { v: 1, say } },
    ]);
  });

  test('trusted markup passes everywhere as it is', () => {
    const at = trusted('{{TIME(2026-01-01T00:00:00Z)}}');
    expect(body({ at }, { type: 'TextBlock', text: 'Until ${at}' }, run('${at}'))).toEqual([
      { type: 'TextBlock', text: 'Until {{TIME(2026-01-01T00:00:00Z)}}' },
      run('{{TIME(2026-01-01T00:00:00Z)}}'),
    ]);
  });
});

test('whatever the data, a bound card is plain JSON and no prototype is touched', () => {
  const bound = compile(card({ type: 'X', any: '${any}', data: '${any}' }, run('${text}')), 'cards/a/b.json');
  fc.assert(
    fc.property(
      fc.object({ key: fc.constantFrom('a', 'b', 'type', 'text', 'toString', 'facts') }),
      fc.string({ unit: 'binary' }),
      (any, text) => {
        const result = bound({ any: JSON.parse(JSON.stringify(any)), text });
        expect(JSON.parse(JSON.stringify(result))).toEqual(result);
        expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
      },
    ),
  );
});
