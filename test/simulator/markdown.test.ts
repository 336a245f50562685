import fc from 'fast-check';
import { expect, test } from 'vitest';
import { renderMarkdown } from '../../src/simulator/markdown.ts';

const nobody = () => undefined;

test.each([
  ['plain words', '<p>plain words</p>', 'plain words'],
  ['<img src=x onerror=alert(1)>', '<p>&lt;img src=x onerror=alert(1)&gt;</p>', '<img src=x onerror=alert(1)>'],
  ['[x](javascript:alert(1))', '<p>[x](javascript:alert(1))</p>', '[x](javascript:alert(1))'],
  [
    'see http://a.example/b',
    '<p>see <a href="http://a.example/b" rel="nofollow">http://a.example/b</a></p>',
    'see http://a.example/b',
  ],
  ['<@personEmail:x@y.example|a & "b">', '<p>a &amp; &quot;b&quot;</p>', 'a & "b"'],
  ['- one\n- two', '<ul>\n<li>one</li>\n<li>two</li>\n</ul>', 'one\ntwo'],
])('%s', (source, html, text) => {
  const rendered = renderMarkdown(source, nobody);
  expect(rendered.html).toBe(html);
  expect(rendered.text).toBe(text);
});

test('a message to all mentions nobody in particular', () => {
  const rendered = renderMarkdown('<@all> hello', nobody);
  expect(rendered).toMatchObject({ text: 'All hello', mentionedPeople: [], mentionsAll: true });
  expect(rendered.html).toContain('data-object-type="groupMention"');
});

test('no input brings an element of its own into the page', () => {
  const piece = fc.constantFrom(
    '<script>',
    '<@personEmail:a@b.c|',
    '"onload=x ',
    '>',
    '![a](http://x)',
    '`',
    '**',
    '[',
    '](',
    ')',
  );
  fc.assert(
    fc.property(fc.array(fc.oneof(piece, fc.string()), { maxLength: 30 }), (pieces) => {
      const { html } = renderMarkdown(pieces.join(''), nobody);
      const elements = [...html.matchAll(/<\/?([a-z0-9-]+)/gi)].map(([, name]) => name);
      const known =
        /^(p|h[1-6]|strong|em|s|a|code|pre|ul|ol|li|blockquote|hr|br|table|thead|tbody|tr|t[hd]|spark-mention)$/;
      for (const name of elements) expect(name).toMatch(known);
    }),
  );
  expect(renderMarkdown('', nobody).html).toBe('');
});
