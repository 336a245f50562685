import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isTerminal, readTerminal, type Terminal } from '#intent/terminal.ts';
import { readWords } from '#intent/words.ts';

const read = (text: string): Terminal => readTerminal(readWords(text));
/** Arguments as lists of texts, for short expectations. */
const argsOf = (terminal: Terminal) =>
  'args' in terminal ? [...terminal.args].map(([key, values]) => [key, ...values.map(({ text }) => text)]) : [];

describe('xCommand', () => {
  test('has a path, arguments in their order, and a device', () => {
    const terminal = read('xCommand Presentation Start Layout: Equal ConnectorId: 2 ConnectorId: 3 on Fjord');
    expect(terminal).toMatchObject({ kind: 'command', path: 'Presentation.Start', device: 'Fjord' });
    expect(argsOf(terminal)).toEqual([
      ['Layout', 'Equal'],
      ['ConnectorId', '2', '3'],
    ]);
  });

  test.each([
    'xCommand Audio.Volume.Set Level: 50',
    'xcommand Audio Volume Set Level:50',
    'XCOMMAND Audio/Volume/Set Level: 50',
    'xCom Audio Volume.Set Level:  50',
  ])('is read alike however it is spelled: %s', (text) => {
    const terminal = read(text);
    expect(terminal).toMatchObject({ kind: 'command', path: 'Audio.Volume.Set' });
    expect(terminal.kind === 'command' && terminal.args.get('Level')).toEqual([{ text: '50', quoted: false }]);
  });

  test('keeps the spelling of its path and of its first key', () => {
    const terminal = read('xCommand presentation start connectorid: 2 ConnectorId: 3');
    expect(terminal).toMatchObject({ path: 'presentation.start' });
    expect(argsOf(terminal)).toEqual([['connectorid', '2', '3']]);
  });

  test('remembers which values stood in quotes', () => {
    const terminal = read('xCommand Dial Number: "1234" DisplayName:“Board room” Pin: ""');
    expect(terminal.kind === 'command' && [...terminal.args]).toEqual([
      ['Number', [{ text: '1234', quoted: true }]],
      ['DisplayName', [{ text: 'Board room', quoted: true }]],
      ['Pin', [{ text: '', quoted: true }]],
    ]);
  });

  test('takes numbered arguments, and values with colons', () => {
    const terminal = read(
      'xCommand UserInterface Message Prompt Display Text: "Well?" Option.1: yes Option.2: 10:30 Url: https://example.com/a:b',
    );
    expect(argsOf(terminal)).toEqual([
      ['Text', 'Well?'],
      ['Option.1', 'yes'],
      ['Option.2', '10:30'],
      ['Url', 'https://example.com/a:b'],
    ]);
  });

  test('tells the value On from the word before a device', () => {
    const terminal = read('xCommand Video Selfview Set Mode: On FullscreenMode: Off on "Room on 3"');
    expect(argsOf(terminal)).toEqual([
      ['Mode', 'On'],
      ['FullscreenMode', 'Off'],
    ]);
    expect(terminal).toMatchObject({ device: 'Room on 3' });
    expect(read('xCommand Video Selfview Set Mode: On on id:abc=')).toMatchObject({ device: 'id:abc=' });
    expect(argsOf(read('xCommand Alert Text: "back on Monday"'))).toEqual([['Text', 'back on Monday']]);
  });

  test('takes a body after a blank line', () => {
    expect(read('xCommand Macros Macro Save Name: hi on Fjord\n\nlet a = 1;\n')).toMatchObject({
      kind: 'command',
      path: 'Macros.Macro.Save',
      device: 'Fjord',
      body: 'let a = 1;\n',
    });
  });

  test.each([
    ['xCommand', 'What comes after xCommand?'],
    ['xCommand on Fjord', 'What comes after xCommand?'],
    ['xCommand Level: 5', 'What comes after xCommand?'],
    ['xCommand Audio Volume Set 50', '50 needs the name of its argument'],
    ['xCommand Audio Volume Set Level:', 'Level has no value'],
    ['xCommand Audio Volume Set Level: Device: Internal', 'Level has no value'],
    ['xCommand Alert Text: Back at ten', 'I can\'t tell what "at" belongs to'],
    ['xCommand Audio Volume Set Level: 5 on', 'Which device?'],
    ['xCommand Audio..Volume', 'The path has an empty part'],
    ['xCommand Audio <b>', '"<b>" can\'t be part of a path'],
    ['xCommand "Audio Volume" Set', '"Audio Volume" can\'t be part of a path'],
    ['xCommand Alert Text: "Back', 'A quote is opened but not closed'],
    [`xCommand ${'a.'.repeat(60)}b`, '"a" can\'t be part of a path'],
    ['xFeedback Register Status/Audio', 'The Webex cloud sends no device events to bots'],
    ['volume 30', 'That is not terminal notation'],
  ])('says what is wrong: %s', (text, sentence) => {
    expect(read(text)).toMatchObject({ kind: 'problem', sentence });
  });
});

describe('xStatus', () => {
  test.each([
    ['xStatus Audio Volume', 'Audio.Volume'],
    ['xstatus audio.volume', 'audio.volume'],
    ['xStatus Call[1] Status', 'Call[1].Status'],
    ['xStatus Call 1 Status', 'Call[1].Status'],
    ['xStatus Audio Input Connectors HDMI 1 Mute', 'Audio.Input.Connectors.HDMI[1].Mute'],
    ['xStatus Network.1.IPv4.Address', 'Network[1].IPv4.Address'],
    ['xStatus Network[1..n] IPv4 *', 'Network[1..n].IPv4.*'],
    ['xStatus Diagnostics.Message[*].Type', 'Diagnostics.Message[*].Type'],
    ['xStatus *.Volume', '*.Volume'],
  ])('%s asks for %s', (text, path) => {
    expect(read(text)).toMatchObject({ kind: 'status', path });
    expect(read(`${text} on harold smith`)).toMatchObject({ kind: 'status', path, device: 'harold smith' });
  });

  test.each([
    ['xStatus 1', '"1" can\'t be part of a path'],
    ['xStatus Call[1] 2 Status', '"2" can\'t be part of a path'],
    ['xStatus Call[1', '"Call[1" can\'t be part of a path'],
    ['xStatus Audio Volume: 30', 'A status takes no arguments'],
  ])('says what is wrong: %s', (text, sentence) => {
    expect(read(text)).toMatchObject({ kind: 'problem', sentence });
  });
});

describe('xConfiguration', () => {
  test('several lines, as they are pasted, are several values of one device', () => {
    const value = (text: string) => ({ text, quoted: false });
    const settings = [
      { path: 'Audio.DefaultVolume', value: value('60') },
      { path: 'Standby.Control', value: value('On') },
    ];
    const lines = 'xConfiguration Audio DefaultVolume: 60 on Fjord\nxConfiguration Standby Control: On';
    expect(read(lines)).toEqual({ kind: 'configurations', settings, device: 'Fjord' });
    expect(read(lines.replace(' on Fjord', ''))).toEqual({ kind: 'configurations', settings });
    expect(read(`${lines} on Fjord`)).toEqual({ kind: 'configurations', settings, device: 'Fjord' });
    expect(read(`${lines} on Kew`)).toMatchObject({ sentence: 'One device at a time' });
    expect(read('xConfiguration Audio DefaultVolume: 60\nxConfiguration Standby Delay')).toMatchObject({
      sentence: 'Standby.Delay has no value',
    });
    expect(read('xConfiguration Audio DefaultVolume: 60\nxConfiguration')).toMatchObject({ kind: 'problem' });
  });

  test('is understood, to be answered clearly', () => {
    expect(read('xConfiguration Audio DefaultVolume: 60 on Fjord')).toEqual({
      kind: 'configuration',
      path: 'Audio.DefaultVolume',
      args: new Map(),
      value: { text: '60', quoted: false },
      device: 'Fjord',
    });
    expect(read('xConfig Network 1 MTU')).toMatchObject({ kind: 'configuration', path: 'Network[1].MTU' });
    expect(read('xConfiguration SystemUnit Name: "A" Foo: "B"')).toMatchObject({
      kind: 'problem',
      sentence: 'One configuration at a time',
    });
  });
});

describe('whatever is typed', () => {
  const key = fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_]{0,12}(\.[1-5])?$/);
  const segment = fc.stringMatching(/^[A-Z][a-z]{1,10}$/).filter((text) => text !== 'On');
  const value = fc.oneof(fc.stringMatching(/^[\w-]{1,12}$/), fc.string({ unit: 'grapheme-ascii', maxLength: 20 }));
  const quote = (text: string) => `"${text.replace(/["\\]/g, '\\$&')}"`;

  test('a command that is printed reads back as it was', () => {
    const command = fc.record({
      path: fc.array(segment, { minLength: 1, maxLength: 5 }),
      args: fc.uniqueArray(fc.tuple(key, fc.array(value, { minLength: 1, maxLength: 3 })), {
        selector: ([name]) => name.toLowerCase(),
        maxLength: 5,
      }),
      device: fc.option(fc.stringMatching(/^[A-Za-z0-9]{1,10}( [A-Za-z0-9]{1,10})?$/), { nil: undefined }),
    });
    fc.assert(
      fc.property(command, fc.boolean(), ({ path, args, device }, isTight) => {
        const given = args.flatMap(([name, values]) =>
          values.map((text) => `${name}:${isTight ? '' : ' '}${quote(text)}`),
        );
        const printed = ['xCommand', ...path, ...given, ...(device === undefined ? [] : [`on ${quote(device)}`])].join(
          ' ',
        );
        const terminal = read(printed);
        expect(terminal).toMatchObject({ kind: 'command', path: path.join('.') });
        expect(argsOf(terminal)).toEqual(args.map(([name, values]) => [name, ...values]));
        expect(terminal.kind === 'command' && terminal.device).toBe(device);
      }),
    );
  });

  test('gives notation or a sentence, never an error', () => {
    const piece = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 6 }),
      fc.constantFrom(' ', ':', '[', ']', '..', '"', 'on ', 'Key: ', 'Audio.', '\n\n', '__proto__: '),
    );
    fc.assert(
      fc.property(
        fc.constantFrom('xCommand ', 'xStatus ', 'xConfiguration ', 'xConfiguration A B: 1 xConfiguration '),
        fc.array(piece, { maxLength: 40 }),
        (head, pieces) => {
          const words = readWords(head + pieces.join(''));
          expect(isTerminal(words) || words.tokens[0]?.text !== head.trim()).toBe(true);
          const terminal = readTerminal(words);
          if (terminal.kind === 'problem') expect(terminal.sentence.length).toBeLessThan(200);
          else
            for (const { path } of 'settings' in terminal ? terminal.settings : [terminal]) expect(path).not.toBe('');
        },
      ),
      { numRuns: 500 },
    );
  });

  test('with names of Object does no harm', () => {
    const terminal = read('xCommand X Y __proto__: polluted constructor: 1 toString: 2');
    expect(argsOf(terminal).map(([name]) => name)).toEqual(['__proto__', 'constructor', 'toString']);
    expect(Reflect.get({}, 'polluted')).toBeUndefined();
    expect(Object.getPrototypeOf({})).toBe(Object.prototype);
  });

  test.each(['[', 'a.', 'a[1].', 'Key: ', 'Key: v ', ': ', '"', '1 ', 'on '])(
    'is read to its end: %j again and again',
    (unit) => {
      for (const size of [3990, 65_536]) {
        const text = `xStatus ${unit.repeat(size / unit.length)}`.slice(0, size);
        expect(read(text).kind).toMatch(/status|problem/);
      }
    },
  );
});
