import type { Keeper } from './http.ts';

const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_LIST = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE_LIST = 0x5d;
const OPEN = 0x7b;
const CLOSE = 0x7d;
const isBlank = (byte: number): boolean => byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;

/** Longer than the name that is looked for. */
const MOST_NAME = 16;

/**
 * Where a text ends: the place of its quote; the length of the piece when it goes on in the next one, and one more when a
 * backslash was the last byte. Most of a page is text, so this is a loop of its own, with nothing in it that is shared.
 */
function endOfText(piece: Buffer, from: number): number {
  let at = from;
  for (const { length } = piece; at < length; at += 1) {
    const byte = piece[at];
    if (byte === QUOTE) return at;
    if (byte === BACKSLASH) at += 1;
  }
  return at;
}

/**
 * Reads the items of a page, `{"items": [{…}, {…}]}`, one by one as they come: a page of a thousand devices is 2 MB of text
 * and twice that once it is parsed, and everybody else would wait until it is. Each goes to `take` as JSON.parse gives it;
 * what is no object goes as undefined. The text that is kept is a page without items; `{}` when there is no list of them; and
 * empty, which is no JSON, when what came does not begin and end as an object, or an item is no JSON.
 */
export function itemsOf(take: (item: unknown) => void): Keeper {
  let depth = 0;
  let isText = false;
  let isEscaped = false;
  let isBroken = false;
  let isOver = false;
  let hasList = false;
  let inList = false;
  /** Something that is no object was begun in the list. */
  let isOther = false;
  /** The last text of the object itself, and where it begins in this piece. */
  let name = '';
  let nameFrom = 0;
  /** Parts of the item that is coming, and where it goes on in this piece; -1: none is. */
  let parts: Buffer[] = [];
  let itemFrom = -1;

  function item(end: Buffer): void {
    const whole = parts.length === 0 ? end : Buffer.concat([...parts, end]);
    parts = [];
    itemFrom = -1;
    let parsed: unknown;
    try {
      parsed = JSON.parse(whole.toString());
    } catch {
      isBroken = true;
      return;
    }
    take(parsed);
  }

  function other(): void {
    if (!isOther) take(undefined);
    isOther = true;
  }

  function open(byte: number, at: number): void {
    if (isOver || (depth === 0 && byte !== OPEN)) isBroken = true;
    if (depth === 1 && byte === OPEN_LIST && name === 'items:' && !hasList) {
      hasList = true;
      inList = true;
    } else if (inList && depth === 2) {
      if (byte === OPEN) itemFrom = at;
      else other();
    }
    depth += 1;
    name = '';
  }

  function close(piece: Buffer, at: number): void {
    depth -= 1;
    if (depth === 2 && itemFrom !== -1) item(piece.subarray(itemFrom, at + 1));
    if (depth === 1) inList = false;
    if (depth === 0) isOver = true;
    if (depth < 0) isBroken = true;
  }

  return {
    take(piece) {
      if (itemFrom !== -1) itemFrom = 0;
      nameFrom = 0;
      const { length } = piece;
      for (let at = 0; at < length && !isBroken; at += 1) {
        if (isText) {
          at = endOfText(piece, isEscaped ? at + 1 : at);
          isEscaped = at > length;
          if (at >= length) break;
          isText = false;
          if (depth === 1) name = (name + piece.toString('latin1', nameFrom, at)).slice(0, MOST_NAME);
          continue;
        }
        const byte = piece[at] ?? 0;
        if (byte === QUOTE) {
          isText = true;
          if (depth === 1) {
            name = '';
            nameFrom = at + 1;
          }
          if (inList && depth === 2) other();
          if (depth === 0) isBroken = true;
        } else if (byte === OPEN || byte === OPEN_LIST) open(byte, at);
        else if (byte === CLOSE || byte === CLOSE_LIST) close(piece, at);
        else if (byte === COMMA) isOther &&= depth !== 2;
        else if (byte === COLON) {
          if (depth === 1) name += ':';
        } else if (isBlank(byte)) continue;
        else if (depth === 0) isBroken = true;
        else if (inList && depth === 2) other();
      }
      if (isText && depth === 1) name = (name + piece.toString('latin1', nameFrom)).slice(0, MOST_NAME);
      if (itemFrom !== -1) parts.push(Buffer.from(piece.subarray(itemFrom)));
    },

    text() {
      if (isBroken || !isOver) return '';
      return hasList ? '{"items":[]}' : '{}';
    },
  };
}
