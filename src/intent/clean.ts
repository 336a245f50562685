const PLAIN = /^[\n\x20-\x7E]*$/;
const LINE_ENDS = /\r\n?|[\u0085\u2028\u2029\v\f]/g;
const BLANKS = /[\p{Zs}\p{Cc}]/gu;
/** Zero-width characters, marks that turn the direction of text, tags that hide text, and the like. */
const INVISIBLE = /(?!\u200D|\uFE0E|\uFE0F)\p{Default_Ignorable_Code_Point}|[\uFFF9-\uFFFB]/gu;
/** Says how the emoji before it is drawn; anywhere else it is invisible. */
const LOOSE_SELECTOR = /(?<!\p{Extended_Pictographic})(?:\uFE0E|\uFE0F)(?!\u20E3)/gu;
/** Joins the parts of one emoji; anywhere else it is invisible. */
const LOOSE_JOINER =
  /(?<!\p{Extended_Pictographic}|\p{Emoji_Modifier}|\uFE0F)\u200D|\u200D(?!\p{Extended_Pictographic})/gu;
/** Normalising takes time that grows with the square of a run of marks (3 s for 64 KiB), and no script needs that many. */
const TOO_MANY_MARKS = /(\p{M}{8})\p{M}+/gu;

/**
 * Text as a person meant it: one form for every letter (NFC), only visible characters, plain spaces and line feeds.
 * Emoji stay whole. Use it on both sides before typed names are compared. Linear in the length; never throws.
 */
export function cleanText(text: string): string {
  // Most of what people type needs none of this.
  if (PLAIN.test(text)) return text;
  return text
    .toWellFormed()
    .replace(LINE_ENDS, '\n')
    .replace(BLANKS, (blank) => (blank === '\n' ? '\n' : ' '))
    .replace(INVISIBLE, '')
    .replace(LOOSE_SELECTOR, '')
    .replace(LOOSE_JOINER, '')
    .replace(TOO_MANY_MARKS, '$1')
    .normalize('NFC');
}
