/** A name, and what may stand in brackets: `1`, `n`, `*`, `1..3`, `2..n`. Or `*` for any. */
const SEGMENT = /^(?:\*|[a-z_][a-z0-9_-]{0,79}(?:\[(?:\d{1,5}|n|\*|\d{1,5}\.\.(?:\d{1,5}|n))\])?)$/i;
const NUMBER = /^\d{1,5}$/;
/**
 * Two stars in a message are emphasis to Webex and come without themselves: `Call[*].Channel[*].Type` as
 * `Call[].Channel[].Type`. An index that says nothing can mean nothing else.
 */
export const withStars = (path: string): string => path.replaceAll('[]', '[*]');

/** No path of the xAPI comes near. */
const MOST_SEGMENTS = 24;

/** Splits `Audio.Volume`, `Call[1..3].Status` and `Audio/Volume` at the dots and slashes that stand outside brackets. */
export function splitPath(text: string): string[] {
  const parts: string[] = [];
  let part = '';
  let isInside = false;
  for (const char of text) {
    if (char === '[') isInside = true;
    if (char === ']') isInside = false;
    if (!isInside && (char === '.' || char === '/')) {
      parts.push(part);
      part = '';
    } else part += char;
  }
  return [...parts, part];
}

/**
 * Words of terminal notation → a dotted path in the spelling they were typed: `Audio Input Connectors HDMI 1 Mute` →
 * `Audio.Input.Connectors.HDMI[1].Mute`. A part that can't be in a path is named in `wrong`.
 */
export function joinPath(
  words: readonly string[],
  { withIndices }: { withIndices: boolean },
): { path: string } | { wrong: string } {
  const segments: string[] = [];
  for (const part of words.map(withStars).flatMap(splitPath)) {
    const last = segments.at(-1);
    if (withIndices && NUMBER.test(part) && last !== undefined && /[^\]*]$/.test(last)) {
      segments[segments.length - 1] = `${last}[${Number(part)}]`;
    } else if (SEGMENT.test(part) && segments.length < MOST_SEGMENTS) segments.push(part);
    else return { wrong: part };
  }
  return { path: segments.join('.') };
}
