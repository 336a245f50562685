/** At the end of words it is about the answer. */
const PRIVATELY = /(^| )(?:privately|in private|dm me)\.?$/i;

/** A name as words that read back as the same name: in quotes when it holds anything that reading would take apart. */
export function quoted(name: string): string {
  const isPlain =
    /^[\p{L}\p{N}][\p{L}\p{N} ._-]*$/u.test(name) &&
    !/(^| )on( |$)/i.test(name) &&
    !PRIVATELY.test(name) &&
    name === name.trim() &&
    !name.includes('  ');
  return isPlain ? name : alwaysQuoted(name);
}

/** A text in quotes that reads back as the same, whatever it holds: for words with other rules of what needs no quotes. */
export const alwaysQuoted = (text: string): string => `"${text.replace(/["\\]/g, '\\$&')}"`;
