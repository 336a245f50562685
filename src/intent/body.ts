import { cleanText } from './clean.ts';

const FENCE = '```';
/** What may follow a fence on its line: the name of a language. */
const LANGUAGE = /^[\w+#-]{0,40} *$/;
const CLOSING_FENCE = /^[ \t]*```[ \t]*\r?$/m;

interface Line {
  /** As a reader sees it: a fence or a blank line is one whatever invisible characters it holds. */
  seen: string;
  /** Places in the whole text: where the line begins, and where the next one does. */
  start: number;
  next: number;
}

/**
 * Parts a message into its command and what the command is about. The first blank line ends the command, and everything
 * after it is the body, exactly as typed. A fenced block of code is the body too; what follows it belongs to the command
 * again, so that nothing typed is lost, and further blocks belong to the body. Blank lines before the command do not count.
 * A command longer than `limit` is not parted any more: nobody reads it.
 */
export function splitBody(text: string, limit: number): { command: string; body?: string } {
  let begin = firstLine(text, 0);
  for (const line of linesFrom(text, begin)) {
    if (line.start < begin) continue;
    const fence = fenceIn(line.seen);
    if (line.start === begin && fence?.isAlone) {
      // A command pasted as a block of code is a command.
      begin = firstLine(text, line.next);
    } else if (isBlank(line)) {
      return parted(text.slice(begin, line.start), text.slice(line.next));
    } else if (fence) return fenced(text.slice(begin, line.start) + fence.before, text.slice(line.next));
    if (line.start - begin > limit) break;
  }
  return { command: text.slice(begin) };
}

/** The same put together again: read, it is this command and this body. */
export function withBody(command: string, body: string | undefined): string {
  if (body === undefined) return command;
  return `${command}\n\n${beginsWithFence(body) ? `${FENCE}\n${body}\n${FENCE}` : body}`;
}

/** A body that begins with a fence is the block; any other is taken as it is. */
function parted(command: string, body: string): { command: string; body?: string } {
  const [line] = linesFrom(body, firstLine(body, 0));
  if (!line) return { command };
  return beginsWithFence(body) ? fenced(command, body.slice(line.next)) : { command, body };
}

function beginsWithFence(body: string): boolean {
  const [line] = linesFrom(body, firstLine(body, 0));
  return line !== undefined && fenceIn(line.seen)?.isAlone === true;
}

/** Reads up to the closing fence, or to the end; lines behind it are the command's, but for further blocks. */
function fenced(command: string, rest: string): { command: string; body?: string } {
  const said = [command];
  const blocks: string[] = [];
  let left: string | undefined = rest;
  while (left !== undefined) {
    const closing = CLOSING_FENCE.exec(left);
    blocks.push(closing ? left.slice(0, closing.index).replace(/\r?\n$/, '') : left);
    const after: string = closing ? left.slice(closing.index + closing[0].length) : '';
    left = undefined;
    for (const line of linesFrom(after, 0)) {
      const fence = fenceIn(line.seen);
      const seen = fence?.before ?? line.seen;
      if (seen.trim() !== '') said.push(seen);
      if (!fence) continue;
      left = after.slice(line.next);
      break;
    }
  }
  const body = blocks.filter((block) => firstLine(block, 0) < block.length).join('\n');
  return {
    command: said.length === 1 ? command : [command.trimEnd(), ...said.slice(1)].join('\n'),
    ...(body !== '' && { body }),
  };
}

const isBlank = ({ seen }: Line): boolean => seen.trim() === '';

/** Where the first line begins that shows something; the end when there is none. */
function firstLine(text: string, from: number): number {
  for (const line of linesFrom(text, from)) if (!isBlank(line)) return line.start;
  return text.length;
}

/** Where a line opens a block: at its start (`isAlone`) or after a blank, with nothing behind it but a language. */
function fenceIn(line: string): { before: string; isAlone: boolean } | undefined {
  const at = line.indexOf(FENCE);
  if (at === -1 || (at > 0 && !/\s/.test(line.charAt(at - 1)))) return undefined;
  if (!LANGUAGE.test(line.slice(at + FENCE.length))) return undefined;
  const before = line.slice(0, at);
  return { before, isAlone: before.trim() === '' };
}

/** Lines end where they do once the text is cleaned: a command that is said again has no other ones. */
function* linesFrom(text: string, from: number): Generator<Line> {
  const ends = /\r\n?|[\n\u0085\u2028\u2029\v\f]/g;
  let start = from;
  while (start < text.length) {
    ends.lastIndex = start;
    const found = ends.exec(text);
    const next = found ? ends.lastIndex : text.length;
    yield { seen: cleanText(text.slice(start, found?.index)), start, next };
    start = next;
  }
}
