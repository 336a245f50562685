import fc from 'fast-check';
import MarkdownIt from 'markdown-it';
import { describe, expect, test } from 'vitest';
import { clean, exact, markdown, plain } from '#render/escape.ts';

const official = new MarkdownIt();

/** Pieces that have meaning to some parser, alone or side by side. */
const PIECES = [
  ...'*_`~#>-+=|[]()!<>&;:.\\/"\'$ {}\n\t\r1a.é漢א'.split(''),
  ...[
    '**',
    '__',
    '- ',
    '1. ',
    '1) ',
    '# ',
    '---',
    '===',
    '```',
    '~~',
    '    ',
    '\n\n',
    '](',
    '![',
    ']: ',
    'http://evil.example',
  ],
  ...[
    '[a](http://evil.example)',
    '<http://evil.example>',
    '<a@evil.example>',
    '<@personEmail:a@evil.example|a>',
    '<b>',
    '&lt;',
  ],
  ...['${', '{{', '}}', '{{DATE(2026-01-01T00:00:00Z, SHORT)}}', '{{TIME(2026-01-01T00:00:00Z)}}', '${$root}', '|-|-|'],
  ...[
    '\u202e',
    '\u2066',
    '\u200f',
    '\u0000',
    '\u001b',
    '\ufeff',
    '\u2028',
    '👩‍🚒',
    '🏴󠁧󠁢󠁥󠁮󠁧󠁿',
    '\ud800',
    '__proto__',
    'constructor',
    '<mark>',
  ],
];
const untrusted = fc.oneof(
  fc.array(fc.constantFrom(...PIECES), { maxLength: 14 }).map((pieces) => pieces.join('')),
  fc.string({ unit: 'binary', maxLength: 60 }),
);
const many = { numRuns: 1_000 };

const tagsOf = (html: string) => [...html.matchAll(/<\/?([a-z0-9]+)[^>]*>/g)].map((found) => found[1]);
const hasTemplateOrDate = (text: string) => /\$\{|\{\{/.test(text);

/** What a reader sees: no tags, no joiners, look-alikes as what they look like, white space as one space. */
function seen(html: string): string {
  const text = html
    .replace(/<[^>]*>/g, '')
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&quot;/g, '"')
    .replace(/&amp;/g, '&');
  return text.replaceAll('\u2060', '').replaceAll('∗', '*').replaceAll('ˋ', '`').replace(/\s+/g, ' ').trim();
}

describe('untrusted text in a place with markdown', () => {
  test('never becomes anything but a paragraph', () => {
    fc.assert(
      fc.property(untrusted, (text) => {
        const html = official.render(markdown(text));
        expect(tagsOf(html).filter((tag) => tag !== 'p' && tag !== 'br')).toEqual([]);
        expect(hasTemplateOrDate(markdown(text))).toBe(false);
      }),
      many,
    );
  });

  test('looks as it was', () => {
    fc.assert(
      fc.property(untrusted, (text) => {
        const before = clean(text).replaceAll('\u2060', '').replaceAll('∗', '*').replaceAll('ˋ', '`');
        expect(seen(official.render(markdown(text)))).toBe(before.replace(/\s+/g, ' ').trim());
      }),
      many,
    );
  });

  test('does not join with its neighbours or leave the template’s own markup', () => {
    fc.assert(
      fc.property(untrusted, untrusted, (one, two) => {
        const tags = tagsOf(official.render(`${markdown(one)}${markdown(two)}`));
        expect(tags.filter((tag) => tag !== 'p' && tag !== 'br')).toEqual([]);
        const html = official.render(`[${markdown(one)}](https://ours.example) for ${markdown(two)}`);
        const links = [...html.matchAll(/(?:href|src)="([^"]*)"/g)].map((found) => found[1]);
        expect(links.filter((link) => link !== 'https://ours.example')).toEqual([]);
        expect(hasTemplateOrDate(markdown(one) + markdown(two))).toBe(false);
      }),
      many,
    );
  });

  test.each([
    'Fjord',
    'room_12_a',
    'Room 5, 2nd floor',
    'AT&T',
    'C:\\rooms\\fjord',
    '26.4',
    '45 %',
    'Møterom (lobby)',
    'a - b',
    'חדר',
  ])('leaves %s alone', (text) => expect(markdown(text)).toBe(text));

  test('gives the native parser no list after a bracket', () => {
    expect(markdown('a)- b [1. c]- d')).toBe('a)\u2060- b [\u20601. c]\u2060- d');
  });
});

describe('untrusted text in a place without markdown', () => {
  test('never becomes a template or a date, alone or beside its neighbour', () => {
    fc.assert(
      fc.property(untrusted, untrusted, (one, two) => {
        expect(hasTemplateOrDate(plain(one) + plain(two))).toBe(false);
        expect(plain(one).replaceAll('\u2060', '')).toBe(clean(one).replaceAll('\u2060', ''));
      }),
      many,
    );
  });

  test('loses bidi overrides and controls, keeps letters, marks and emoji', () => {
    expect(clean('a\u202eb\u2066c\u0007d\r\ne\tf')).toBe('abcd\ne\tf');
    expect(clean('חדר\u200f ישיבות غرفة 👩‍🚒 é')).toBe('חדר\u200f ישיבות غرفة 👩‍🚒 é');
    expect(clean('\ud800')).toBe('\ufffd');
  });
});

test('a button’s data only loses the start of a template', () => {
  expect(exact('a * {{b}} ${c}')).toBe('a * {{b}} $\u2060{c}');
});

test('64 KiB of anything is escaped without running away', () => {
  for (const piece of PIECES) expect(typeof markdown(piece.repeat(Math.ceil(65_536 / piece.length)))).toBe('string');
});
