/** At most `limit` UTF-16 units of `text`, with an ellipsis where something was left out; never ends in half a character. */
export function shortened(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const cut = text.slice(0, limit - 1);
  return `${cut.isWellFormed() || !text.isWellFormed() ? cut : cut.slice(0, -1)}…`;
}

/** The same for at most `limit` bytes of UTF-8. */
export function clipBytes(text: string, limit: number): string {
  const bytes = Buffer.from(text);
  if (bytes.length <= limit) return text;
  // A streaming decoder keeps back a character that is cut in two.
  return `${new TextDecoder().decode(bytes.subarray(0, limit - 3), { stream: true })}…`;
}
