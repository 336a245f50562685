import fc from 'fast-check';
import { expect, test } from 'vitest';
import { wordsOf } from '#chat/mention.ts';

const me = { id: 'BOT', displayName: 'Device Bot' };
const at = (id: string, name: string) =>
  `<spark-mention data-object-type="person" data-object-id="${id}">${name}</spark-mention>`;

test.each([
  [
    'the mention is taken out by its id, whatever name the client shows',
    {
      text: 'Dev volume 30',
      html: `<p>${at('BOT', 'Dev')} volume 30</p>`,
    },
    'volume 30',
  ],
  [
    'line breaks stay as typed',
    {
      text: 'Device Bot xCommand X\n\nline 1\n  line 2',
      html: `${at('BOT', 'Device Bot')} xCommand X<br><br>line 1<br>line 2`,
    },
    'xCommand X\n\nline 1\n  line 2',
  ],
  [
    'only the mention goes, not the same word typed before it',
    {
      text: 'Bot, ask Bot about Bot',
      html: `<p>Bot, ask ${at('BOT', 'Bot')} about Bot</p>`,
    },
    'Bot, ask about Bot',
  ],
  [
    'other people who are mentioned stay',
    {
      text: 'Bot reboot for Alice',
      html: `${at('BOT', 'Bot')} reboot for ${at('ALICE', 'Alice')}`,
    },
    'reboot for Alice',
  ],
  [
    'somebody else with the same name stays',
    {
      text: 'Bot Bot help',
      html: `${at('OTHER', 'Bot')} ${at('BOT', 'Bot')} help`,
    },
    'Bot help',
  ],
  [
    'every mention of the bot goes',
    {
      text: 'Bot help Bot',
      html: `${at('BOT', 'Bot')} help ${at('BOT', 'Bot')}`,
    },
    'help',
  ],
  [
    'a colon or comma after the name goes with it',
    {
      text: 'Bot: help',
      html: `${at('BOT', 'Bot')}: help`,
    },
    'help',
  ],
  [
    'padding of the id does not matter',
    {
      text: 'Bot help',
      html: `${at('BOT==', 'Bot')} help`,
    },
    'help',
  ],
  [
    'html alone is read: breaks, entities, tags',
    {
      html: `<p>${at('BOT', 'Bot')} say &quot;a &amp; b&quot; &#9731; &#x2603; 5 < 6</p><p>next</p>`,
    },
    'say "a & b" ☃ ☃ 5 < 6\nnext',
  ],
  [
    'a name with an entity is found in the text',
    {
      text: 'R&D bot help',
      html: `${at('BOT', 'R&amp;D bot')} help`,
    },
    'help',
  ],
  [
    'without html the displayed name goes when the bot is mentioned',
    {
      text: 'device bot help',
      mentionedPeople: ['BOT'],
    },
    'help',
  ],
  ['without a mention the words stay', { text: 'Device Bot help' }, 'Device Bot help'],
  ['the bare mention leaves nothing', { text: 'Bot', html: at('BOT', 'Bot') }, ''],
  ['nothing leaves nothing', {}, ''],
  ['a tag that never ends is text', { html: 'a <b' }, 'a <b'],
  [
    'text that does not fit its html is read from the html',
    { text: 'something else', html: `${at('BOT', 'Bot')} help` },
    'help',
  ],
])('%s', (_what, message, words) => {
  expect(wordsOf(message, me)).toBe(words);
});

const markup = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        '<',
        '>',
        '</',
        '<p>',
        '<br/>',
        '&amp;',
        '&#0;',
        '&#x110000;',
        '&',
        ' ',
        '\n',
        '"',
        "'",
        'Bot',
        '<spark-mention ',
        'data-object-id="BOT"',
        '</spark-mention>',
        at('BOT', 'Bot'),
        at('BOT', ''),
        at('X', 'Bot'),
      ),
      fc.string({ unit: 'binary' }),
    ),
  )
  .map((parts) => parts.join(''));

test('no message throws', () => {
  fc.assert(
    fc.property(fc.option(markup, { nil: undefined }), fc.option(markup, { nil: undefined }), (text, html) => {
      expect(typeof wordsOf({ text, html, mentionedPeople: ['BOT'] }, me)).toBe('string');
    }),
  );
});

test('whatever is typed behind the mention comes out as it is', () => {
  const words = fc
    .string({ unit: 'grapheme', minLength: 1 })
    .filter((text) => text.trim() === text && /^[^\s,:]/.test(text));
  const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  fc.assert(
    fc.property(words, (text) => {
      const html = `<p>${at('BOT', 'Bot')} ${escaped(text)}</p>`;
      expect(wordsOf({ text: `Bot ${text}`, html }, me)).toBe(text);
    }),
  );
});

test('64 KiB of the worst input are read without repeating work', () => {
  const worst = [
    '<',
    '<a',
    '&',
    '&#',
    '<spark-mention ',
    at('BOT', 'a'),
    at('BOT', ''),
    'data-object-id=',
    ' ',
    '\n',
    ':',
  ];
  for (const part of worst) {
    const html = part.repeat(Math.ceil(65_536 / part.length));
    const both = { text: 'a'.repeat(65_536), html };
    expect(wordsOf(both, me).length).toBeLessThanOrEqual(65_536 + part.length);
    expect(wordsOf({ html }, me).length).toBeLessThanOrEqual(65_536 + part.length);
  }
});

test('a block of code keeps its fence and its lines where the text lost them', () => {
  const html =
    '<p><spark-mention data-object-type="person" data-object-id="BOT">Bot</spark-mention> xCommand Macros Macro Save Name: hi on fjord</p><pre><code class="js">if (a &lt; b) {\n  x();\n}\n</code></pre>';
  const text = 'Bot xCommand Macros Macro Save Name: hi on fjord if (a < b) { x(); }';
  expect(wordsOf({ text, html }, me)).toBe(
    'xCommand Macros Macro Save Name: hi on fjord\n\n```\nif (a < b) {\n  x();\n}\n\n```',
  );
});
