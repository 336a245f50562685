/** What a JSON text says, or that it is none, as a sentence without a full stop, and on which line as far as that is known. */
export function parseJson(text: string): { value: unknown } | { fault: string; line?: number } {
  try {
    return { value: JSON.parse(text) };
  } catch (error) {
    // V8 says "… at position 33 (line 3 column 5)", or that the text just ends; of some faults it tells no place.
    const [, line] = /\(line (\d+) column/.exec(String(error)) ?? [];
    if (line !== undefined) return { fault: 'This is no JSON', line: Number(line) };
    if (!/end of JSON/.test(String(error))) return { fault: 'This is no JSON' };
    return { fault: 'This is no JSON: it ends too early', line: text.trimEnd().split('\n').length };
  }
}

/** `rootKeys` are those of the outermost object. */
interface Outline {
  rootKeys: { key: string; line: number }[];
  entries: { line: number; keys: string[] }[];
}

/**
 * What JSON.parse does not tell: on which line each item begins, and its keys, of which the parser keeps only the last of two.
 * `depth` is that of the items. The text is known to be JSON.
 */
export function outlineOf(text: string, depth: number): Outline {
  const { rootKeys, entries }: Outline = { rootKeys: [], entries: [] };
  let level = 0;
  let line = 1;
  let at = 0;
  const begin = () => {
    if (level === depth) entries.push({ line, keys: [] });
  };
  while (at < text.length) {
    const char = text.charAt(at);
    let end = at + 1;
    if (char === '\n') line += 1;
    else if (char === '{' || char === '[') {
      begin();
      level += 1;
    } else if (char === '}' || char === ']') level -= 1;
    else if (char === '"') {
      end = endOfString(text, at);
      if (!isKey(text, end)) begin();
      else if (level === depth + 1) entries.at(-1)?.keys.push(String(JSON.parse(text.slice(at, end))));
      else if (level === 1) rootKeys.push({ key: String(JSON.parse(text.slice(at, end))), line });
    } else if (!' \t\r,:'.includes(char)) {
      begin();
      while (end < text.length && !' \t\r\n,]}'.includes(text.charAt(end))) end += 1;
    }
    at = end;
  }
  return { rootKeys, entries };
}

function endOfString(text: string, start: number): number {
  let at = start + 1;
  while (at < text.length && text.charAt(at) !== '"') at += text.charAt(at) === '\\' ? 2 : 1;
  return at + 1;
}

function isKey(text: string, end: number): boolean {
  let at = end;
  while (at < text.length && ' \t\r\n'.includes(text.charAt(at))) at += 1;
  return text.charAt(at) === ':';
}
