const FENCE = '```';
/** What may follow a fence on its line: the name of a language. */
const LANGUAGE = /^[\w+#-]{0,40}[ \t]*$/;
/** Blank for a reader: spaces, and characters that show nothing. */
const SHOWS_NOTHING = /^[\s\u200B-\u200F\u2060\uFEFF]*$/;
const BLANK_START = /^[\s\u200B-\u200F\u2060\uFEFF]*/;
const CLOSING_FENCE = /^[ \t]*```[ \t]*\r?$/m;

interface Line {
  text: string;
  /** Places in the whole text: where the line begins, and where the next one does. */
  start: number;
  next: number;
}

/**
 * Parts a message into its command and what the command is about. The first blank line ends the command, and everything
 * after it is the body, exactly as typed. A fenced block of code is the body too; what follows it belongs to the command
 * again, so that nothing typed is lost. Blank lines before the command do not count. A command longer than `limit` is not
 * parted any more: nobody reads it.
 */
export function splitBody(text: string, limit: number): { command: string; body?: string } {
  let begin = firstLine(text);
  for (const line of linesFrom(text, begin)) {
    const fence = fenceIn(line.text);
    if (line.start === begin && fence?.isAlone) {
      // A command pasted as a block of code is a command.
      begin = line.next;
    } else if (line.start > begin && SHOWS_NOTHING.test(line.text)) {
      return withBody(text.slice(begin, line.start), text.slice(line.next));
    } else if (fence) return fenced(text.slice(begin, line.start + fence.at), text.slice(line.next));
    if (line.start - begin > limit) break;
  }
  return { command: text.slice(begin) };
}

/** A body that begins with a fence is the block; any other is taken as it is. */
function withBody(command: string, body: string): { command: string; body?: string } {
  const [line] = linesFrom(body, firstLine(body));
  if (!line) return { command };
  return fenceIn(line.text)?.isAlone ? fenced(command, body.slice(line.next)) : { command, body };
}

/** Reads up to the closing fence, or to the end. */
function fenced(command: string, rest: string): { command: string; body?: string } {
  const closing = CLOSING_FENCE.exec(rest);
  if (!closing) return { command, ...(rest.trim() !== '' && { body: rest }) };
  const body = rest.slice(0, closing.index).replace(/\r?\n$/, '');
  const after = rest.slice(closing.index + closing[0].length);
  return {
    command: SHOWS_NOTHING.test(after) ? command : `${command.trimEnd()}\n${after.trimStart()}`,
    ...(body !== '' && { body }),
  };
}

/** Where the first line begins that shows something; the end when there is none. */
function firstLine(text: string): number {
  const blank = BLANK_START.exec(text)?.[0] ?? '';
  return blank.length === text.length ? text.length : blank.lastIndexOf('\n') + 1;
}

/** Where a line opens a block: at its start (`isAlone`) or after a blank, with nothing behind it but a language. */
function fenceIn(line: string): { at: number; isAlone: boolean } | undefined {
  const at = line.indexOf(FENCE);
  if (at === -1 || (at > 0 && !/\s/.test(line.charAt(at - 1)))) return undefined;
  if (!LANGUAGE.test(line.slice(at + FENCE.length))) return undefined;
  return { at, isAlone: line.slice(0, at).trim() === '' };
}

function* linesFrom(text: string, from: number): Generator<Line> {
  let start = from;
  while (start < text.length) {
    const found = text.indexOf('\n', start);
    const end = found === -1 ? text.length : found;
    yield { text: text.slice(start, end).replace(/\r$/, ''), start, next: Math.min(end + 1, text.length) };
    start = end + 1;
  }
}
