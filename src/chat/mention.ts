import { sameId } from '#lib/ids.ts';

/** What is needed of a message and of the bot to take the bot's own mention out of the words. */
export interface Mentioning {
  text?: string | undefined;
  html?: string | undefined;
  mentionedPeople?: string[] | undefined;
}

interface Piece {
  text: string;
  /** The id of the mentioned person, when the piece is a mention. */
  person?: string;
}

/**
 * The words of a message without the bot's mention. `text` alone starts with the bot's name as the sender's client showed
 * it, which may be a nickname; the mention's id stands in `html` only. Line breaks stay. Takes time in proportion to the
 * length and never throws.
 */
export function wordsOf({ text, html, mentionedPeople }: Mentioning, me: { id: string; displayName: string }): string {
  const pieces = html === undefined ? [] : piecesOf(html);
  // A client that renders Markdown sends a block of code as such, and its text without the marks.
  const isBlock = /<pre\b/i.test(html ?? '') && !text?.includes(FENCE);
  if (pieces.some((piece) => isOurs(piece, me.id))) {
    const cut = text === undefined || isBlock ? undefined : cutMentions(text, pieces, me.id);
    return afterMention(cut ?? pieces.map((piece) => (isOurs(piece, me.id) ? '' : piece.text)).join(''));
  }
  const plain = (isBlock ? undefined : text) ?? pieces.map((piece) => piece.text).join('');
  const isMentioned = mentionedPeople?.some((id) => sameId(id, me.id)) ?? false;
  if (isMentioned && me.displayName !== '' && startsWithName(plain, me.displayName)) {
    return afterMention(plain.trimStart().slice(me.displayName.length));
  }
  return plain.trim();
}

const isOurs = (piece: Piece, id: string) => piece.person !== undefined && sameId(piece.person, id);

const startsWithName = (text: string, name: string) =>
  text.trimStart().slice(0, name.length).toLowerCase() === name.toLowerCase();

/** People write "@bot: help" and "@bot, help". */
const afterMention = (text: string) => text.replace(/^[\s,:]+/, '').trimEnd();

/** A name longer than this is none; the bound keeps the search below linear. */
const MAX_NAME = 256;

/**
 * Takes the bot's mentions out of `text`, which has the message's line breaks as they were typed. `html` tells which of
 * several equal names is the mention. Undefined when the two do not fit together.
 */
function cutMentions(text: string, pieces: Piece[], id: string): string | undefined {
  let kept = '';
  let cursor = 0;
  let between = '';
  for (const piece of pieces) {
    if (!isOurs(piece, id)) {
      between += piece.text;
      continue;
    }
    const name = piece.text.trim();
    if (name === '') continue;
    if (name.length > MAX_NAME) return undefined;
    let at = text.indexOf(name, cursor);
    for (let skip = countOf(name, between); skip > 0 && at !== -1; skip -= 1) at = text.indexOf(name, at + name.length);
    if (at === -1) return undefined;
    kept += text.slice(cursor, at);
    cursor = at + name.length;
    if (text[cursor] === ' ' && (kept === '' || kept.endsWith(' '))) cursor += 1;
    between = '';
  }
  return kept + text.slice(cursor);
}

function countOf(name: string, text: string): number {
  let count = 0;
  for (let at = text.indexOf(name); at !== -1; at = text.indexOf(name, at + name.length)) count += 1;
  return count;
}

const FENCE = '```';
const LINE_ENDS = new Set(['br', '/p', '/div', '/li', '/blockquote', '/h1', '/h2', '/h3', '/tr']);

/** Reads a message's html into plain pieces, each mention its own. Tags it does not know leave no trace. */
function piecesOf(html: string): Piece[] {
  const pieces: Piece[] = [];
  let person: string | undefined;
  let text = '';
  const flush = () => {
    if (text !== '' || person !== undefined) pieces.push({ text: decode(text), person });
    text = '';
  };
  let at = 0;
  for (let open = html.indexOf('<'); open !== -1; open = html.indexOf('<', at)) {
    text += html.slice(at, open);
    if (!/[a-z/!]/i.test(html[open + 1] ?? '')) {
      // "5 < 6" is no tag. Looking for its end would make many of them slow.
      text += '<';
      at = open + 1;
      continue;
    }
    const close = html.indexOf('>', open);
    if (close === -1) {
      at = open;
      break;
    }
    const tag = html.slice(open + 1, close);
    at = close + 1;
    const name = tag.match(/^\/?[a-z0-9-]+/i)?.[0].toLowerCase() ?? '';
    if (name === 'spark-mention') {
      flush();
      person = objectId(tag);
    } else if (name === '/spark-mention') {
      flush();
      person = undefined;
    } else if (name === 'pre' || name === '/pre') text += `\n${FENCE}\n`;
    else if (LINE_ENDS.has(name)) text += '\n';
  }
  text += html.slice(at);
  flush();
  return pieces;
}

const OBJECT_ID = /\sdata-object-id=(?:"([^"]*)"|'([^']*)')/i;

function objectId(tag: string): string | undefined {
  const found = OBJECT_ID.exec(tag);
  const value = found?.[1] ?? found?.[2];
  return value === undefined ? undefined : decode(value);
}

const NAMED: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' };

function decode(text: string): string {
  return text.replace(
    /&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|(amp|lt|gt|quot|apos|nbsp));/gi,
    (whole, decimal, hex, named) => {
      if (named !== undefined) return NAMED[String(named).toLowerCase()] ?? whole;
      const code = decimal === undefined ? Number.parseInt(hex, 16) : Number(decimal);
      return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : whole;
    },
  );
}
