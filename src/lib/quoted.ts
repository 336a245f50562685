/** A name as words that read back as the same name: in quotes when it holds anything that reading would take apart. */
export function quoted(name: string): string {
  const isPlain =
    /^[\p{L}\p{N}][\p{L}\p{N} ._-]*$/u.test(name) &&
    !/(^| )on( |$)/i.test(name) &&
    name === name.trim() &&
    !name.includes('  ');
  return isPlain ? name : `"${name.replace(/["\\]/g, '\\$&')}"`;
}
