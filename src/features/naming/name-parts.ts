/** One run of letters, one number, or one other character of a name. */
export interface NamePart {
  kind: 'word' | 'number' | 'mark';
  /** In lower case and without accents; of a number its digits as 0–9. */
  text: string;
  /** It stands right behind the part before it. */
  isGlued: boolean;
}

/** What is longer is read up to here: the time has a bound. */
const LONGEST = 256;
const ACCENTS = /[\u0300-\u036f]/g;
/** A fraction, a time or a code such as 3.12 is no count of people, nor are its halves. */
const PIECES =
  /(?<number>\p{Nd}+)(?:[.,:]\p{Nd}+)*|(?<word>[\p{L}\p{M}]+)|(?<blank>[\s\p{Z}\p{C}]+)|(?<mark>[^\p{L}\p{M}\p{Nd}\s\p{Z}\p{C}])/gu;

/** One form for what people write differently: case, accents, full-width letters. */
export const folded = (text: string): string =>
  text
    .slice(0, LONGEST)
    .normalize('NFKD')
    .toLowerCase()
    .replace(ACCENTS, '')
    .normalize('NFC')
    .slice(0, 2 * LONGEST);

/** A name taken apart, for patterns to be held against. */
export function namePartsOf(name: string): NamePart[] {
  const parts: NamePart[] = [];
  let isGlued = false;
  for (const { 0: text, groups = {} } of folded(name).matchAll(PIECES)) {
    if (groups['blank'] !== undefined) {
      isGlued = false;
      continue;
    }
    const { number, word } = groups;
    if (number !== undefined && number === text) parts.push({ kind: 'number', text: plainDigits(text), isGlued });
    else parts.push({ kind: word === undefined ? 'mark' : 'word', text, isGlued });
    isGlued = true;
  }
  return parts;
}

/** Digits of any script as 0–9: Unicode keeps the ten of a script in a row. */
function plainDigits(text: string): string {
  return Array.from(text, (digit) => {
    const code = digit.codePointAt(0) ?? 0;
    let value = 0;
    while (value < 9 && /\p{Nd}/u.test(String.fromCodePoint(code - value - 1))) value += 1;
    return value;
  }).join('');
}
