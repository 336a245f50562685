/**
 * Untrusted text on cards: what a name, a device's answer or a person's words may not do.
 *
 * Clients differ in what they parse (markdown-it on the web, a C++ parser natively), and only a few characters
 * have an escape that all of them know. So a pattern is broken by a word joiner, which nobody sees; where that
 * does not help (asterisk, backtick) the character is replaced by one that looks the same.
 */

/** U+2060: no width, no line break, neither space nor punctuation to a Markdown parser. */
const JOINER = '\u2060';

/** Controls but tab and newline; bidi embeddings, overrides and isolates; byte order mark; annotation marks. Right-to-left letters and marks stay. */
const UNWANTED = /(?![\t\n])\p{Cc}|[\u202a-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb]/gu;

const LINE_BREAKS = /\r\n?|[\u0085\u2028\u2029]/g;

/** Drops what no one can see but what changes how the rest is shown. Letters of every script stay. */
export function clean(text: string): string {
  return text.toWellFormed().replace(LINE_BREAKS, '\n').replace(UNWANTED, '');
}

/** For `data` of a button: only `${` is broken, because some clients expand it in a card they received. */
export function exact(text: string): string {
  return text.includes('${') ? text.replaceAll('${', `$${JOINER}{`) : text;
}

/** For places without Markdown (TextRun, button titles, labels): no template and no date can form. */
export function plain(text: string): string {
  return clean(text).replace(/\$(?=\{|$)|\{(?=\{|$)/g, `$&${JOINER}`);
}

/** Letters, digits and harmless punctuation in one line: most names and values, and nothing to do for them. */
const HARMLESS = /^[\p{L}\p{N}][\p{L}\p{N} ,;%·/'"?!]*$/u;

/** For places with Markdown (TextBlock, facts, choices): no link, emphasis, list, heading, code, table, date or template can form. */
export function markdown(text: string): string {
  if (HARMLESS.test(text)) return text;
  return plain(text)
    .replaceAll('*', '\u2217')
    .replaceAll('`', '\u02cb')
    .replace(/(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])/g, `${JOINER}_${JOINER}`)
    .replace(BREAK_AFTER, `$&${JOINER}`)
    .replace(
      LINE_START,
      (_, blank: string, marker: string) => '\u00a0'.repeat(blank.length) + (marker && JOINER + marker),
    );
}

/**
 * Where a joiner has to follow: a link's inside, autolinks and HTML, escapes, entities, strikethrough, highlights, addresses.
 * The native parser starts anew after `[`, `]` and `)`, so that a list could begin there.
 */
const BREAK_AFTER = new RegExp(
  [
    String.raw`\](?=[(\[:\-+\d]|$)`,
    String.raw`[[)](?=[-+\d])`,
    '<(?=[A-Za-z/!?@]|$)',
    String.raw`\\(?=[!-/:-@[-\x60{-~\n]|$)`,
    '&(?=#?[A-Za-z0-9]+;)',
    '~(?=~|$)',
    '=(?==)',
    ':(?=//)',
  ].join('|'),
  'g',
);

/** Indentation, and the marks that make a line a list, heading, quote, rule or table row. */
const LINE_START = /^([ \t]*)((?:[-+](?=[\s|:-]|$)|\d+[.)](?=\s|$)|[.)](?=\s)|[#>|:]|=(?=[\s=]|$))?)/gm;
