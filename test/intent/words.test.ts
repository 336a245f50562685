import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { withBody } from '#intent/body.ts';
import { cleanText } from '#intent/clean.ts';
import { explain, filtersOf, readWords, splitOn, textOf } from '#intent/words.ts';

const textsIn = (text: string) => readWords(text).tokens.map((token) => token.text);
/** Text as it may come: any code units, and the characters that mean something here more often than chance has it. */
const typed = fc
  .array(
    fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom(
        ' ',
        '\n',
        '\r\n',
        '"',
        "'",
        '“',
        '«',
        '\\',
        '```',
        ':',
        ' on ',
        'tag:',
        '\u202E',
        '\u200D',
        '\uD800',
      ),
    ),
  )
  .map((parts) => parts.join(''));

describe('words', () => {
  test('are what stands between blanks', () => {
    expect(textsIn('  volume\t30\u00A0 on  Fjord ')).toEqual(['volume', '30', 'on', 'Fjord']);
    expect(readWords('volume 30').tokens[1]).toEqual({ text: '30', quoted: false, start: 7, end: 9 });
  });

  test('none are no words', () => {
    expect(readWords('')).toEqual({ tokens: [], raw: '', problems: [] });
    expect(readWords(' \u200B\n\t \r\n')).toEqual({ tokens: [], raw: '', problems: [] });
  });

  test.each([
    ['"Back at ten" on Fjord', 'Back at ten'],
    ["'Back at ten' on Fjord", 'Back at ten'],
    ['“Back at ten” on Fjord', 'Back at ten'],
    ['„Back at ten“ on Fjord', 'Back at ten'],
    ['‘Back at ten’ on Fjord', 'Back at ten'],
    ['«Back at ten» on Fjord', 'Back at ten'],
    ['“Back at ten" on Fjord', 'Back at ten'],
    ["'Bob's room' on Fjord", "Bob's room"],
    ['"Bob’s “big” room" on Fjord', 'Bob’s “big” room'],
    ['"say \\"hi\\" now" on Fjord', 'say "hi" now'],
    ['"C:\\temp \\\\ x" on Fjord', 'C:\\temp \\ x'],
    ['"" on Fjord', ''],
  ])('in quotes are one: %s', (text, expected) => {
    const [first, on] = readWords(text).tokens;
    expect(first).toMatchObject({ text: expected, quoted: true });
    expect(on).toMatchObject({ text: 'on', quoted: false });
  });

  test('keep an apostrophe or an inch sign inside a word', () => {
    expect(textsIn('reboot Bob\'s Board 55" Smiths’')).toEqual(['reboot', "Bob's", 'Board', '55"', 'Smiths’']);
  });

  test('tell of a quote left open, and keep what it holds', () => {
    const words = readWords('message "Back at ten');
    expect(words.problems).toEqual([{ kind: 'open-quote', at: 8 }]);
    expect(words.tokens[1]).toMatchObject({ text: 'Back at ten', quoted: true });
    expect(explain({ kind: 'open-quote', at: 8 }).sentence).toBe('A quote is opened but not closed');
  });

  test('of a command that is too long are not read, so that nothing acts on a part of it', () => {
    const words = readWords(`reboot ${'x'.repeat(7000)}`);
    expect(words.tokens).toEqual([]);
    expect(words.problems).toEqual([{ kind: 'too-long', length: 7007, limit: 4000 }]);
    expect(explain({ kind: 'too-long', length: 7007, limit: 4000 }).sentence).toBe(
      'That is 7,007 characters; I read commands of up to 4,000',
    );
  });

  test('lose invisible characters and keep emoji whole', () => {
    expect(textsIn('re\u200Bboot \u202EFjord\u202C\uFEFF')).toEqual(['reboot', 'Fjord']);
    expect(textsIn('message "👨‍👩‍👧 ❤️ 👍🏽 1️⃣"')[1]).toBe('👨‍👩‍👧 ❤️ 👍🏽 1️⃣');
    expect(cleanText('Cafe\u0301')).toBe('Café');
    expect(cleanText('a\u200Db\u0000c\uD800')).toBe('ab c\uFFFD');
  });
});

describe('a body', () => {
  test('is what follows a blank line, exactly as typed', () => {
    const words = readWords('\n\nxCommand Macros Macro Save Name: hi\n \n  const a = “1”;\r\n\n\u00A0end\n');
    expect(words.raw).toBe('xCommand Macros Macro Save Name: hi');
    expect(words.body).toBe('  const a = “1”;\r\n\n\u00A0end\n');
  });

  test('is a block of code after the command', () => {
    const command = 'xCommand Macros Macro Save Name: hi';
    for (const text of [
      `${command}\n\`\`\`js\nlet a;\n\nlet b;\n\`\`\``,
      `${command} \`\`\`\nlet a;\n\nlet b;\n\`\`\`\n`,
      `${command}\r\n\r\n\`\`\`\r\nlet a;\n\nlet b;\r\n\`\`\`\r\n`,
      `${command}\n\n\`\`\`\nlet a;\n\nlet b;\n\`\`\``,
    ]) {
      expect(readWords(text)).toMatchObject({ raw: command, body: 'let a;\n\nlet b;', problems: [] });
    }
  });

  test('in a block that is not closed goes to the end', () => {
    expect(readWords('say\n```\na\nb').body).toBe('a\nb');
  });

  test('leaves what follows its block to the command', () => {
    const words = readWords('xCommand X Save Name: hi\n```\nlet a;\n```\non Fjord');
    expect(words.body).toBe('let a;');
    expect(splitOn(words.tokens).on).toBe('Fjord');
  });

  test.each([
    ['a line that only seems to hold something', 'say\n\u0000\u200B\nbody'],
    ['lines that end as elsewhere', 'say\u2028\u000Bbody'],
    ['a fence with what nobody sees', 'say ```\u0007\nbody\n```'],
    ['a fence of signs that are written anew', 'say \u1FEF\u1FEF\u1FEF\nbody\n```'],
  ])('is parted by %s: said again, it would be', (_what, text) => {
    expect(readWords(text)).toMatchObject({ raw: 'say', body: 'body' });
  });

  test('of several blocks is all of them, and what stands between them belongs to the command', () => {
    const words = readWords('say\n```\na\n```\nto\n\nall\n```\nb\n```\n\non Fjord');
    expect(words).toMatchObject({ raw: 'say\nto\nall\non Fjord', body: 'a\nb' });
  });

  test.each(['a\n\nb', '  a\n', '```js\nlet a;', '- a ```'])('put below a command is read as it was: %j', (body) => {
    expect(readWords(withBody('say it', body))).toMatchObject({ raw: 'say it', body });
  });

  test('is none when only blanks follow, or when the command itself is in a block', () => {
    expect(readWords('devices\n\n \n')).toEqual(readWords('devices'));
    expect(readWords('```\nxStatus Audio Volume\n```')).toMatchObject({ raw: 'xStatus Audio Volume', problems: [] });
    expect(readWords('```\nxStatus Audio Volume\n```').body).toBeUndefined();
  });
});

describe('the device phrase', () => {
  test.each([
    ['30 on Fjord', '30', 'Fjord'],
    ['30 ON harold smith', '30', 'harold smith'],
    ['on on Fjord', 'on', 'Fjord'],
    ['message "on Fjord" on "Room on 3"', 'message on Fjord', 'Room on 3'],
    ['on Fjord', '', 'Fjord'],
    ['lights on', 'lights on', undefined],
    ['on', 'on', undefined],
    ['Lysefjord ongoing', 'Lysefjord ongoing', undefined],
  ])('of "%s" is what follows the last "on"', (text, before, on) => {
    const split = splitOn(readWords(text).tokens);
    expect(textOf(split.before)).toBe(before);
    expect(split.on).toBe(on);
  });
});

describe('filters', () => {
  test('are taken out of the words, with their quotes', () => {
    const { filters, rest } = filtersOf(
      readWords('big tag:lobby TAG:vip product:"Board Pro" location: Oslo is:offline room').tokens,
    );
    expect([...filters]).toEqual([
      ['tag', ['lobby', 'vip']],
      ['product', ['Board Pro']],
      ['location', ['Oslo']],
      ['is', ['offline']],
    ]);
    expect(textOf(rest)).toBe('big room');
  });

  test('are no times, no web addresses, nothing in quotes, and no key without a value', () => {
    const text = '10:30 https://example.com "tag:lobby" tag: is:';
    const { filters, rest } = filtersOf(readWords(text).tokens);
    expect(filters.size).toBe(0);
    expect(textOf(rest)).toBe('10:30 https://example.com tag:lobby tag: is:');
  });

  test('with names of Object are filters like any other', () => {
    const { filters } = filtersOf(readWords('constructor:a proto:b x__proto__:c').tokens);
    expect(filters.get('constructor')).toEqual(['a']);
    expect(Object.getPrototypeOf({})).toBe(Object.prototype);
  });
});

describe('whatever is typed', () => {
  test('is read without an error, and every word stands where it says', () => {
    fc.assert(
      fc.property(typed, (text) => {
        const words = readWords(text);
        let last = 0;
        for (const { start, end, quoted, text: word } of words.tokens) {
          expect(start).toBeGreaterThanOrEqual(last);
          expect(end).toBeGreaterThan(start);
          if (!quoted) expect(words.raw.slice(start, end)).toBe(word);
          last = end;
        }
        expect(words.raw).not.toMatch(/[\u200B\u202A-\u202E\u2066-\u2069]/u);
        splitOn(words.tokens);
        const { filters, rest } = filtersOf(words.tokens);
        expect(rest.length + [...filters.values()].flat().length).toBeLessThanOrEqual(words.tokens.length);
      }),
      { numRuns: 500 },
    );
  });

  test('reads the same when it is cleaned twice', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(cleanText(cleanText(text))).toBe(cleanText(text));
      }),
    );
  });

  test('in quotes comes back as it was', () => {
    const plain = fc.string({ unit: 'grapheme' }).filter((text) => cleanText(text) === text && !text.includes('\n'));
    fc.assert(
      fc.property(plain, (text) => {
        const [token] = readWords(`"${text.replace(/["\\]/g, '\\$&')}"`).tokens;
        expect(token).toMatchObject({ text, quoted: true });
      }),
    );
  });

  // 64 KiB of anything must end; how fast it does is the benchmark's to say.
  test.each([
    'a',
    '"',
    "'",
    '\\"',
    '“',
    ' ',
    '\n',
    'a\n',
    '```\n',
    ' ```',
    'key:"',
    'tag: ',
    'on ',
    '\u0301\u0323',
    '👨‍',
    '\u200B',
    '\uD800',
    '[',
    '\r',
  ])('is read to its end: 64 KiB of %j', (unit) => {
    const text = unit.repeat(Math.ceil(65_536 / unit.length)).slice(0, 65_536);
    expect(readWords(text).raw.length).toBeLessThanOrEqual(4000);
    expect(readWords(text.slice(0, 3999)).raw.length).toBeLessThanOrEqual(4000);
  });
});
